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

/**
 * Writes a csv of pupil results: schools × procedures × pupils, codes growing inside a school as programs write them.
 * The same rows always give the same bytes.
 */
export async function makePupils(path: string, rows: number): Promise<PlantedTruth> {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 })
  const perUnit = Math.ceil(rows / SCHOOLS / PROCEDURES.length)
  const truth: PlantedTruth = { rows, accepted: 0, rejected: 0, low: 0, units: 0 }
  let state = 20_260_101
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  let lines = ['Учебный год;Процедура;Код ОО;Код участника;Первичный балл;Отметка']
  let written = 0
  for (let school = 0; written < rows; school++) {
    for (const procedure of PROCEDURES) {
      if (written >= rows) break
      truth.units += 1
      // Schools differ: from a few low results to a half.
      const weak = 4 + (school % 12)
      for (let pupil = 0; pupil < perUnit && written < rows; pupil++) {
        written += 1
        let score = String(Math.floor(next() * 30))
        let mark = Number(score) < weak ? '2' : Number(score) < 18 ? '3' : Number(score) < 24 ? '4' : '5'
        let code = 10_000_000 + written
        const isBad = written % BAD.mark === 0 || written % BAD.score === 0
        if (written % BAD.mark === 0) mark = '7'
        if (written % BAD.score === 0) score = '5000'
        const isRepeated = !isBad && written % BAD.repeated === 0 && pupil > 1
        if (isRepeated) code -= 1
        if (isBad || isRepeated) truth.rejected += 1
        else {
          truth.accepted += 1
          if (mark === '2') truth.low += 1
        }
        lines.push(`2026;${procedure};edu67${String(1000 + school)};${code};${score};${mark}`)
        if (lines.length >= 20_000) {
          if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain')
          lines = []
        }
      }
    }
  }
  out.end(lines.length > 0 ? `${lines.join('\n')}\n` : '')
  await once(out, 'close')
  return truth
}
