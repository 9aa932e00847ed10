import { rm } from 'node:fs/promises'
import { cellsPath, MOST_DIGITS } from './layout.ts'
import type { PupilDetails, PupilResult, PupilScores, PupilUnit } from './model.ts'
import { GROUP_ROWS, openPupilColumns } from './pupil-columns.ts'
import { createSeenCodes, type SeenCodes } from './seen-codes.ts'
import type { PupilWriter } from './store-model.ts'
import { syncAndRename } from './sync-file.ts'
import { openWaitingPupils } from './waiting-pupils.ts'

/** So many rows, all of them still in memory, tell whether codes grow in a file or stand in any order. */
const FIRST_ROWS = 1 << 15
/** In the latter, of every so many rows one does not grow. */
const ORDERLY = 64
const WHOLE_CODE = new RegExp(`^\\d{1,${MOST_DIGITS}}$`)

/**
 * Pupils of a huge file. What repeats from row to row (the school, the points, the class) stands once in a list and a row
 * names it by its place there; rows are written as they come, and counted beside, so that nothing is looked through again.
 *
 * A pupil may stand once in a school, procedure and year. A code above all that came before it there is new, and that is
 * how programs write them. In a file in another order a code that has not been seen is new too, as far as little memory can
 * tell; every other row waits to the end and is compared then.
 */
export async function openPupilWriter(path: string, settings: Record<string, string>): Promise<PupilWriter> {
  const aside = `${path}.part`
  const cellsAside = `${cellsPath(path)}.part`
  await removeAll(aside, cellsAside, path, cellsPath(path))
  const waiting = openWaitingPupils(path, settings)

  const units = distinct<PupilUnit>()
  const scores = distinct<PupilScores>()
  const details = distinct<PupilDetails>()
  // Units that differ in the school's name or municipality only have the same pupils.
  const groups = distinct<Pick<PupilUnit, 'procedure' | 'schoolYear'> & { key: string }>()
  const groupOfUnit: number[] = []
  /** By group; the highest code so far. */
  const lastCode: number[] = []
  const lists = { units: units.list, scores: scores.list, details: details.list }
  const columns = openPupilColumns({ rows: aside, cells: cellsAside }, lists)
  let group = columns.take()
  let size = 0
  let written = 0
  let rowCount = 0

  const flush = () => {
    group.size = size
    written += size
    columns.write(group)
    if (size > 0) group = columns.take()
    size = 0
  }

  function put(unit: number, score: number, detail: number, number: number, digits: number, row: number) {
    group.unit[size] = unit
    group.scores[size] = score
    group.details[size] = detail
    group.number[size] = number
    group.digits[size] = digits
    group.row[size] = row
    size += 1
    if (size === GROUP_ROWS) flush()
  }

  // Pupils of a unit mostly come one after another.
  let unitNow = -1
  let groupNow = -1
  let lastNow = -1
  let outOfOrder = 0
  let isOrderJudged = false
  /** Only in a file in no order. */
  let seen: SeenCodes | undefined

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
      if (seen !== undefined) seen.add(groupNow, number, digits)
      put(unit, score, detail, number, digits, row)
      return
    }
    outOfOrder += 1
    // Whatever waits was seen before: what is written came before it.
    if (seen !== undefined && !seen.add(groupNow, number, digits))
      put(unit, score, detail, number, digits, row)
    else
      waiting.add({ group: groupNow, unit, scores: score, details: detail, number, digits, text: null, row })
  }

  function judgeOrder() {
    if (isOrderJudged || rowCount < FIRST_ROWS) return
    isOrderJudged = true
    if (outOfOrder * ORDERLY < rowCount || written > 0) return
    seen = createSeenCodes()
    for (let at = 0; at < size; at++)
      seen.add(groupOfUnit[group.unit[at]!]!, group.number[at]!, group.digits[at]!)
    for (const row of waiting.held) seen.add(row.group, row.number, row.digits)
  }

  function takeUnit(unit: PupilUnit): number {
    const place = units.place(unit)
    const { procedure, schoolYear } = unit
    const groupPlace = groups.place({ key: unit.school.key, procedure, schoolYear })
    groupOfUnit[place] = groupPlace
    lastCode[groupPlace] ??= -1
    return place
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
    async drain() {
      judgeOrder()
      await columns.drain()
      await waiting.drain()
    },
    async settle(keep) {
      if (waiting.isEmpty) return { count: 0, first: [] }
      flush()
      await columns.seal()
      const repeated = await waiting.compare({ path: aside, rowCount: written }, groups.list, keep)
      rowCount -= repeated.count
      for await (const rows of waiting.newRows()) {
        for (const row of rows) {
          if (row.text !== null) group.texts[size] = row.text
          put(row.unit, row.scores, row.details, row.number, row.digits, row.row)
        }
        await columns.drain()
      }
      return repeated
    },
    async finish() {
      flush()
      await columns.finish()
      await waiting.close()
      await syncAndRename(cellsAside, cellsPath(path))
      await syncAndRename(aside, path)
    },
    async discard() {
      await columns.discard()
      await waiting.close()
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
