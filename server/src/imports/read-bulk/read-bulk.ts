import { open } from 'node:fs/promises'
import type { PupilScores, PupilUnit } from '../../results/model.ts'
import type { PupilWriter } from '../../results/store-model.ts'
import type { BulkReader, Cell, SourceRow, Table } from '../model.ts'
import { cellText, createCsvParser } from '../read-table/csv-parser.ts'
import { READ_LIMITS } from '../read-table/limits.ts'
import { toSourceRow } from '../read-table/read-csv.ts'
import { storableText } from '../read-table/storable-text.ts'
import { createCombinations } from './combinations.ts'
import { createLineScanner, MOST_TAILS, type PlainLine } from './scan-lines.ts'

const PIECE_BYTES = 1024 * 1024
const LF = 10
const NOT_TAKEN = -1

export interface BulkSource {
  path: string
  fileName: string
  encoding: NonNullable<Table['encoding']>
  separator: string
  /** The first line to read, 1-based; lines before it have been read as rows. */
  fromLine: number
}

export interface BulkHandlers {
  writer: PupilWriter
  /** The points with the mark that follows from them; undefined where there is none, and the row is to be judged by itself. */
  withMark(unit: PupilUnit, scores: PupilScores): PupilScores | undefined
  /** A row that is not plain. */
  row(row: SourceRow): void
  progress(done: number): void | Promise<void>
}

/**
 * Reads the lines of a huge csv. Columns that belong together are judged once for each combination of texts in them;
 * a row of judged combinations and a code of digits is six numbers. Every other row is read as rows of small files are.
 * @returns how many rows were accepted this way
 */
