import type { MissingReason } from '../../platform/value.ts'
import type { Criterion, Statistic } from '../criterion.ts'
import type { Methodology } from '../methodology.ts'
import type { CriterionResult, Evidence } from '../model.ts'
import type { Readings } from '../readings.ts'
import type { Code } from './outcome.ts'
import type { Ranking } from './reading.ts'
import { windowYears } from './window.ts'

/** A criterion with its procedures as places in the methodology; `units` are what a counting criterion counts. */
export interface Compiled {
  criterion: Criterion
  procedures: number[]
  units: number[][]
  /** The years of its window, counted back from the list's year, the latest first. */
  years: number[]
  of: Compiled[]
}

export interface Scope {
  readings: Readings
  evidence: EvidenceReader
  /** Rankings of the whole region, made once per criterion and year; by years back. */
  rankings: Map<Compiled, Ranking[]>
}

/** What stands behind an outcome, for reliability: a share and its participants. */
export interface Unit {
  /** Procedure's place; −1 for a share over several procedures. */
  procedure: number
  participants: number
  /** Distance of the share from the threshold in hundredths of a percent; null for relative criteria. */
  gap: number | null
  decides: boolean
}

export interface Explained {
  code: Code
  missing: MissingReason | null
  tally?: CriterionResult['tally']
  ranks?: CriterionResult['ranks']
  fact?: number | null
  /** Made only for an explanation: the outcome does not need the rows. */
  evidence: () => Evidence[]
}

/** One kind of criterion. `back` moves the list's year: 1 asks what the rule would have said a year earlier. */
export interface CriterionKindRule {
  decide(compiled: Compiled, scope: Scope, school: number, back: number): Code
  explain(compiled: Compiled, scope: Scope, school: number): Explained
  /** What it looks at, for reliability. */
  units(compiled: Compiled, scope: Scope, school: number): Unit[]
}

/** `threshold` null: the criterion compares sums or schools, so a single number does not meet or miss it. */
export type EvidenceReader = (statistic: Statistic, threshold: number | null) => ReadEvidence
export type ReadEvidence = (school: number, procedure: number, back: number) => Evidence

export const compile = (criterion: Criterion, methodology: Methodology): Compiled => {
  const all = methodology.procedures.map((_, p) => p)
  const codes = 'procedures' in criterion ? criterion.procedures : []
  const procedures =
    codes === 'all' ? all : all.filter((p) => codes.includes(methodology.procedures[p]!.code))
  const bySubject = criterion.kind === 'k-of' && criterion.countBy === 'subject'
  const subjects = new Map<string, number[]>()
  for (const p of procedures) {
    const { subject, code } = methodology.procedures[p]!
    const unit = bySubject ? subject : code
    subjects.set(unit, [...(subjects.get(unit) ?? []), p])
  }
  return {
    criterion,
    procedures,
    units: [...subjects.values()],
    years: yearsOf(criterion),
    of: 'of' in criterion ? criterion.of.map((child) => compile(child, methodology)) : [],
  }
}

const yearsOf = (criterion: Criterion): number[] => {
  if ('window' in criterion) return windowYears(criterion.window)
  return Array.from({ length: criterion.kind === 'same-procedure' ? criterion.years : 1 }, (_, i) => i)
}

/** How many years a rule reads, the list's year included. */
export const depth = (criterion: Criterion): number => {
  if ('of' in criterion) return Math.max(...criterion.of.map(depth))
  if ('window' in criterion) return criterion.window.back + criterion.window.years
  return criterion.kind === 'same-procedure' ? criterion.years : 1
}
