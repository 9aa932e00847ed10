import { type Missing, missing } from '../../platform/value.ts'
import { type Beta, betaInterval, betaMean, betaTail } from '../../statistics/beta.ts'
import type { Group } from '../../statistics/beta-binomial.ts'
import { createRandom } from '../../statistics/random.ts'
import { compile, depth } from '../criteria/scope.ts'
import { listCriteria } from '../criterion.ts'
import { compileDistance } from '../distance-rule.ts'
import { type Methodology, primaryRule } from '../methodology.ts'
import type { Identification, IdentificationInput } from '../model.ts'
import { type Readings, readCounts } from '../readings.ts'
import { testChanges } from './changes.ts'
import { estimateCommonEffect, makeDependent, makeIndependent } from './dependence.ts'
import type {
  Change,
  ChangeWord,
  MovedProcedure,
  PriorLine,
  SchoolCertainty,
  Shrunk,
  Verdict,
} from './model.ts'
import { makePooled } from './pooled.ts'
import { makePosteriors } from './posteriors.ts'
import { riskReasons } from './risk-reasons.ts'
import { simulateChances } from './simulate.ts'
import { dependentOf, dynamicsWord, verdictOf } from './verdict.ts'

/** How sure the findings of a region are. Everything is made at the first question and kept. */
export interface RegionCertainty {
  /** By place among the schools of the identification: the word and its probability alone, for lists of thousands. */
  verdict(index: number): Verdict
  /** The same from the second computation, procedures of a school depending on each other. */
  dependent(index: number): SchoolCertainty['dependent']
  /** Everything about one school. */
  school(index: number): SchoolCertainty
  /** The tested change of a school in each procedure it held, without what else is known of it. */
  changes(index: number): { procedure: string; change: Change | Missing }[]
  /** The advisory word beside the official dynamics of cluster; null where the cluster did not change. */
  dynamics(index: number): ChangeWord | null
  /** Correlation of the true shares of one school that the second computation uses; null for rules that are simulated. */
  correlation(): number | null
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

const NOTHING_KNOWN = {
  membershipProbability: missing('not-computed-yet'),
  atMost: null,
  advisory: missing('not-computed-yet'),
}

/** A methodology without settings of certainty (lists frozen before there were any) has typed absences. */
const nothingKnown = (identification: Identification): RegionCertainty => ({
  verdict: () => NOTHING_KNOWN,
  dependent: () => missing('not-computed-yet'),
  school: (index) => ({
    schoolId: identification.findings[index]!.schoolId,
    ...NOTHING_KNOWN,
    dependent: missing('not-computed-yet'),
    procedures: [],
    risk: [],
    dynamics: null,
  }),
  changes: () => [],
  dynamics: () => null,
  correlation: () => null,
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
  const correlation = lazy(() =>
    typeof counting === 'string'
      ? null
      : settings.dependence === 'estimated'
        ? estimateCommonEffect(counting, readings, posteriors)
        : settings.dependence / 10_000,
  )
  const dependent = lazy(() =>
    typeof counting === 'string' ? null : makeDependent(counting, readings, posteriors, correlation()!),
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

  const verdict = keep(
    (index: number): Verdict =>
      verdictOf(identification.findings[index]!, chancesOf(index), settings, () =>
        methodology.procedures.some(
          (_, procedure) =>
            posteriors.group(index, procedure, 0, 'low') && !posteriors.posterior(index, procedure, 0, 'low'),
        )
          ? 'too-few-schools'
          : 'not-submitted',
      ),
  )
  const dependentAt = keep((index: number): SchoolCertainty['dependent'] => {
    const { advisory } = verdict(index)
    return 'missing' in advisory
      ? advisory
      : dependentOf(identification.findings[index]!, settings, correlation(), dependent()?.(index))
  })
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
      ...verdict(index),
      dependent: dependentAt(index),
      procedures,
      risk: riskReasons(finding, procedures, methodology, settings, (procedure, at) =>
        posteriors.above(index, procedure, 0, 'low', at),
      ),
      dynamics: dynamicsOf(index),
    }
  }
  const dynamicsOf = (index: number) =>
    dynamicsWord(identification.findings[index]!, () =>
      methodology.procedures.flatMap((_, procedure) => {
        const change = changes()(index, procedure)
        return 'word' in change ? [change] : []
      }),
    )
  return {
    verdict,
    dependent: dependentAt,
    school: keep(assess),
    changes: (index) =>
      methodology.procedures.flatMap(({ code }, procedure) =>
        readings.state(index, procedure, 0) === 'known'
          ? [{ procedure: code, change: changes()(index, procedure) }]
          : [],
      ),
    dynamics: dynamicsOf,
    correlation,
    priors: () => priorLines(readings, posteriors),
    moved: () => movedProcedures(readings, posteriors, changes()),
  }
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

const keep = <T>(make: (index: number) => T): ((index: number) => T) => {
  const kept: T[] = []
  return (index) => {
    kept[index] ??= make(index)
    return kept[index]
  }
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
