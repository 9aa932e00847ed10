import { z } from 'zod'
import { Fault } from './faults.ts'

const Day = z.iso.date()

export const journalFilters = {
  kind: z.enum(['write', 'read', 'export', 'sign-in']).optional(),
  /** Whose id, or the name of one who has no account. */
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  subjectKind: z.string().max(100).optional(),
  subjectId: z.string().max(200).optional(),
  /** A part of a school's name. */
  school: z.string().max(200).optional(),
  /** Both days are within. */
  from: Day.optional(),
  to: Day.optional(),
}
const JournalFilters = z.object(journalFilters)
export type JournalFilters = z.infer<typeof JournalFilters>

export const JournalRecord = z.object({
  /** Unique among all records. */
  key: z.string(),
  /** Number in the chain; null while it is not sealed. */
  seq: z.number().int().nullable(),
  at: z.iso.datetime(),
  kind: z.enum(['write', 'read', 'export', 'sign-in']),
  kindLabel: z.string(),
  action: z.string(),
  actionLabel: z.string(),
  actor: z.object({ id: z.string(), name: z.string(), role: z.string().nullable() }),
  subject: z
    .object({ kind: z.string(), id: z.string(), kindLabel: z.string(), title: z.string().nullable() })
    .nullable(),
  differences: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
  isDone: z.boolean(),
  resultLabel: z.string(),
})
export type JournalRecord = z.infer<typeof JournalRecord>

export const JournalPage = z.object({
  records: z.array(JournalRecord),
  /** For the next page; null at the end. */
  next: z.string().nullable(),
  count: z.number().int(),
  /** False: there are at least `count`. */
  isCountExact: z.boolean(),
})

const Check = z.object({
  checkedAt: z.iso.datetime(),
  checkedBy: z.string(),
  batchCount: z.number().int(),
  rowCount: z.number().int(),
  headHash: z.string(),
  faultCount: z.number().int(),
  faults: z.array(Fault.extend({ sentence: z.string() })),
})
export type Check = z.infer<typeof Check>

export const JournalSummary = z.object({
  /** Of the last seven days. */
  week: z.object({
    write: z.number().int(),
    read: z.number().int(),
    export: z.number().int(),
    'sign-in': z.number().int(),
  }),
  /** The chain is the whole installation's: who reads a region's journal is shown nothing of it. */
  mayCheck: z.boolean(),
  lastCheck: Check.nullable(),
  sealedAt: z.iso.datetime().nullable(),
  /** Of the folder's key, to be written down and compared. */
  fingerprint: z.string(),
  archives: z.array(z.object({ name: z.string(), lastAt: z.iso.datetime(), madeAt: z.iso.datetime() })),
  actors: z.array(z.object({ id: z.string(), name: z.string() })),
  actions: z.array(z.object({ action: z.string(), label: z.string() })),
})