export async function readBulk(
  source: BulkSource,
  reader: BulkReader,
  handlers: BulkHandlers,
): Promise<number> {
  const { writer } = handlers
  const decoder = new TextDecoder(source.encoding)
  const decode = (bytes: Uint8Array) => storableText(decoder.decode(bytes))
  const { unit, scores, details, pupil } = reader.columns
  const detailsAt = unit.length + scores.length
  const scanner = createLineScanner(
    source.separator.charCodeAt(0),
    [...unit, ...scores, ...details],
    unit,
    pupil,
    { plain: takePlain, known: takeKnown, other: takeOther },
  )
  const cellsOf = (ids: Int32Array, offset: number): (Cell | undefined)[] =>
    [...ids].map((id, at) => {
      const text = cellText(decode(scanner.memoOf(offset + at).bytesOf(id)))
      return text === '' ? undefined : { text, kind: 'text' }
    })

  const unitTree = createCombinations()
  const scoreTree = createCombinations()
  const detailTree = createCombinations()
  /** By combination: a place in the writer's lists, or that such rows are judged by themselves. */
  const unitPlaces: number[] = []
  const scorePlaces: number[] = []
  const detailPlaces: number[] = []
  // Whether points alone tell the mark hangs on the procedure and the year.
  const scales = new Map<string, number>()
  const scaleOfUnit: number[] = []
  const units: PupilUnit[] = []
  const isAccepted: boolean[] = []
  /** By the head of a line that was read through: its unit. */
  const unitOfHead: number[] = []
  /** By scale and tail of a line: places of its scores and of its details, where a line like it was taken before. */
  const scoresOfTail: Int32Array[] = []
  const detailsOfTail = new Int32Array(MOST_TAILS)
  let lastUnit = NOT_TAKEN
  const lastIds = new Int32Array(unit.length).fill(-1)
  let accepted = 0

  function unitOf(ids: Int32Array): number {
    let isSame = true
    for (let at = 0; at < lastIds.length; at++) if (ids[at] !== lastIds[at]) isSame = false
    if (isSame) return lastUnit
    let combination = 0
    for (let at = 0; at < lastIds.length; at++) {
      lastIds[at] = ids[at]!
      combination = unitTree.step(combination, ids[at]!)
    }
    lastUnit = unitPlaces[combination] ?? judgeUnit(ids, combination)
    return lastUnit
  }

  function judgeUnit(ids: Int32Array, combination: number): number {
    const found = reader.unit(cellsOf(ids.subarray(0, unit.length), 0))
    const place = found === undefined ? NOT_TAKEN : writer.unit(found)
    unitPlaces[combination] = place
    if (found === undefined) return place
    const scale = `${found.procedure} ${found.schoolYear}`
    scales.set(scale, scales.get(scale) ?? scoreTree.step(0, scales.size))
    scaleOfUnit[place] = scales.get(scale)!
    units[place] = found
    return place
  }

  function judgeScores(ids: Int32Array, unitPlace: number, combination: number): number {
    const points = reader.scores(cellsOf(ids.subarray(unit.length, detailsAt), unit.length))
    const marked = points && handlers.withMark(units[unitPlace]!, points)
    const place = marked === undefined ? NOT_TAKEN : writer.scores(marked)
    scorePlaces[combination] = place
    return place
  }

  function judgeDetails(ids: Int32Array, combination: number): number {
    const found = reader.details(cellsOf(ids.subarray(detailsAt), detailsAt))
    const place = found === undefined ? NOT_TAKEN : writer.details(found)
    detailPlaces[combination] = place
    return place
  }

  function takePlain(line: PlainLine): boolean {
    const { ids } = line
    const unitPlace = unitOf(ids)
    if (line.head >= 0) unitOfHead[line.head] = unitPlace
    headNow = -1
    if (unitPlace === NOT_TAKEN) return false
    let combination = scaleOfUnit[unitPlace]!
    for (let at = lastIds.length; at < detailsAt; at++) combination = scoreTree.step(combination, ids[at]!)
    const scorePlace = scorePlaces[combination] ?? judgeScores(ids, unitPlace, combination)
    if (scorePlace === NOT_TAKEN) return false
    combination = 0
    for (let at = detailsAt; at < ids.length; at++) combination = detailTree.step(combination, ids[at]!)
    const detailPlace = detailPlaces[combination] ?? judgeDetails(ids, combination)
    if (detailPlace === NOT_TAKEN) return false
    if (line.tail >= 0) {
      const scale = scaleOfUnit[unitPlace]!
      scoresOfTail[scale] ??= new Int32Array(MOST_TAILS).fill(NOT_TAKEN)
      scoresOfTail[scale][line.tail] = scorePlace
      detailsOfTail[line.tail] = detailPlace
    }
    take(line, unitPlace, scorePlace, detailPlace)
    return true
  }

  // Lines with one head mostly come one after another.
  let headNow = -1
  let unitNow = NOT_TAKEN
  let scoresNow: Int32Array | undefined

  function takeKnown(line: PlainLine): boolean {
    if (line.head !== headNow) {
      headNow = line.head
      unitNow = unitOfHead[headNow] ?? NOT_TAKEN
      scoresNow = unitNow === NOT_TAKEN ? undefined : scoresOfTail[scaleOfUnit[unitNow]!]
    }
    if (scoresNow === undefined) return false
    const scorePlace = scoresNow[line.tail]!
    if (scorePlace === NOT_TAKEN) return false
    take(line, unitNow, scorePlace, detailsOfTail[line.tail]!)
    return true
  }

  function take({ code, digits, lineNumber }: PlainLine, unit: number, scores: number, details: number) {
    if (isAccepted[unit] === undefined) {
      isAccepted[unit] = true
      reader.accepted(units[unit]!)
    }
    writer.take(unit, scores, details, code, digits, lineNumber)
    accepted += 1
  }

  /** A record the row parser is in the middle of, when the piece of the file ends before it does. */
  let pending: ReturnType<typeof startRecord> | undefined

  function startRecord(lineNumber: number) {
    const before = lineNumber - 1
    return createCsvParser(
      source.separator,
      (fields, line) => {
        const row = toSourceRow(fields, before + line)
        if (row) handlers.row(row)
      },
      source.fileName,
      READ_LIMITS,
    )
  }

  function takeOther(bytes: Uint8Array, from: number, lineNumber: number): { end: number; lines: number } {
    const parser = startRecord(lineNumber)
    let end = from
    while (end < bytes.length) {
      const lineEnd = bytes.indexOf(LF, end) + 1
      parser.write(decode(bytes.subarray(end, lineEnd)))
      end = lineEnd
      if (parser.isBetween) return { end, lines: parser.line - 1 }
    }
    pending = parser
    return { end, lines: parser.line - 1 }
  }

  let line = 1
  let done = 0
  let openedAt = 0
  /** @param bytes whole lines */
  const takeLines = (bytes: Uint8Array) => {
    let at = 0
    for (; line < source.fromLine && at < bytes.length; line++) at = bytes.indexOf(LF, at) + 1
    while (pending && at < bytes.length) {
      const lineEnd = bytes.indexOf(LF, at) + 1
      pending.write(decode(bytes.subarray(at, lineEnd)))
      at = lineEnd
      if (pending.isBetween) {
        line = openedAt + pending.line - 1
        pending = undefined
      }
    }
    if (at === bytes.length) return
    const next = scanner.scan(bytes.subarray(at), line)
    if (pending) openedAt = next - (pending.line - 1)
    line = next
  }
  await readPieces(source.path, async (lines) => {
    takeLines(lines)
    done += lines.length
    await writer.drain()
    await handlers.progress(done)
  })
  pending?.end()
  return accepted
}

/**
 * Reads a file in pieces of whole lines, into two buffers again and again: a new one for every piece would be a gigabyte of
 * garbage. The next piece is read while one is taken. A last line without its end gets one.
 */
async function readPieces(path: string, take: (lines: Uint8Array) => Promise<void>): Promise<void> {
  const file = await open(path)
  try {
    let buffer = Buffer.allocUnsafe(2 * PIECE_BYTES)
    let next = Buffer.allocUnsafe(2 * PIECE_BYTES)
    let { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null)
    let length = bytesRead
    for (;;) {
      const isLast = bytesRead === 0
      if (isLast && length > 0) buffer[length++] = LF
      const whole = buffer.subarray(0, length).lastIndexOf(LF) + 1
      const kept = length - whole
      if (next.length < kept + PIECE_BYTES + 1) next = Buffer.allocUnsafe(2 * (kept + PIECE_BYTES))
      buffer.copy(next, 0, whole, length)
      const reading = isLast ? undefined : file.read(next, kept, PIECE_BYTES, null)
      // Its failure is heard below, unless taking fails first.
      reading?.catch(() => {})
      if (whole > 0) await take(buffer.subarray(0, whole))
      if (reading === undefined) return
      bytesRead = (await reading).bytesRead
      length = kept + bytesRead
      ;[buffer, next] = [next, buffer]
    }
  } finally {
    await file.close()
  }
}
