import { rm } from 'node:fs/promises'
import { CELL_COLUMNS, cellsPath, MOST_DIGITS, PUPIL_FILE_COLUMNS } from './layout.ts'
import type { PupilDetails, PupilResult, PupilScores, PupilUnit } from './model.ts'
import type { ColumnValues } from './parquet/encode-column.ts'
import { openColumnFile } from './parquet/write-columns.ts'
import { type Cells, createPupilCells } from './pupil-cells.ts'
import type { PupilWriter } from './store-model.ts'
import { syncAndRename } from './sync-file.ts'
import { openWaitingPupils } from './waiting-pupils.ts'

const GROUP_ROWS = 1 << 18
const WHOLE_CODE = new RegExp(`^\\d{1,${MOST_DIGITS}}$`)

/**
 * Pupils of a huge file. What repeats from row to row (the school, the points, the class) stands once in a list and a row
 * names it by its place there; rows are written as they come, and counted beside, so that nothing is looked through again.
 *
 * A pupil may stand once in a school, procedure and year. A code above all that came before it there is new, and that is
 * how programs write them; every other row waits to the end and is compared then.
 */
export async function openPupilWriter(path: string, settings: Record<string, string>): Promise<PupilWriter> {
  const aside = `${path}.part`
  const cellsAside = `${cellsPath(path)}.part`
  await removeAll(aside, cellsAside, path, cellsPath(path))
  const file = await openColumnFile(aside, PUPIL_FILE_COLUMNS)
  const cellsFile = await openColumnFile(cellsAside, CELL_COLUMNS)
  const waiting = openWaitingPupils(path, settings)

  const units = distinct<PupilUnit>()
  const scores = distinct<PupilScores>()
  const details = distinct<PupilDetails>()
  // Units that differ in the school's name or municipality only have the same pupils.
  const groups = distinct<Pick<PupilUnit, 'procedure' | 'schoolYear'> & { key: string }>()
  const groupOfUnit: number[] = []
  /** By group; the highest code so far. */
  const lastCode: number[] = []
  const cells = createPupilCells((values, count) => cellsFile.writeGroup(count, cellValues(values)))
  const group = {
    unit: new Int32Array(GROUP_ROWS),
    scores: new Int32Array(GROUP_ROWS),
    details: new Int32Array(GROUP_ROWS),
    number: new Float64Array(GROUP_ROWS),
    digits: new Int32Array(GROUP_ROWS),
    row: new Int32Array(GROUP_ROWS),
    /** Codes that are not digits; most groups have none. */
    texts: [] as (string | undefined)[],
  }
  let size = 0
  let rowCount = 0

  const flush = () => {
    file.writeGroup(size, pupilValues())
    group.texts = []
    size = 0
  }

  function put(unit: number, score: number, detail: number, number: number, digits: number, row: number) {
    group.unit[size] = unit
    group.scores[size] = score
    group.details[size] = detail
    group.number[size] = number
    group.digits[size] = digits
    group.row[size] = row
    cells.add(unit, score, row)
    size += 1
    if (size === GROUP_ROWS) flush()
  }

  // Pupils of a unit mostly come one after another.
  let unitNow = -1
  let groupNow = -1
  let lastNow = -1

  function take(unit: number, score: number, detail: number, number: number, digits: number, row: number) {
    rowCount += 1
    if (unit !== unitNow) {
      if (groupNow >= 0) lastCode[groupNow] = lastNow
      unitNow = unit
      groupNow = groupOfUnit[unit]!
      lastNow = lastCode[groupNow]!
    }
    if (number > lastNow) {
      lastNow = number
      put(unit, score, detail, number, digits, row)
    } else
      waiting.add({ group: groupNow, unit, scores: score, details: detail, number, digits, text: null, row })
  }

  function takeUnit(unit: PupilUnit): number {
    const place = units.place(unit)
    const { procedure, schoolYear } = unit
    const groupPlace = groups.place({ key: unit.school.key, procedure, schoolYear })
    groupOfUnit[place] = groupPlace
    lastCode[groupPlace] ??= -1
    return place
  }

  function pupilValues(): ColumnValues[] {
    const isPlain = group.texts.length === 0
    const byDetails = (value: (details: PupilDetails) => string | null) => ({
      places: group.details,
      value: (place: number) => value(details.list[place]!),
    })
    return [
      ...unitValues(group.unit),
      ...scoreValues(group.scores),
      ...[byDetails(({ className }) => className), byDetails(({ variant }) => variant)],
      isPlain ? { places: group.details, value: () => null } : { texts: group.texts },
      { numbers: group.number, ...(isPlain ? {} : { has: (row: number) => group.texts[row] === undefined }) },
      { places: group.digits, value: (digits) => (digits === 0 ? null : digits) },
      { numbers: group.row },
    ]
  }

  function unitValues(places: Int32Array): ColumnValues[] {
    const by = (value: (unit: PupilUnit) => string | number | null) => ({
      places,
      value: (place: number) => value(units.list[place]!),
    })
    return [
      ...[
        by(({ school }) => school.keyKind),
        by(({ school }) => school.key),
        by(({ school }) => school.name),
      ],
      ...[by(({ school }) => school.municipality), by(({ school }) => school.municipalityCode)],
      ...[by(({ procedure }) => procedure), by(({ schoolYear }) => schoolYear)],
    ]
  }

  function scoreValues(places: Int32Array): ColumnValues[] {
    const by = (value: (row: PupilScores) => number | null) => ({
      places,
      value: (place: number) => value(scores.list[place]!),
    })
    return [
      ...[by((row) => row.primaryScore), by((row) => row.testScore)],
      ...[by((row) => row.mark), by((row) => row.journalMark)],
    ]
  }

  const cellValues = ({ unit, scores: score, n, first, last }: Cells): ColumnValues[] => [
    ...unitValues(unit),
    ...scoreValues(score),
    ...[n, first, last].map((numbers) => ({ numbers })),
  ]

  const close = async () => {
    await file.close()
    await cellsFile.close()
    await waiting.close()
  }

  return {
    get rowCount() {
      return rowCount
    },
    unit: takeUnit,
    scores: (value) => scores.place(value),
    details: (value) => details.place(value),
    take,
    append(result) {
      if (result.level !== 'pupil') throw new Error(`a ${result.level} row in a file of pupils`)
      const unit = takeUnit(unitOf(result))
      const score = scores.place(scoresOf(result))
      const detail = details.place({ className: result.className, variant: result.variant })
      const { pupilCode: code, rowNumber: row } = result
      if (WHOLE_CODE.test(code)) return take(unit, score, detail, Number(code), code.length, row)
      rowCount += 1
      const places = { group: groupOfUnit[unit]!, unit, scores: score, details: detail }
      waiting.add({ ...places, number: -1, digits: 0, text: code, row })
    },
    drain: () => waiting.drain(),
    async settle(keep) {
      if (waiting.isEmpty) return { count: 0, first: [] }
      flush()
      file.seal()
      const repeated = await waiting.compare({ path: aside, rowCount: file.rowCount }, groups.list, keep)
      rowCount -= repeated.count
      for await (const rows of waiting.newRows())
        for (const row of rows) {
          if (row.text !== null) group.texts[size] = row.text
          put(row.unit, row.scores, row.details, row.number, row.digits, row.row)
        }
      return repeated
    },
    async finish() {
      flush()
      cells.flush()
      for (const one of [file, cellsFile]) one.seal()
      await close()
      await syncAndRename(cellsAside, cellsPath(path))
      await syncAndRename(aside, path)
    },
    async discard() {
      await close()
      await removeAll(aside, cellsAside)
    },
  }
}

const unitOf = ({ school, procedure, schoolYear }: PupilResult): PupilUnit => ({
  school,
  procedure,
  schoolYear,
})
const scoresOf = ({ primaryScore, testScore, mark, journalMark }: PupilResult): PupilScores => ({
  ...{ primaryScore, testScore, mark, journalMark },
})

/** Equal values share a place in the list, so that `EDU670001` and `edu670001` are one school. */
function distinct<T>() {
  const known = new Map<string, number>()
  const list: T[] = []
  return {
    list,
    place(value: T): number {
      const id = JSON.stringify(value)
      const found = known.get(id)
      if (found !== undefined) return found
      known.set(id, list.length)
      return list.push(value) - 1
    },
  }
}

async function removeAll(...paths: string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true })
}
