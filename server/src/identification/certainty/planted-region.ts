import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import { betaMean } from '../../statistics/beta.ts'
import { normalBelow } from '../../statistics/normal.ts'
import type { Random } from '../../statistics/random.ts'
import { evaluate } from '../criteria/evaluate.ts'
import { makeEvidenceReader } from '../criteria/evidence.ts'
import { MET } from '../criteria/outcome.ts'
import { readCellReaches } from '../criteria/reading.ts'
import { compile, depth } from '../criteria/scope.ts'
import { primaryRule } from '../methodology.ts'
import type { IdentificationInput } from '../model.ts'
import { type Readings, readCounts } from '../readings.ts'
import { count, NINE, region, school } from '../test-region.ts'

/** An invented region whose true shares are known, for simulations and tests. */
export interface Planting {
  schools: number
  /** Correlation of the true shares of one school over procedures and years (of their normal scores). */
  schoolEffect: number
  /** Correlation of one pupil's results in the two works of a grade: mathematics and Russian. */
  pupilEffect: number
  /** Participants of the schools in every procedure, taken in turn; drawn from 3 to 150 where absent. */
  sizes?: number[]
}

export interface Planted {
  input: IdentificationInput
  /** Whether the primary rule is met on the true shares. */
  truth: boolean[]
}

const YEAR = 2025
/** Works that the same pupils sit. */
const GRADES = [
  ['vpr-ma-5', 'vpr-ru-5'],
  ['vpr-ma-6', 'vpr-ru-6'],
  ['oge-ma', 'oge-ru'],
  ['ege-ma-prof', 'ege-ru'],
  ['ege-ma-base'],
]

/** Participants are like those of a rural region: half of the schools have fewer than 25 in a grade. */
const drawSize = (random: Random): number =>
  Math.max(3, Math.min(150, Math.round(25 * Math.exp(random.normal(0.9)))))

export const plantRegion = (random: Random, planting: Planting): Planted => {
  // Means of 4 to 20 % below the minimum, as different between schools as 4 to 20 imaginary participants make them.
  const distributions = new Map(
    NINE.map((procedure) => {
      const mean = 0.04 + 0.16 * random.next()
      const weight = 4 + 16 * random.next()
      return [procedure, { alpha: mean * weight, beta: (1 - mean) * weight }]
    }),
  )
  const shares = new Map<string, number>()
  const schools = Array.from({ length: planting.schools }, (_, i) =>
    school(i + 1, { schoolType: 'secondary' }),
  )
  const counts = schools.flatMap(({ id }) => {
    const effect = random.normal()
    const n = planting.sizes?.[id % planting.sizes.length] ?? drawSize(random)
    return [YEAR, YEAR - 1].flatMap((year) =>
      GRADES.flatMap((works) => {
        const own = works.map((procedure) => {
          const distribution = distributions.get(procedure)!
          const score =
            Math.sqrt(planting.schoolEffect) * effect + Math.sqrt(1 - planting.schoolEffect) * random.normal()
          const drawn = betaQuantile(normalBelow(score), distribution.alpha, distribution.beta)
          const share = Number.isFinite(drawn) ? drawn : betaMean(distribution)
          shares.set(`${id} ${procedure} ${year}`, share)
          return share
        })
        const low =
          planting.pupilEffect === 0 ? own.map((share) => random.binomial(n, share)) : own.map(() => 0)
        for (let pupil = 0; pupil < n && planting.pupilEffect > 0; pupil++) {
          const ability = random.normal()
          own.forEach((share, work) => {
            const score =
              Math.sqrt(planting.pupilEffect) * ability +
              Math.sqrt(1 - planting.pupilEffect) * random.normal()
            if (normalBelow(score) < share) low[work]! += 1
          })
        }
        return works.map((procedure, work) => count(id, procedure, year, low[work]!, n))
      }),
    )
  })
  const input = region(schools, counts)
  return { input, truth: trueMembers(input, shares) }
}

/** Asks the rule about the true shares instead of the counts. */
const trueMembers = (input: IdentificationInput, shares: Map<string, number>): boolean[] => {
  const rule = primaryRule(input.methodology)
  const readings = readCounts(input, depth(rule))
  const codes = input.methodology.procedures.map(({ code }) => code)
  const known: Readings = {
    ...readings,
    cellReaches: (statistic, threshold) => readCellReaches(known, statistic, threshold),
    numerator: (place, procedure, back) =>
      10_000 *
      shares.get(`${input.schools[place]!.id} ${codes[procedure]} ${input.schoolYear - back}`)! *
      readings.participants(place, procedure, back),
  }
  const scope = { readings: known, evidence: makeEvidenceReader(known), rankings: new Map() }
  const compiled = compile(rule, input.methodology)
  return input.schools.map((_, place) => evaluate(compiled, scope, place, 0) === MET)
}
