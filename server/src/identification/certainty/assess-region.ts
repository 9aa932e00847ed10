import { type Missing, type MissingReason, missing } from '../../platform/value.ts'
import { type Beta, betaInterval, betaMean, betaTail } from '../../statistics/beta.ts'
import type { Group } from '../../statistics/beta-binomial.ts'
import { createRandom } from '../../statistics/random.ts'
import { compile, depth } from '../criteria/scope.ts'
import { listCriteria } from '../criterion.ts'
import { compileDistance } from '../distance-rule.ts'
import { type Methodology, primaryRule } from '../methodology.ts'
import type { Finding, Identification, IdentificationInput } from '../model.ts'
import { type Readings, readCounts } from '../readings.ts'
import { testChanges } from './changes.ts'
import type { Chances } from './counting.ts'
import { makeDependent, makeIndependent } from './dependence.ts'
import type { MovedProcedure, PriorLine, SchoolCertainty, Shrunk } from './model.ts'
import { makePooled } from './pooled.ts'
import { makePosteriors } from './posteriors.ts'
import { riskReasons } from './risk-reasons.ts'
import { type CertaintySettings, wordOf } from './settings.ts'
import { simulateChances } from './simulate.ts'

/** How sure the findings of a region are. Everything is made at the first question and kept. */
export interface RegionCertainty {
  /** By place among the schools of the identification. */
  school(index: number): SchoolCertainty
  priors(): PriorLine[]
  /** Procedures of schools whose low share changed beyond chance, the greatest change first. */
  moved(): MovedProcedure[]
}

/** The share that the rule asks for; where it only compares schools, the one of its clusters. */
export const thresholdOf = (methodology: Methodology): number => {
  for (const criterion of listCriteria(primaryRule(methodology)))
    if ('threshold' in criterion && criterion.statistic === 'low') return criterion.threshold
  return methodology.clusters.threshold
}

/** A methodology without settings of certainty (lists frozen before there were any) has typed absences. */
const nothingKnown = (identification: Identification): RegionCertainty => ({
  school: (index) => ({
    schoolId: identification.findings[index]!.schoolId,
    membershipProbability: missing('not-computed-yet'),
    atMost: null,
    dependentProbability: missing('not-computed-yet'),
    advisory: missing('not-computed-yet'),
    procedures: [],
    risk: [],
    dynamics: null,
  }),
  priors: () => [],
  moved: () => [],
})

/**
 * The advisory verdicts of a region, beside its official ones: pure, the same inputs give the same numbers.
 * Rules that count procedures are computed exactly, others by a simulation whose seed is the methodology and the year.
 */
export const assessCertainty = (
  input: IdentificationInput,
  identification: Identification,
): RegionCertainty => {
  const { methodology, schoolYear } = input
  const settings = methodology.certainty
  if (!settings) return nothingKnown(identification)
  const rule = primaryRule(methodology)
  const compiled = compile(rule, methodology)
  const readings = readCounts(input, Math.max(depth(rule), settings.pooledYears))
  const posteriors = makePosteriors(input, readings, settings)
  const pooled = makePooled(readings, settings)
  const changes = lazy(() => testChanges(readings, posteriors, settings))
  const counting = compileDistance(compiled)
  const simulated = lazy(() =>
    simulateChances(
      compiled,
      readings,
      posteriors,
      settings.draws,
      createRandom(`${methodology.id} ${methodology.version} ${schoolYear}`),
    ),
  )
  const chancesOf =
    typeof counting === 'string'
      ? (school: number) => simulated()[school]!
      : makeIndependent(counting, readings, posteriors)
  const dependent = lazy(() =>
    typeof counting === 'string'
      ? null
      : makeDependent(counting, readings, posteriors, settings.dependence / 10_000),
  )
  const threshold = thresholdOf(methodology)
  const shrink = (group: Group & { years: number }, posterior: Beta): Shrunk => ({
    years: group.years,
    participants: group.n,
    low: group.successes,
    share: {
      estimate: betaMean(posterior),
      ...betaInterval(posterior, settings.interval / 10_000),
      n: group.n,
    },
    above: betaTail(threshold / 10_000, posterior),
  })

  const yearOf = (school: number, procedure: number): Shrunk | Missing => {
    const group = posteriors.group(school, procedure, 0, 'low')
    const posterior = posteriors.posterior(school, procedure, 0, 'low')
    if (!group) return missing('withheld')
    return posterior ? shrink({ ...group, years: 1 }, posterior) : missing('too-few-schools')
  }
  const pooledOf = (school: number, procedure: number): Shrunk | Missing => {
    const group = pooled.group(school, procedure)
    const posterior = pooled.posterior(school, procedure)
    if (!group || !posterior) return missing('withheld')
    return 'reason' in posterior ? missing('too-few-schools') : shrink(group, posterior)
  }

  const assess = (index: number): SchoolCertainty => {
    const finding = identification.findings[index]!
    const procedures = methodology.procedures.flatMap(({ code }, procedure) =>
      readings.state(index, procedure, 0) === 'known'
        ? [
            {
              procedure: code,
              year: yearOf(index, procedure),
              pooled: pooledOf(index, procedure),
              change: changes()(index, procedure),
            },
          ]
        : [],
    )
    return {
      schoolId: finding.schoolId,
      ...verdictOf(
        finding,
        chancesOf(index),
        settings,
        gapOf(procedures),
        () => dependent()?.(index) ?? null,
      ),
      procedures,
      risk: riskReasons(finding, procedures, methodology, settings, (procedure, at) =>
        posteriors.above(index, procedure, 0, 'low', at),
      ),
      dynamics: dynamicsWord(finding, procedures),
    }
  }
  const kept: SchoolCertainty[] = []
  return {
    school: (index) => {
      kept[index] ??= assess(index)
      return kept[index]
    },
    priors: () => priorLines(readings, posteriors),
    moved: () => movedProcedures(readings, posteriors, changes()),
  }
}

