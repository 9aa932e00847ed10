import type { Random } from '../../statistics/random.ts'
import { sampleBeta } from '../../statistics/sample-beta.ts'
import { evaluate } from '../criteria/evaluate.ts'
import { makeEvidenceReader } from '../criteria/evidence.ts'
import { MET, UNKNOWN } from '../criteria/outcome.ts'
import type { Compiled } from '../criteria/scope.ts'
import type { Statistic } from '../criterion.ts'
import type { Readings } from '../readings.ts'
import type { Chances } from './counting.ts'
import type { Posteriors } from './posteriors.ts'

/** The cells that a rule reads, with the statistic it reads of each. */
const cellsRead = (compiled: Compiled): { procedure: number; back: number; statistic: Statistic }[] => {
  const { criterion, procedures, years, of } = compiled
  const own =
    'statistic' in criterion
      ? procedures.flatMap((procedure) =>
          years.map((back) => ({ procedure, back, statistic: criterion.statistic })),
        )
      : []
  return [...own, ...of.flatMap(cellsRead)]
}

/**
 * Chances of a rule that adds procedures and years up or compares schools with each other: true shares of the whole region are
 * drawn from the posteriors, and the rule itself is asked about each drawn region. The error of a probability is at most
 * 0.5/√draws.
 * @returns chances of every school, in the order of the readings
 */
export const simulateChances = (
  compiled: Compiled,
  readings: Readings,
  posteriors: Posteriors,
  draws: number,
  random: Random,
): Chances[] => {
  const { schools, years } = readings
  const procedures = readings.methodology.procedures.length
  const placeOf = (school: number, procedure: number, back: number) =>
    (school * procedures + procedure) * years + back
  const values = { low: new Float64Array(0), high: new Float64Array(0) }
  const cells = [
    ...new Map(cellsRead(compiled).map((cell) => [JSON.stringify(cell), cell])).values(),
  ].flatMap(({ procedure, back, statistic }) => {
    if (values[statistic].length === 0)
      values[statistic] = new Float64Array(schools.length * procedures * years).fill(-1)
    return schools.flatMap((_, school) => {
      const posterior = posteriors.posterior(school, procedure, back, statistic)
      if (!posterior) return []
      const place = placeOf(school, procedure, back)
      const size = 10_000 * readings.participants(school, procedure, back)
      return [{ into: values[statistic], place, size, posterior }]
    })
  })
  const drawn: Readings = {
    ...readings,
    numerator: (school, procedure, back, statistic) =>
      values[statistic][placeOf(school, procedure, back)] ?? -1,
  }
  const chances = schools.map(() => ({ met: 0, undecided: 0 }))
  for (let draw = 0; draw < draws; draw++) {
    for (const { into, place, size, posterior } of cells) into[place] = size * sampleBeta(random, posterior)
    const scope = { readings: drawn, evidence: makeEvidenceReader(drawn), rankings: new Map() }
    chances.forEach((chance, school) => {
      const code = evaluate(compiled, scope, school, 0)
      if (code === MET) chance.met += 1 / draws
      if (code === UNKNOWN) chance.undecided += 1 / draws
    })
  }
  return chances
}
