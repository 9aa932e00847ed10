import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { NINE_PROCEDURES } from '../server/src/results/procedures.ts'

/** What was put into the file, for the measured runs to find again. */
export interface PlantedTruth {
  rows: number
  accepted: number
  rejected: number
  low: number
  units: number
}

const MARKS_OF_VPR = NINE_PROCEDURES.filter((code) => !code.startsWith('ege-'))
const PROCEDURES = [...MARKS_OF_VPR, 'vpr-ma-4', 'vpr-ru-4', 'vpr-ma-7', 'vpr-ru-7', 'vpr-ma-8', 'vpr-ru-8']
const SCHOOLS = 2_500
/** Every so many rows one is bad: a mark that does not exist, points out of range, a pupil who stands twice. */
const BAD = { mark: 100_003, score: 150_001, repeated: 200_003 }

/** In file order a school stands together; `none` is a file sorted by something else, no pupil beside one of the same school. */
export type Order = 'by school' | 'none'

/**
 * Writes a csv of pupil results: schools × procedures × pupils, codes growing inside a school as programs write them, or
 * the same rows in no order. The same rows always give the same bytes.
 */
export async function makePupils(
  path: string,
  rows: number,
  order: Order = 'by school',
): Promise<PlantedTruth> {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 })
  const perUnit = Math.ceil(rows / SCHOOLS / PROCEDURES.length)
  const truth: PlantedTruth = { rows, accepted: 0, rejected: 0, low: 0, units: Math.ceil(rows / perUnit) }
  const step = order === 'none' ? stepThrough(rows) : 1
  let lines = ['Учебный год;Процедура;Код ОО;Код участника;Первичный балл;Отметка']
  for (let written = 0, at = 0; written < rows; written++, at = (at + step) % rows) {
    const number = at + 1
    const unit = Math.floor(at / perUnit)
    const school = Math.floor(unit / PROCEDURES.length)
    const isBad = isBadRow(number)
    // The same pupil once more, in the same words: whichever of the two comes first is the one that counts.
    const isRepeated = !isBad && number % BAD.repeated === 0 && at % perUnit > 1 && !isBadRow(number - 1)
    const as = isRepeated ? number - 1 : number
    // Schools differ: from a few low results to a half.
    const weak = 4 + (school % 12)
    let score = String(Math.floor(scatter(as) * 30))
    let mark = Number(score) < weak ? '2' : Number(score) < 18 ? '3' : Number(score) < 24 ? '4' : '5'
    if (isBad || isRepeated) truth.rejected += 1
    else {
      truth.accepted += 1
      if (mark === '2') truth.low += 1
    }
    if (number % BAD.mark === 0) mark = '7'
    if (number % BAD.score === 0) score = '5000'
    const place = `2026;${PROCEDURES[unit % PROCEDURES.length]};edu67${1000 + school}`
    lines.push(`${place};${10_000_000 + as};${score};${mark}`)
    if (lines.length >= 20_000) {
      if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain')
      lines = []
    }
  }
  out.end(lines.length > 0 ? `${lines.join('\n')}\n` : '')
  await once(out, 'close')
  return truth
}

const isBadRow = (number: number) => number % BAD.mark === 0 || number % BAD.score === 0

/** A step that comes to every row once: the golden section of them, with no factor in common. */
function stepThrough(rows: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b))
  let step = Math.floor(rows * 0.618)
  while (common(step, rows) !== 1) step += 1
  return step
}

/** From 0 to 1, the same for the same number; neighbours have nothing in common. */
function scatter(number: number): number {
  let mixed = Math.imul(number ^ (number >>> 16), 0x45d9f3b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}
