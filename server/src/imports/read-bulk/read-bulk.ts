import { open } from 'node:fs/promises'
import type { PupilScores, PupilUnit } from '../../results/model.ts'
import type { ResultWriter } from '../../results/store-model.ts'
import { BATCH_ROWS, HALF, makeBatch, type PupilLists } from '../../results/write-pupils.ts'
import type { BulkReader, Cell, SourceRow, Table } from '../model.ts'
import { cellText, createCsvParser } from '../read-table/csv-parser.ts'
import { READ_LIMITS } from '../read-table/limits.ts'
import { toSourceRow } from '../read-table/read-csv.ts'
import { storableText } from '../read-table/storable-text.ts'
import { createCombinations } from './combinations.ts'
import { createLineScanner, type PlainLine } from './scan-lines.ts'

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
  writer: ResultWriter
  /** The points with the mark that follows from them; undefined where there is none, and the row is to be judged by itself. */
  withMark(unit: PupilUnit, scores: PupilScores): PupilScores | undefined
  /** A row that is not plain. */
  row(row: SourceRow): void
  progress(done: number): void | Promise<void>
}

/**
 * Reads the lines of a huge csv. Columns that belong together are judged once for each combination of texts in them;
 * a row of judged combinations and a code of digits is six numbers, written some thousands at once. Every other row is
 * read as rows of small files are.
 * @returns what the batches name, and how many rows were accepted this way
 */
export async function readBulk(
  source: BulkSource,
  reader: BulkReader,
  handlers: BulkHandlers,
): Promise<{ lists: PupilLists; accepted: number }> {
  const decoder = new TextDecoder(source.encoding)
  const decode = (bytes: Uint8Array) => storableText(decoder.decode(bytes))
  const { unit, scores, details, pupil } = reader.columns
  const scanner = createLineScanner(
    source.separator.charCodeAt(0),
    [...unit, ...scores, ...details],
    pupil,
    (line) => takePlain(line),
    (bytes, from, lineNumber) => takeOther(bytes, from, lineNumber),
  )
  const cellsOf = (ids: Int32Array, offset: number): (Cell | undefined)[] =>
    [...ids].map((id, at) => {
      const text = cellText(decode(scanner.memoOf(offset + at).bytesOf(id)))
      return text === '' ? undefined : { text, kind: 'text' }
    })

  const lists: PupilLists & { unordered: Set<number> } = { units: [], kinds: [], unordered: new Set() }
  const units = distinct(lists.units)
  const kinds = distinct(lists.kinds)
  const unitTree = createCombinations()
  const kindTree = createCombinations()
  /** By combination: a place in `lists`, or that such rows are judged by themselves. */
  const unitPlaces: number[] = []
  const kindPlaces: number[] = []
  // Whether points alone tell the mark hangs on the procedure and the year.
  const scales = distinct<string>([])
  const pupils = distinct<string>([])
  const scaleOfUnit: number[] = []
  const pupilsOfUnit: number[] = []
  const lastCode: number[] = []
  const batch = makeBatch()
  let lastUnit = NOT_TAKEN
  const lastIds = new Int32Array(unit.length).fill(-1)
  let accepted = 0

  const flush = () => {
    if (batch.size > 0) handlers.writer.appendBatch(batch)
    accepted += batch.size
    batch.size = 0
  }

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
    if (found === undefined) {
      unitPlaces[combination] = NOT_TAKEN
      return NOT_TAKEN
    }
    const scale = `${found.procedure} ${found.schoolYear}`
    const place = units.place({ ...found, pupils: pupils.place(`${found.school.key} ${scale}`) })
    unitPlaces[combination] = place
    scaleOfUnit[place] = scales.place(scale)
    pupilsOfUnit[place] = lists.units[place]!.pupils
    return place
  }

  function judgeKind(ids: Int32Array, digits: number, unitPlace: number, combination: number): number {
    const at = unit.length + scores.length
    const points = reader.scores(cellsOf(ids.subarray(unit.length, at), unit.length))
    const marked = points && handlers.withMark(lists.units[unitPlace]!, points)
    const rest = marked && reader.details(cellsOf(ids.subarray(at), at))
    const place = rest === undefined ? NOT_TAKEN : kinds.place({ ...marked!, ...rest, digits })
    kindPlaces[combination] = place
    return place
  }

  function takePlain(line: PlainLine): boolean {
    const { ids, digits, code } = line
    const unitPlace = unitOf(ids)
    if (unitPlace === NOT_TAKEN) return false
    let combination = kindTree.step(kindTree.step(0, scaleOfUnit[unitPlace]!), digits)
    for (let at = lastIds.length; at < ids.length; at++) combination = kindTree.step(combination, ids[at]!)
    const kindPlace = kindPlaces[combination] ?? judgeKind(ids, digits, unitPlace, combination)
    if (kindPlace === NOT_TAKEN) return false
    const group = pupilsOfUnit[unitPlace]!
    const last = lastCode[group]
    if (last === undefined) reader.accepted(lists.units[unitPlace]!)
    if (last === undefined || code > last) lastCode[group] = code
    else lists.unordered.add(group)
    const at = batch.size
    const high = code < HALF ? 0 : Math.floor(code / HALF)
    batch.unit[at] = unitPlace
    batch.kind[at] = kindPlace
    batch.high[at] = high
    batch.low[at] = code - high * HALF
    batch.row[at] = line.lineNumber
    batch.size = at + 1
    if (batch.size === BATCH_ROWS) flush()
    return true
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
    await handlers.progress(done)
  })
  pending?.end()
  flush()
  return { lists, accepted }
}

/**
 * Reads a file in pieces of whole lines, into one buffer again and again: a new one for every piece would be a gigabyte
 * of garbage. A last line without its end gets one.
 */
async function readPieces(path: string, take: (lines: Uint8Array) => Promise<void>): Promise<void> {
  const file = await open(path)
  try {
    let buffer = Buffer.allocUnsafe(PIECE_BYTES)
    let kept = 0
    for (;;) {
      if (kept + 1 >= buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2)
      const { bytesRead } = await file.read(buffer, kept, buffer.length - kept - 1, null)
      let length = kept + bytesRead
      if (bytesRead === 0 && length > 0) buffer[length++] = LF
      const whole = buffer.subarray(0, length).lastIndexOf(LF) + 1
      if (whole > 0) await take(buffer.subarray(0, whole))
      if (bytesRead === 0) return
      buffer.copyWithin(0, whole, length)
      kept = length - whole
    }
  } finally {
    await file.close()
  }
}

/** Equal values share a place in the list, so that `EDU670001` and `edu670001` are one school. */
function distinct<T>(list: T[]) {
  const known = new Map<string, number>()
  return {
    place(value: T): number {
      const id = JSON.stringify(value)
      const found = known.get(id)
      if (found !== undefined) return found
      known.set(id, list.length)
      return list.push(value) - 1
    },
  }
}
