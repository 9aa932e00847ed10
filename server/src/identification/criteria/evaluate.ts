import type { CriterionKind } from '../criterion.ts'
import type { CriterionResult } from '../model.ts'
import { kOf } from './k-of.ts'
import { and, type Code, MET, NOT_APPLICABLE, or, toOutcome, UNKNOWN } from './outcome.ts'
import { placeFact } from './place-fact.ts'
import { quantile } from './quantile.ts'
import { quota } from './quota.ts'
import { sameProcedure } from './same-procedure.ts'
import type { Compiled, CriterionKindRule, Explained, Scope, Unit } from './scope.ts'
import { shareAtLeast } from './share-at-least.ts'

const LEAVES = {
  'share-at-least': shareAtLeast,
  'k-of': kOf,
  'same-procedure': sameProcedure,
  quantile,
  quota,
  'place-fact': placeFact,
} satisfies Record<Exclude<CriterionKind, 'and' | 'or'>, CriterionKindRule>

/** The outcome of a rule for one school, `back` years before the list's year. */
export const evaluate = (compiled: Compiled, scope: Scope, school: number, back: number): Code => {
  const { kind } = compiled.criterion
  if (kind !== 'and' && kind !== 'or') return LEAVES[kind].decide(compiled, scope, school, back)
  const codes: Code[] = []
  for (const child of compiled.of) codes.push(evaluate(child, scope, school, back))
  return kind === 'and' ? and(codes) : or(codes)
}

/** A node of the rule for one school, with what stands behind its outcome. */
export interface Node {
  criterion: { id: string; kind: string; title: string }
  parent: string | null
  explained: Explained
}

/** The whole rule for one school in the list's year: its nodes, parents before children. */
export const explainRule = (compiled: Compiled, scope: Scope, school: number): Node[] => {
  const nodes: Node[] = []
  const explain = (rule: Compiled, parent: string | null): Explained => {
    const { criterion, of } = rule
    if (criterion.kind !== 'and' && criterion.kind !== 'or') {
      const explained = LEAVES[criterion.kind].explain(rule, scope, school)
      nodes.push({ criterion, parent, explained })
      return explained
    }
    const explained: Explained = { code: NOT_APPLICABLE, missing: null, evidence: () => [] }
    nodes.push({ criterion, parent, explained })
    const heads = of.map((child) => explain(child, criterion.id))
    explained.code = (criterion.kind === 'and' ? and : or)(heads.map((head) => head.code))
    if (explained.code === UNKNOWN)
      explained.missing = heads.find((head) => head.code === UNKNOWN)?.missing ?? 'not-submitted'
    return explained
  }
  explain(compiled, null)
  return nodes
}

/** What the leaves of a rule look at, for one school in the list's year. */
export const listUnits = (compiled: Compiled, scope: Scope, school: number): Unit[] => {
  const { kind } = compiled.criterion
  if (kind !== 'and' && kind !== 'or') return LEAVES[kind].units(compiled, scope, school)
  return compiled.of.flatMap((child) => listUnits(child, scope, school))
}

/** Of a rule that is met, those that hold it up: their leaf is met itself, and so is all above it. */
export const decidingUnits = (compiled: Compiled, scope: Scope, school: number): Unit[] => {
  const { kind } = compiled.criterion
  if (kind !== 'and' && kind !== 'or')
    return LEAVES[kind].units(compiled, scope, school).filter((unit) => unit.decides)
  return compiled.of
    .filter((child) => evaluate(child, scope, school, 0) === MET)
    .flatMap((child) => decidingUnits(child, scope, school))
}

export const toResult = ({ criterion, parent, explained }: Node): CriterionResult => ({
  id: criterion.id,
  parent,
  kind: criterion.kind,
  title: criterion.title,
  outcome: toOutcome(explained.code),
  applicable: explained.code !== NOT_APPLICABLE,
  missing: explained.missing,
  tally: explained.tally ?? null,
  ranks: explained.ranks ?? [],
  fact: explained.fact ?? null,
  evidence: explained.evidence(),
})
