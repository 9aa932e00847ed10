import { sql } from 'kysely'
import { exactSchools } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { ListedCertainty } from './certainty/model.ts'
import type { FrozenContext, FrozenInputs, FrozenSchool } from './freeze.ts'
import type { ListState } from './list-actions.ts'
import type { Methodology } from './methodology.ts'
import type { Finding } from './model.ts'
import { withToldBorders } from './told-border.ts'

export interface ListRow {
  id: number
  regionId: number
  schoolYear: number
  name: string
  level: 'federal' | 'regional' | 'municipal'
  state: ListState
  orderNumber: string | null
  orderDate: string | null
  methodology: Methodology
  /** The stated setting «в решающих процедурах не меньше N участников». */
  leastParticipants: number | null
  inputsSha256: string
  createdAt: Date
  createdBy: string
}

export interface EntryRow {
  schoolId: number
  frozen: FrozenSchool
  finding: Finding
  /** Null in lists made before there was any. */
  certainty: ListedCertainty | null
  listedByRule: boolean
  decision: 'include' | 'exclude' | null
  reason: string | null
  decidedAt: Date | null
  decidedBy: string | null
}

/** In the list after all: the commission's word stands above the rule. */
export const isListed = (entry: Pick<EntryRow, 'decision' | 'listedByRule'>): boolean =>
  entry.decision === null ? entry.listedByRule : entry.decision === 'include'

const COLUMNS = sql`id, region_id as "regionId", school_year as "schoolYear", name, level, state, order_number as "orderNumber",
  order_date::text as "orderDate", methodology, least_participants as "leastParticipants", inputs_sha256 as "inputsSha256", created_at as "createdAt",
  created_by as "createdBy"`

export async function getList(db: Db, listId: number, lock?: 'lock'): Promise<ListRow> {
  const rows =
    await sql<ListRow>`select ${COLUMNS} from school_lists where id = ${listId} ${lock ? sql`for update` : sql``}`.execute(
      db,
    )
  const row = rows.rows[0]
  if (!row) throw new Problem('request/not-found', `Перечня № ${listId} нет.`)
  return row
}

export interface ListTotals {
  listed: number
  included: number
  excluded: number
}

/** Lists of a region with their totals, the newest first. */
export async function listLists(db: Db, regionId: number): Promise<(ListRow & ListTotals)[]> {
  const rows = await sql<ListRow & ListTotals>`
    select ${COLUMNS}, totals.* from school_lists l cross join lateral (
      select count(*) filter (where coalesce(decision = 'include', is_listed_by_rule))::integer as listed,
        count(*) filter (where decision = 'include' and not is_listed_by_rule)::integer as included,
        count(*) filter (where decision = 'exclude' and is_listed_by_rule)::integer as excluded
      from school_list_entries where list_id = l.id
    ) totals where region_id = ${regionId} order by id desc`.execute(db)
  return rows.rows
}

export async function insertList(
  db: Db,
  list: Pick<
    ListRow,
    | 'regionId'
    | 'schoolYear'
    | 'name'
    | 'level'
    | 'methodology'
    | 'leastParticipants'
    | 'inputsSha256'
    | 'createdBy'
  >,
  frozen: FrozenInputs,
  findings: Finding[],
  certainty: ListedCertainty[],
): Promise<number> {
  const inserted = await sql<{ id: number }>`
    insert into school_lists (region_id, school_year, name, level, state, methodology, least_participants,
      context, inputs_sha256, created_by)
    values (${list.regionId}, ${list.schoolYear}, ${list.name}, ${list.level}, 'draft', ${JSON.stringify(list.methodology)}::jsonb,
      ${list.leastParticipants}::integer,
      ${JSON.stringify(frozen.context)}::jsonb, ${list.inputsSha256}, ${list.createdBy}) returning id`.execute(
    db,
  )
  const id = inserted.rows[0]!.id
  const rows = frozen.schools.map((school, index) => ({
    schoolId: school.school.id,
    inputs: school,
    finding: findings[index],
    certainty: certainty[index],
    listed: findings[index]?.status === 'listed',
  }))
  for (let from = 0; from < rows.length; from += 1_000)
    await sql`insert into school_list_entries (list_id, school_id, inputs, finding, certainty, is_listed_by_rule)
      select ${id}::integer, "schoolId", inputs, finding, certainty, listed
      from jsonb_to_recordset(${JSON.stringify(rows.slice(from, from + 1_000))}::jsonb)
        as r ("schoolId" integer, inputs jsonb, finding jsonb, certainty jsonb, listed boolean)`.execute(db)
  return id
}

/** Entries in the order of the register at the moment of freezing (municipality, then name). */
export async function listEntries(db: Db, listId: number): Promise<EntryRow[]> {
  const rows = await sql<EntryRow>`
    select school_id as "schoolId", inputs as frozen, finding, certainty, is_listed_by_rule as "listedByRule", decision, reason,
      decided_at as "decidedAt", decided_by as "decidedBy"
    from school_list_entries where list_id = ${listId}
    order by inputs #>> '{school,municipality}', inputs #>> '{school,name}', school_id`.execute(db)
  return rows.rows
}

/** Those of a list's entries whose schools the person answers for, without what tells of others: a list is made from all numbers, the small ones too. */
export async function ownEntries(db: Db, actor: Actor, entries: EntryRow[]): Promise<EntryRow[]> {
  const ids = entries.map(({ schoolId }) => schoolId)
  const rows = await sql<{ id: number }>`
    select s.id from schools s where s.id = any(${ids}) and ${exactSchools(actor, sql.ref('s.id'))}`.execute(
    db,
  )
  const own = new Set(rows.rows.map(({ id }) => id))
  if (own.size === entries.length) return entries
  return entries
    .filter(({ schoolId }) => own.has(schoolId))
    .map((entry) => ({ ...entry, finding: withToldBorders(entry.finding, null) }))
}

export async function loadFrozen(
  db: Db,
  listId: number,
): Promise<{ frozen: FrozenInputs; findings: Map<number, Finding> }> {
  const context = await sql<{
    context: FrozenContext
  }>`select context from school_lists where id = ${listId}`.execute(db)
  const entries = await listEntries(db, listId)
  return {
    frozen: { context: context.rows[0]!.context, schools: entries.map((entry) => entry.frozen) },
    findings: new Map(entries.map((entry) => [entry.schoolId, entry.finding])),
  }
}

export async function setDecision(
  db: Db,
  listId: number,
  schoolId: number,
  decision: { decision: 'include' | 'exclude' | null; reason: string | null; actor: string },
): Promise<{ decision: string | null; reason: string | null } | undefined> {
  const before = await sql<{ decision: string | null; reason: string | null }>`
    select decision, reason from school_list_entries where list_id = ${listId} and school_id = ${schoolId} for update`.execute(
    db,
  )
  await sql`update school_list_entries set decision = ${decision.decision}, reason = ${decision.reason},
      decided_at = ${decision.decision === null ? null : new Date()}, decided_by = ${decision.decision === null ? null : decision.actor}
    where list_id = ${listId} and school_id = ${schoolId}`.execute(db)
  return before.rows[0]
}

export async function setListState(
  db: Db,
  listId: number,
  change: { state: ListState; orderNumber?: string; orderDate?: string; actor: string },
): Promise<void> {
  const approved = change.state === 'approved'
  await sql`update school_lists set state = ${change.state}, order_number = ${change.orderNumber ?? null},
      order_date = ${change.orderDate ?? null}::date, approved_at = ${approved ? new Date() : null},
      approved_by = ${approved ? change.actor : null} where id = ${listId}`.execute(db)
}
