import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import { defineRoute } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import { checkAudit } from './check.ts'
import { countJournal, listJournal } from './journal.ts'
import { readCursor, toRecords } from './journal-records.ts'
import { JournalPage, JournalSummary, journalFilters } from './journal-schemas.ts'
import { journalScope } from './journal-scope.ts'
import { readSummary } from './journal-summary.ts'
import { writeJournalXlsx } from './journal-xlsx.ts'

/** A person reads a hundred, not ten thousand: further counting tells nothing. */
const COUNTED = 10_000

/** The journal of the installation: who changed, looked, took away and signed in. It holds no pupil's data. */
export function auditRoutes(dataDir: string, clock: Clock) {
  return [
    defineRoute({
      method: 'GET',
      path: '/audit/records',
      action: 'audit.read',
      audited: 'audit.read',
      summary: 'Records of the journal, the newest first',
      query: {
        ...journalFilters,
        /** `next` of the page before. */
        after: z.string().max(100).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      },
      response: JournalPage,
      handle: async ({ query: { after, limit, ...asked }, db, actor }) => {
        const filters = { ...asked, scope: journalScope(actor) }
        const cursor = after === undefined ? undefined : readCursor(after)
        if (after !== undefined && !cursor)
          throw new Problem('request/invalid', 'Такой страницы журнала нет: начните с первой.')
        const rows = await listJournal(db, filters, limit + 1, cursor)
        const count = await countJournal(db, filters, COUNTED + 1)
        const records = await toRecords(db, rows.slice(0, limit))
        return {
          records,
          next: rows.length > limit ? records.at(-1)!.key : null,
          count: Math.min(count, COUNTED),
          isCountExact: count <= COUNTED,
        }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/audit/records/xlsx',
      action: 'audit.read',
      audited: 'audit.xlsx',
      summary: 'All records of a filter as a workbook',
      query: journalFilters,
      response: 'file',
      handle: async ({ query, db, actor }) => ({
        fileName: 'Журнал действий.xlsx',
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        stream: await writeJournalXlsx(db, { ...query, scope: journalScope(actor) }, clock()),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/audit/summary',
      action: 'audit.read',
      summary: 'The last week in numbers, the state of the chain, and what records can be narrowed by',
      response: JournalSummary,
      handle: ({ db, actor }) => readSummary(db, dataDir, clock(), journalScope(actor)),
    }),
    defineRoute({
      method: 'POST',
      path: '/audit/check',
      action: 'audit.check',
      summary: 'Seal what waits and verify the whole chain',
      response: JournalSummary,
      transaction: false,
      handle: async ({ db, actor }) => {
        await checkAudit({ db, dataDir }, actor.id, clock)
        return readSummary(db, dataDir, clock(), null)
      },
    }),
  ]
}
