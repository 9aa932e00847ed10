import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { SourcePlace } from './model.ts'
import type { FactLevel, SourceFact } from './store-model.ts'

/**
 * What files say of schools beside results: marks against the journal's, markers of possible non-objectivity. A fact follows
 * its source school; for one school, procedure and year one source is shown, chosen by the rows alone: a confirmed later
 * one before an earlier one, else the earlier. So an undo brings back what had been displaced.
 */
export interface PlacedFact {
  fact: SourceFact
  sourceSchoolId: number
}

const TABLES = { journal: 'journal_comparisons', marker: 'objectivity_markers' } satisfies Record<
  FactLevel,
  string
>
const table = (level: FactLevel) => sql.table(TABLES[level])

const CHUNK = 5_000

/** Puts the facts of one import in place of any that it had. `db` must be a transaction. */
export async function replaceFacts(
  db: Db,
  target: { importId: number; level: FactLevel; confirmed: boolean },
  facts: AsyncIterable<PlacedFact>,
): Promise<void> {
  const { importId, level, confirmed } = target
  await sql`delete from ${table(level)} where import_id = ${importId}`.execute(db)
  const own = level === 'journal' ? sql`participants, lower, same, higher` : sql`is_marked, declared_count`
  const given =
    level === 'journal' ? sql`participants, lower, same, higher` : sql`"isMarked", "declaredCount"`
  const flush = async (chunk: unknown[]) => {
    await sql`
      insert into ${table(level)} (import_id, source_school_id, procedure, school_year, ${own}, sheet, row_number, confirmed_at)
      select ${importId}::integer, "sourceSchoolId", procedure, "schoolYear", ${given}, sheet, "rowNumber",
        case when ${confirmed}::boolean then now() end
      from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb) as rows ("sourceSchoolId" integer, procedure text,
        "schoolYear" integer, participants integer, lower integer, same integer, higher integer, "isMarked" boolean,
        "declaredCount" integer, sheet text, "rowNumber" integer)
      -- Two spellings of one school in a file: the first row counts.
      on conflict do nothing`.execute(db)
  }
  let chunk: unknown[] = []
  for await (const { fact, sourceSchoolId } of facts) {
    chunk.push({ ...fact, sourceSchoolId })
    if (chunk.length < CHUNK) continue
    await flush(chunk)
    chunk = []
  }
  if (chunk.length > 0) await flush(chunk)
}

export async function removeFacts(db: Db, importId: number): Promise<void> {
  for (const level of ['journal', 'marker'] as const)
    await sql`delete from ${table(level)} where import_id = ${importId}`.execute(db)
}

/** Facts of one kind, the shown one of each school, procedure and year first. */
const ranked = (level: FactLevel) => sql`
  select f.*, s.school_id, row_number() over (partition by s.school_id, f.procedure, f.school_year
    order by f.confirmed_at desc nulls last, f.import_id, f.row_number) as place
  from ${table(level)} f join source_schools s on s.id = f.source_school_id where s.school_id is not null`

/** How an import's facts stand among the others', as with counts. */
export async function factChanges(
  db: Db,
  importId: number,
  level: FactLevel,
): Promise<{ added: number; replacing: number; alternatives: number }> {
  const { rows } = await sql<{ added: number; replacing: number; alternatives: number }>`
    with ranked as (${ranked(level)}), standing as (
      select own.place = 1 as is_shown, exists (select 1 from ranked other where other.school_id = own.school_id
        and other.procedure = own.procedure and other.school_year = own.school_year and other.import_id <> own.import_id) as has_others
      from ranked own where own.import_id = ${importId})
    select count(*) filter (where is_shown and not has_others)::integer as added,
      count(*) filter (where is_shown and has_others)::integer as replacing,
      count(*) filter (where not is_shown)::integer as alternatives from standing`.execute(db)
  return rows[0]!
}

export interface JournalYear {
  procedure: string
  schoolYear: number
  participants: number | null
  lower: number
  same: number
  higher: number
  source: SourcePlace
}

export interface MarkerYear {
  procedure: string
  schoolYear: number
  isMarked: boolean
  declaredCount: number | null
  source: SourcePlace
}

const SOURCE = sql`jsonb_build_object('importId', r.import_id, 'file', i.file_name, 'sheet', r.sheet, 'row', r.row_number,
  'lastRow', null) as source`

/** Marks against the journal's of one school, by procedure and year. */
export async function listJournalComparisons(db: Db, schoolId: number): Promise<JournalYear[]> {
  const { rows } = await sql<JournalYear>`
    select r.procedure, r.school_year as "schoolYear", r.participants, r.lower, r.same, r.higher, ${SOURCE}
    from (${ranked('journal')} and s.school_id = ${schoolId}) r join imports i on i.id = r.import_id
    where r.place = 1 order by r.school_year desc, r.procedure`.execute(db)
  return rows
}

/** Published markers of one school, by procedure and year; also those that say there is none. */
export async function listObjectivityMarkers(db: Db, schoolId: number): Promise<MarkerYear[]> {
  const { rows } = await sql<MarkerYear>`
    select r.procedure, r.school_year as "schoolYear", r.is_marked as "isMarked", r.declared_count as "declaredCount", ${SOURCE}
    from (${ranked('marker')} and s.school_id = ${schoolId}) r join imports i on i.id = r.import_id
    where r.place = 1 order by r.school_year desc, r.procedure`.execute(db)
  return rows
}
