import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { differences } from './difference.ts'
import type { Cursor, JournalRow } from './journal.ts'
import type { JournalRecord } from './journal-schemas.ts'
import { actionWord, KIND_LABELS, resultWord, roleWord, subjectWord } from './journal-words.ts'

/** Where the subject of a record has its name. The record itself keeps the number only: names change, and may have to go. */
const TITLES: Record<string, { table: string; title: string }> = {
  document: { table: 'documents', title: 'name' },
  import: { table: 'imports', title: 'file_name' },
  list: { table: 'school_lists', title: 'name' },
  municipality: { table: 'municipalities', title: 'name' },
  region: { table: 'regions', title: 'name' },
  school: { table: 'schools', title: 'name' },
  'source-school': { table: 'source_schools', title: 'name' },
  user: { table: 'users', title: 'name' },
}

/** Rows as people read them, in the same order. */
export async function toRecords(db: Db, rows: JournalRow[]): Promise<JournalRecord[]> {
  const titles = await readTitles(db, rows)
  return rows.map((row) => ({
    key: cursorText(row),
    seq: row.seq,
    at: `${row.at.slice(0, 23)}Z`,
    kind: row.kind,
    kindLabel: KIND_LABELS[row.kind],
    action: row.action,
    actionLabel: actionWord(row.action),
    actor: {
      id: row.actor,
      name: row.actorName,
      role: row.actorRole === null ? null : roleWord(row.actorRole),
    },
    subject: subjectOf(row, titles),
    differences:
      row.source === 'change' ? differences(row.before, row.after) : differences(undefined, row.details),
    address: row.address,
    requestId: row.requestId,
    isDone: row.result === 'done',
    resultLabel: resultWord(row.result),
  }))
}

function subjectOf({ subjectKind, subjectId }: JournalRow, titles: Map<string, string>) {
  if (subjectKind === null || subjectId === null) return null
  const title = titles.get(`${subjectKind} ${subjectId}`) ?? null
  return { kind: subjectKind, id: subjectId, kindLabel: subjectWord(subjectKind), title }
}

async function readTitles(db: Db, rows: JournalRow[]): Promise<Map<string, string>> {
  const titles = new Map<string, string>()
  for (const [kind, { table, title }] of Object.entries(TITLES)) {
    const ids = new Set(rows.flatMap((row) => (row.subjectKind === kind ? (row.subjectId ?? []) : [])))
    if (ids.size === 0) continue
    const { rows: found } = await sql<{ id: string; title: string | null }>`
      select id::text as id, ${sql.ref(title)} as title from ${sql.table(table)} where id::text = any(${[...ids]})`.execute(
      db,
    )
    for (const { id, title: name } of found) if (name !== null) titles.set(`${kind} ${id}`, name)
  }
  return titles
}

/** «2026-11-22T07:05:00.123456Z~change~41». */
export const cursorText = ({ at, source, rowId }: Cursor): string => `${at}~${source}~${rowId}`

const CURSOR = /^(\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~(change|access)~(\d{1,15})$/

/** Undefined for what is no place in the journal. */
export function readCursor(text: string): Cursor | undefined {
  const [, at, source, rowId] = CURSOR.exec(text) ?? []
  if (at === undefined) return undefined
  return { at, source: source as Cursor['source'], rowId: Number(rowId) }
}
