import type { JournalFilters } from '../api-types.ts'

const KINDS = ['write', 'read', 'export', 'sign-in'] as const
const DAY = /^\d{4}-\d{2}-\d{2}$/

const text = (value: unknown): string | undefined =>
  // An id that is a number comes from the address as one.
  typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 200) || undefined
    : undefined
const day = (value: unknown): string | undefined =>
  typeof value === 'string' && DAY.test(value) ? value : undefined

/** Filters as they stand in the address; what is none is left out. */
export function readJournalSearch(search: Record<string, unknown>): JournalFilters {
  const found: JournalFilters = {
    kind: KINDS.find((kind) => kind === search.kind),
    actor: text(search.actor),
    action: text(search.action),
    subjectKind: text(search.subjectKind),
    subjectId: text(search.subjectId),
    school: text(search.school),
    from: day(search.from),
    to: day(search.to),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}
