import type { CriterionKind } from '../criterion.ts'
import type { CriterionResult } from '../model.ts'
import { kOf } from './k-of.ts'
import { and, type Code, NOT_APPLICABLE, or, toOutcome, UNKNOWN } from './outcome.ts'
import { placeFact } from './place-fact.ts'
import { quantile } from './quantile.ts'
import { quota } from './quota.ts'
import { sameProcedure } from './same-procedure.ts'
import type { Compiled, CriterionKindRule, Explained, Scope } from './scope.ts'
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
export const explainRule = (
  compiled: Compiled,
  scope: Scope,
  school: number,
  parent: string | null = null,
): Node[] => {
  const { criterion, of } = compiled
  if (criterion.kind !== 'and' && criterion.kind !== 'or')
    return [{ criterion, parent, explained: LEAVES[criterion.kind].explain(compiled, scope, school) }]
  const children = of.map((child) => explainRule(child, scope, school, criterion.id))
  const heads = children.map((nodes) => nodes[0]!.explained)
  const code = (criterion.kind === 'and' ? and : or)(heads.map((head) => head.code))
  const unknown = heads.find((head) => head.code === UNKNOWN)
  const missing = code === UNKNOWN ? (unknown?.missing ?? 'not-submitted') : null
  return [
    { criterion, parent, explained: { code, missing, evidence: () => [], units: [] } },
    ...children.flat(),
  ]
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
