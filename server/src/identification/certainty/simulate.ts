import type { MissingReason } from '../../platform/value.ts'
import { type Beta, betaMean } from '../../statistics/beta.ts'
import type { Random } from '../../statistics/random.ts'
import { sampleBeta } from '../../statistics/sample-beta.ts'
import { evaluate } from '../criteria/evaluate.ts'
import { makeEvidenceReader } from '../criteria/evidence.ts'
import { MET, UNKNOWN } from '../criteria/outcome.ts'
import { pool, readCellReaches } from '../criteria/reading.ts'
import type { Compiled } from '../criteria/scope.ts'
import type { Criterion, Statistic } from '../criterion.ts'
import type { EvidenceState } from '../model.ts'
import type { Readings } from '../readings.ts'
import type { Chances } from './counting.ts'
import type { Posteriors } from './posteriors.ts'

/** One share that a criterion looks at – of some procedures and years added up – for every school. */
interface Share {
  states: EvidenceState[]
  missing: (MissingReason | null)[]
  participants: Float64Array
  posteriors: (Beta | null)[]
  /** The share drawn now, as a reading's numerator: ten-thousandths of a participant. */
  drawn: Float64Array
}

/** Distribution of Σn·p/Σn of independent shares: a beta with the same mean and variance; one share keeps its own. */
const posteriorOfSum = (parts: { n: number; posterior: Beta }[]): Beta => {
  if (parts.length === 1) return parts[0]!.posterior
  const total = parts.reduce((sum, { n }) => sum + n, 0)
  let mean = 0
  let variance = 0
  for (const { n, posterior } of parts) {
    const m = betaMean(posterior)
    mean += (n / total) * m
    variance += (n / total) ** 2 * ((m * (1 - m)) / (posterior.alpha + posterior.beta + 1))
  }
  const size = (mean * (1 - mean)) / variance - 1
  return { alpha: mean * size, beta: (1 - mean) * size }
}

const readShare = (
  readings: Readings,
  posteriors: Posteriors,
  question: { procedures: number[]; statistic: Statistic; back: number; years: number },
): Share => {
  const { procedures, statistic, back, years } = question
  const size = readings.schools.length
  const share: Share = {
    states: [],
    missing: [],
    participants: new Float64Array(size),
    posteriors: [],
    drawn: new Float64Array(size),
  }
  for (let school = 0; school < size; school++) {
    const pooled = pool(readings, school, procedures, statistic, back, years)
    share.states.push(pooled.state)
    share.missing.push(pooled.state === 'unknown' ? pooled.missing : null)
    share.posteriors.push(null)
    if (pooled.state !== 'known') continue
    share.participants[school] = pooled.participants
    const parts: { n: number; posterior: Beta }[] = []
    let known = 0
    for (const procedure of procedures)
      for (let year = back; year < back + years; year++) {
        const group = posteriors.group(school, procedure, year, statistic)
        if (!group) continue
        known += 1
        const posterior = posteriors.posterior(school, procedure, year, statistic)
        if (posterior) parts.push({ n: group.n, posterior })
      }
    if (parts.length === known) share.posteriors[school] = posteriorOfSum(parts)
    else {
      share.states[school] = 'unknown'
      share.missing[school] = 'too-few-schools'
    }
  }
  return share
}

/**
 * The rule over shares instead of cells: each unit of a criterion becomes one procedure of its own, whose years are already added
 * up where the criterion adds them.
 */
const overShares = (
  compiled: Compiled,
  ask: (procedures: number[], statistic: Statistic, years: { back: number; years: number }[]) => number,
): Compiled => {
  const of = compiled.of.map((child) => overShares(child, ask))
  const { criterion, procedures } = compiled
  if ('of' in criterion || criterion.kind === 'place-fact') return { ...compiled, of }
  const isSame = criterion.kind === 'same-procedure'
  const window = isSame ? null : criterion.window
  const isPooled = window?.combine === 'pooled'
  const spans = isPooled
    ? [{ back: window!.back, years: window!.years }]
    : compiled.years.map((back) => ({ back, years: 1 }))
  const units =
    criterion.kind === 'k-of' ? compiled.units : isSame ? procedures.map((p) => [p]) : [procedures]
  const places = units.map((unit) => ask(unit, criterion.statistic, spans))
  return {
    criterion: isPooled ? ({ ...criterion, window: { ...window, years: 1 } } as Criterion) : criterion,
    procedures: places,
    units: places.map((place) => [place]),
    years: isPooled ? [window!.back] : compiled.years,
    of,
  }
}

/**
 * Chances of a rule that adds procedures and years up or compares schools with each other: true shares of the whole region are
 * drawn from the posteriors, and the rule itself is asked about each drawn region. The error of a probability is at most
 * 0.5/√draws. Shares of one school are drawn independently of each other, sums over years of their single years too.
 * @returns chances of every school, in the order of the readings
 */
export const simulateChances = (
  compiled: Compiled,
  readings: Readings,
  posteriors: Posteriors,
  draws: number,
  random: Random,
): Chances[] => {
  const shares: Map<number, Share>[] = []
  const sources: number[] = []
  // Two criteria that look at the same share see the same draw of it.
  const read = new Map<string, Share>()
  const rule = overShares(compiled, (procedures, statistic, spans) => {
    const byYear = new Map(
      spans.map((span) => {
        const question = { procedures, statistic, ...span }
        const key = JSON.stringify(question)
        const share = read.get(key) ?? readShare(readings, posteriors, question)
        read.set(key, share)
        return [span.back, share]
      }),
    )
    sources.push(procedures[0] ?? 0)
    return shares.push(byYear) - 1
  })
  const at = (place: number, back: number) => shares[place]!.get(back)!
  const drawn: Readings = {
    ...readings,
    state: (school, place, back) => at(place, back).states[school]!,
    missing: (school, place, back) => at(place, back).missing[school] ?? 'not-submitted',
    numerator: (school, place, back) => at(place, back).drawn[school]!,
    participants: (school, place, back) => at(place, back).participants[school]!,
    comparable: (place, back) => readings.comparable(sources[place]!, back),
    cellReaches: (statistic, threshold) => readCellReaches(drawn, statistic, threshold),
  }
  const chances = readings.schools.map(() => ({ met: 0, undecided: 0 }))
  for (let draw = 0; draw < draws; draw++) {
    for (const share of read.values())
      share.posteriors.forEach((posterior, school) => {
        if (posterior)
          share.drawn[school] = 10_000 * share.participants[school]! * sampleBeta(random, posterior)
      })
    const scope = { readings: drawn, evidence: makeEvidenceReader(drawn), rankings: new Map() }
    chances.forEach((chance, school) => {
      const code = evaluate(rule, scope, school, 0)
      if (code === MET) chance.met += 1 / draws
      if (code === UNKNOWN) chance.undecided += 1 / draws
    })
  }
  return chances
}
