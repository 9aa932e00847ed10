import { evaluate, explainRule, toResult } from './criteria/evaluate.ts'
import { makeEvidenceReader } from './criteria/evidence.ts'
import { type Code, MET, NOT_APPLICABLE, toOutcome, UNKNOWN } from './criteria/outcome.ts'
import { compile, type Scope } from './criteria/scope.ts'
import { explainFinding } from './explain-sentence.ts'
import { yearsNeeded } from './identify.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import type { Finding, FindingStatus, IdentificationInput } from './model.ts'
import { type Readings, readCounts } from './readings.ts'
import { computeReliability } from './reliability.ts'

/**
 * «What if»: the primary list alone under a changed rule, without clusters, tracks and full explanations. It says exactly
 * what `identify` says of the status, because it asks the same criteria about the same readings.
 */
export interface PrimaryRun {
  statuses: FindingStatus[]
  reliability(school: number): Finding['reliability']
  /** Why, in a sentence. */
  ground(school: number): string
}

const statusOf = (code: Code): FindingStatus =>
  code === MET ? 'listed' : code === UNKNOWN ? 'insufficient-data' : 'not-listed'

/** The readings of a region, kept for as long as only thresholds and conditions change. */
export type ReadingsOf = (methodology: Methodology) => Readings

/** Lays the region out once for every depth in years and every least number of participants that is asked for. */
export const keepReadings = (input: Omit<IdentificationInput, 'methodology'>): ReadingsOf => {
  const kept = new Map<string, Readings>()
  return (methodology) => {
    const years = yearsNeeded(methodology)
    const { minParticipants, applyTo, absence, procedures } = methodology
    const key = JSON.stringify([
      years,
      minParticipants,
      applyTo,
      absence.wholeKind,
      absence.notConducted,
      procedures,
    ])
    const known = kept.get(key)
    if (known) return known
    const made = readCounts({ ...input, methodology }, years)
    kept.set(key, made)
    for (const old of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(old)
    }
    return made
  }
}

/** A slider of the least number of participants passes many values; the last few are worth their memory. */
const KEPT = 6

/** Decides the primary list of a methodology for every school of the region, in the order of its schools. */
export const runPrimary = (readings: Readings, methodology: Methodology): PrimaryRun => {
  const compiled = compile(primaryRule(methodology), methodology)
  const scope: Scope = { readings, evidence: makeEvidenceReader(readings), rankings: new Map() }
  const codes = readings.schools.map((_, school) => evaluate(compiled, scope, school, 0))
  const statuses = codes.map(statusOf)
  return {
    statuses,
    reliability: (school) =>
      computeReliability(compiled, scope, school, codes[school]!, methodology.reliability),
    ground: (school) => {
      const code = codes[school]!
      return explainFinding(
        {
          schoolYear: readings.schoolYear,
          status: statuses[school]!,
          assessed: code !== NOT_APPLICABLE,
          lists: [
            {
              id: methodology.lists[0]!.id,
              outcome: toOutcome(code),
              criteria: explainRule(compiled, scope, school).map(toResult),
            },
          ],
        },
        methodology,
      )
    },
  }
}

export interface Difference {
  entered: number[]
  left: number[]
  stayed: number[]
}

/** Places of the schools that enter, leave and stay when the first rule gives way to the second. */
export const compareRuns = (before: PrimaryRun, after: PrimaryRun): Difference => {
  const difference: Difference = { entered: [], left: [], stayed: [] }
  after.statuses.forEach((status, school) => {
    const was = before.statuses[school] === 'listed'
    const is = status === 'listed'
    if (is && was) difference.stayed.push(school)
    else if (is) difference.entered.push(school)
    else if (was) difference.left.push(school)
  })
  return difference
}

export interface SensitivityCell {
  listed: number
  /** Of them, with low reliability: small numbers of participants decided. */
  lowReliability: number
  undecided: number
}

/** The rule that a person starts from is counted again with every movement of a slider. */
const counted = new WeakMap<PrimaryRun, SensitivityCell>()

/** How long the list would be, and how much of it would stand on few participants. */
export const countListed = (run: PrimaryRun): SensitivityCell => {
  const known = counted.get(run)
  if (known) return known
  const cell = { listed: 0, lowReliability: 0, undecided: 0 }
  run.statuses.forEach((status, school) => {
    if (status === 'insufficient-data') cell.undecided += 1
    if (status !== 'listed') return
    cell.listed += 1
    const reliability = run.reliability(school)
    if ('value' in reliability && reliability.value === 'low') cell.lowReliability += 1
  })
  counted.set(run, cell)
  return cell
}