/** Whether the probability is known well enough for one word, whatever absent data may hold. */
const verdictOf = (
  { status, assessed }: Finding,
  { met, undecided }: Chances,
  settings: CertaintySettings,
  gap: MissingReason,
  dependent: () => Chances | null,
): Pick<SchoolCertainty, 'membershipProbability' | 'atMost' | 'dependentProbability' | 'advisory'> => {
  const absent = (reason: MissingReason) => ({
    membershipProbability: missing(reason),
    atMost: null,
    dependentProbability: missing(reason),
    advisory: missing(reason),
  })
  if (!assessed) return absent('not-applicable')
  if (status === 'insufficient-data') return absent('not-submitted')
  const confidence = (probability: number) => (status === 'listed' ? probability : 1 - probability)
  const words = [met, met + undecided].map((probability) => wordOf(confidence(probability), settings))
  if (words[0] !== words[1]) return absent(gap)
  const sceptical = dependent()
  return {
    membershipProbability: { value: met },
    atMost: Math.min(1, met + undecided),
    dependentProbability: sceptical ? { value: sceptical.met } : missing('not-applicable'),
    advisory: { value: words[0]! },
  }
}

/** Why some probability is unknown: a region too small for a distribution, else absent results. */
const gapOf = (procedures: SchoolCertainty['procedures']): MissingReason =>
  procedures.some(({ year }) => 'missing' in year && year.missing === 'too-few-schools')
    ? 'too-few-schools'
    : 'not-submitted'

const dynamicsWord = (
  { dynamics }: Finding,
  procedures: SchoolCertainty['procedures'],
): SchoolCertainty['dynamics'] => {
  if (!('value' in dynamics) || dynamics.value === 'neutral') return null
  const tested = procedures.flatMap(({ change }) => ('word' in change ? [change] : []))
  if (tested.length === 0) return null
  const better = dynamics.value === 'positive'
  const isBorne = tested.some(
    ({ word, difference }) => word === 'distinguishable' && (better ? difference < 0 : difference > 0),
  )
  return isBorne ? 'distinguishable' : 'indistinguishable'
}

const priorLines = (readings: Readings, posteriors: ReturnType<typeof makePosteriors>): PriorLine[] =>
  readings.methodology.procedures.map(({ code }, procedure) => {
    const prior = posteriors.prior(procedure, 0, 'low')
    return {
      procedure: code,
      schoolYear: readings.schoolYear,
      schools: readings.held(procedure, 0),
      prior:
        'alpha' in prior
          ? {
              alpha: prior.alpha,
              beta: prior.beta,
              mean: betaMean(prior),
              weight: prior.alpha + prior.beta,
            }
          : null,
    }
  })

const movedProcedures = (
  readings: Readings,
  posteriors: ReturnType<typeof makePosteriors>,
  changeOf: ReturnType<typeof testChanges>,
): MovedProcedure[] =>
  readings.schools
    .flatMap(({ id }, school) =>
      readings.methodology.procedures.flatMap(({ code }, procedure): MovedProcedure[] => {
        const change = changeOf(school, procedure)
        if (!('word' in change) || change.word !== 'distinguishable') return []
        const now = posteriors.group(school, procedure, 0, 'low')!
        const back = readings.schoolYear - change.previousYear
        const then = posteriors.group(school, procedure, back, 'low')!
        return [
          {
            schoolId: id,
            procedure: code,
            share: now.successes / now.n,
            previousShare: then.successes / then.n,
            participants: now.n,
            previousParticipants: then.n,
            change,
          },
        ]
      }),
    )
    .sort((a, b) => Math.abs(b.change.difference) - Math.abs(a.change.difference))

const lazy = <T>(make: () => T): (() => T) => {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
