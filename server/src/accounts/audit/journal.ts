import { type RawBuilder, sql } from 'kysely'
import type { AccessKind } from '../../platform/accesses.ts'
import type { Db } from '../../platform/db.ts'
import type { JournalFilters } from './journal-schemas.ts'
import { type JournalScope, ofRegions } from './journal-scope.ts'
import { ACTORS_WITHOUT_ACCOUNT } from './journal-words.ts'
import { SOURCES, type Source } from './rows.ts'

/** A record of either log as the journal reads it. */
export interface JournalRow {
  source: Source
  rowId: number
  /** ISO, UTC, with microseconds: the place in the order. */
  at: string
  kind: AccessKind
  action: string
  actor: string
  actorName: string
  actorRole: string | null
  subjectKind: string | null
  subjectId: string | null
  before: unknown
  after: unknown
  details: unknown
  address: string | null
  requestId: string | null
  result: string
  /** Number in the chain; null while it is not sealed. */
  seq: number | null
}

/** What is asked for, within what the person may read at all. */
export type ScopedFilters = JournalFilters & { scope: JournalScope }

/** The last row that was read; the next page begins after it. */
export interface Cursor {
  at: string
  source: Source
  rowId: number
}

/** Newest first; of one moment accesses after changes, and the later row first. */
export async function listJournal(
  db: Db,
  filters: ScopedFilters,
  limit: number,
  after?: Cursor,
): Promise<JournalRow[]> {
  const branches = sourcesOf(filters).map((source) => {
    const { at } = SOURCES[source]
    return sql`(${rowsOf(source)} where ${sql.join([...conditionsOf(source, filters), behind(source, after)], sql` and `)}
      order by t.${sql.ref(at)} desc, t.id desc limit ${limit})`
  })
  const { rows } = await sql<JournalRow>`
    select * from (${sql.join(branches, sql` union all `)}) both_logs
    order by at desc, source desc, "rowId" desc limit ${limit}`.execute(db)
  return rows
}

/** How many records there are. Counting stops at `most`, which then means "or more". */
export async function countJournal(db: Db, filters: ScopedFilters, most: number): Promise<number> {
  const branches = sourcesOf(filters).map(
    (source) =>
      sql`(select from ${sql.table(SOURCES[source].table)} t
        where ${sql.join(conditionsOf(source, filters), sql` and `)} limit ${most})`,
  )
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from (${sql.join(branches, sql` union all `)}) both_logs limit ${most}) counted`.execute(
    db,
  )
  return rows[0]!.n
}

const MOMENT = sql.raw(`'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`)

/** Both logs under the same names. */
function rowsOf(source: Source): RawBuilder<unknown> {
  const names = JSON.stringify(ACTORS_WITHOUT_ACCOUNT)
  const told =
    source === 'change'
      ? sql`'write' as kind, coalesce(u.name, ${names}::jsonb->>t.actor, t.actor) as "actorName", null as "actorRole",
          t.before, t.after, null::jsonb as details, null as address, 'done' as result`
      : sql`t.kind, coalesce(nullif(t.actor_name, ''), t.actor) as "actorName", nullif(t.actor_role, '') as "actorRole",
          null::jsonb as before, null::jsonb as after, t.details, t.address, t.result`
  return sql`
    select ${source} as source, t.id as "rowId",
      to_char(${sql.ref(`t.${SOURCES[source].at}`)} at time zone 'UTC', ${MOMENT}) as at, ${told},
      t.action, t.actor, t.subject_kind as "subjectKind", t.subject_id as "subjectId", t.request_id as "requestId", l.seq
    from ${sql.table(SOURCES[source].table)} t
    left join audit_links l on l.source = ${source} and l.row_id = t.id
    ${source === 'change' ? sql`left join users u on u.id = t.actor` : sql``}`
}

/** Writes stand in both: those that happened among the changes, refused ones among the accesses. */
const sourcesOf = ({ kind }: JournalFilters): Source[] =>
  kind === undefined || kind === 'write' ? ['change', 'access'] : ['access']

function conditionsOf(source: Source, filters: ScopedFilters): RawBuilder<unknown>[] {
  const { kind, actor, action, subjectKind, subjectId, school, from, to } = filters
  const at = sql.ref(`t.${SOURCES[source].at}`)
  const all: RawBuilder<unknown>[] = [sql`true`]
  if (filters.scope !== null) all.push(ofRegions(source, filters.scope))
  if (kind !== undefined && source === 'access') all.push(sql`t.kind = ${kind}`)
  if (actor !== undefined) all.push(sql`t.actor = ${actor}`)
  if (action !== undefined) all.push(sql`t.action = ${action}`)
  if (subjectKind !== undefined) all.push(sql`t.subject_kind = ${subjectKind}`)
  if (subjectId !== undefined) all.push(sql`t.subject_id = ${subjectId}`)
  if (school !== undefined) {
    const like = `%${school.replace(/[\\%_]/g, '\\$&')}%`
    all.push(
      sql`t.subject_kind = 'school' and t.subject_id in (select id::text from schools where name ilike ${like})`,
    )
  }
  if (from !== undefined) all.push(sql`${at} >= ${startOfDay(from, 0)}`)
  if (to !== undefined) all.push(sql`${at} < ${startOfDay(to, 1)}`)
  return all
}

/** Days are those of the server's own time zone, as people at it see them. */
function startOfDay(day: string, later: number): Date {
  const [year, month, date] = day.split('-').map(Number)
  return new Date(year!, month! - 1, date! + later)
}

function behind(source: Source, after: Cursor | undefined): RawBuilder<unknown> {
  if (!after) return sql`true`
  const at = sql.ref(`t.${SOURCES[source].at}`)
  const moment = sql`${after.at}::timestamptz`
  if (source === after.source) return sql`(${at}, t.id) < (${moment}, ${after.rowId}::bigint)`
  // Of one moment the changes come first.
  return source < after.source ? sql`${at} <= ${moment}` : sql`${at} < ${moment}`
}
