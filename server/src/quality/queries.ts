import { sql } from 'kysely'
import { visibleSchools } from '../accounts/access.ts'
import type { SchoolType } from '../places/school-type.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { listActiveCounts } from '../results/counts.ts'
import type { SchoolProcedureCount, SourcePlace } from '../results/model.ts'
import type { QualityInput } from './model.ts'

export interface SchoolRow {
  id: number
  name: string
  municipalityId: number
  municipality: string
  schoolType: SchoolType | null
  enrolment: number | null
}

export interface ProcedureRow {
  code: string
  name: string
  shortName: string
  kind: string
  programmeGrade: number | null
}

export interface QualityData {
  schools: SchoolRow[]
  procedures: ProcedureRow[]
  input: QualityInput
}

/** Everything the rules and the completeness of one year look at, of the schools the actor may see. */
export async function loadQualityData(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
): Promise<QualityData> {
  const [schools, procedures, counts, disagreements, sameFiles, breaks] = await Promise.all([
    listSchools(db, actor, regionId),
    listProcedureRows(db),
    listActiveCounts(db, regionId, { from: schoolYear - 1, to: schoolYear }),
    listDisagreements(db, regionId, schoolYear),
    listSameFiles(db, regionId, schoolYear),
    db
      .selectFrom('comparability_breaks')
      .select(['procedure', 'school_year'])
      .where((eb) => eb.or([eb('region_id', '=', regionId), eb('region_id', 'is', null)]))
      .execute(),
  ])
  const visible = new Map(schools.map((school) => [school.id, school]))
  const broken = new Set(breaks.map((row) => `${row.procedure} ${row.school_year}`))
  const seen = counts.filter((count) => visible.has(count.schoolId))
  return {
    schools,
    procedures,
    input: {
      schoolYear,
      schools: visible,
      procedures: new Map(procedures.map((procedure) => [procedure.code, procedure])),
      counts: seen.filter((count) => count.schoolYear === schoolYear),
      previous: seen.filter((count) => count.schoolYear !== schoolYear),
      disagreements: disagreements.filter(({ active }) => visible.has(active.schoolId)),
      sameFiles,
      isBreak: (procedure, year) => broken.has(`${procedure} ${year}`),
    },
  }
}

async function listSchools(db: Db, actor: Actor, regionId: number): Promise<SchoolRow[]> {
  const rows = await sql<SchoolRow>`
    select s.id, s.name, m.id as "municipalityId", m.name as municipality, s.school_type as "schoolType", s.enrolment
    from schools s join municipalities m on m.id = s.municipality_id
    where s.region_id = ${regionId} and s.status = 'open' and ${visibleSchools(actor, sql.ref('s.id'))}
    order by m.name, s.name, s.id`.execute(db)
  return rows.rows
}

async function listProcedureRows(db: Db): Promise<ProcedureRow[]> {
  const rows = await db
    .selectFrom('procedures')
    .select(['code', 'name', 'short_name as shortName', 'kind', 'programme_grade as programmeGrade'])
    .orderBy('position')
    .execute()
  return rows
}

/** Pairs of an active number and another source's number of the same school, procedure and year that say different things. */
async function listDisagreements(
  db: Db,
  regionId: number,
  schoolYear: number,
): Promise<QualityInput['disagreements']> {
  const rows = await sql<{ active: StoredCount; other: StoredCount }>`
    select ${asCount('a', 'ai')} as active, ${asCount('o', 'oi')} as other
    from school_procedure_counts a join imports ai on ai.id = a.import_id
    join school_procedure_counts o on o.school_id = a.school_id and o.procedure = a.procedure
      and o.school_year = a.school_year and not o.is_active
    join imports oi on oi.id = o.import_id
    where a.region_id = ${regionId} and a.school_year = ${schoolYear} and a.is_active
      and (a.participants, a.low, a.low_share) is distinct from (o.participants, o.low, o.low_share)
      -- A source that gives the count and one that gives the share alone may still mean the same.
      and not (a.participants = o.participants and (a.low is null or o.low is null)
        and abs(coalesce(a.low_share, a.low * 10000.0 / a.participants) - coalesce(o.low_share, o.low * 10000.0 / o.participants)) <= 50)
      and not (a.participants = o.participants and a.low = o.low)
    order by a.school_id, a.procedure, o.import_id, o.id`.execute(db)
  return rows.rows
}

type StoredCount = SchoolProcedureCount

const asCount = (count: string, file: string) => {
  const column = (name: string) => sql.ref(`${count}.${name}`)
  return sql`json_build_object('schoolId', ${column('school_id')}, 'procedure', ${column('procedure')},
    'schoolYear', ${column('school_year')}, 'participants', ${column('participants')}, 'low', ${column('low')},
    'high', ${column('high')}, 'lowShare', ${column('low_share')}, 'highShare', ${column('high_share')},
    'marks', ${column('marks')}, 'meanScore', ${column('mean_score')}, 'countBasis', ${column('count_basis')},
    'source', json_build_object('importId', ${column('import_id')}, 'file', ${sql.ref(`${file}.file_name`)},
      'sheet', ${column('sheet')}, 'row', ${column('row_number')}, 'lastRow', ${column('last_row')}))`
}

/** Committed files of the year whose numbers, without the year, are those of another year's file. */
async function listSameFiles(
  db: Db,
  regionId: number,
  schoolYear: number,
): Promise<QualityInput['sameFiles']> {
  const rows = await sql<{ id: number; name: string; otherId: number; otherName: string; otherYear: number }>`
    select i.id, i.file_name as name, o.id as "otherId", o.file_name as "otherName", o.school_year as "otherYear"
    from imports i join imports o on o.region_id = i.region_id and o.content_sha256 = i.content_sha256
      and o.school_year <> i.school_year and o.state = 'committed'
    where i.region_id = ${regionId} and i.school_year = ${schoolYear} and i.state = 'committed'
    order by i.id, o.id`.execute(db)
  const place = (importId: number, file: string): SourcePlace => ({
    importId,
    file,
    sheet: '',
    row: 1,
    lastRow: null,
  })
  return rows.rows.map((row) => ({
    file: place(row.id, row.name),
    year: row.otherYear,
    other: place(row.otherId, row.otherName),
  }))
}

/** Schools of files that wait for a match and have a number, by procedure: completeness may be better than it looks. */
export async function countWaiting(
  db: Db,
  regionId: number,
  schoolYear: number,
): Promise<Map<string, number>> {
  const rows = await sql<{ procedure: string; waiting: number }>`
    select procedure, count(distinct source_school_id)::integer as waiting from school_procedure_counts
    where region_id = ${regionId} and school_year = ${schoolYear} and school_id is null group by procedure`.execute(
    db,
  )
  return new Map(rows.rows.map((row) => [row.procedure, row.waiting]))
}

/** Schools with at least one active number, by year and kind of procedure: whole sources that are missing are seen at once. */
export async function countByYear(
  db: Db,
  actor: Actor,
  regionId: number,
): Promise<{ schoolYear: number; kind: string; schools: number }[]> {
  const rows = await sql<{ schoolYear: number; kind: string; schools: number }>`
    select c.school_year as "schoolYear", p.kind, count(distinct c.school_id)::integer as schools
    from school_procedure_counts c join procedures p on p.code = c.procedure
    where c.region_id = ${regionId} and c.is_active and ${visibleSchools(actor, sql.ref('c.school_id'))}
    group by c.school_year, p.kind order by c.school_year, min(p.position)`.execute(db)
  return rows.rows
}

/** School years that the imports brought numbers of. */
export async function listYearsOf(db: Db, importIds: number[]): Promise<number[]> {
  if (importIds.length === 0) return []
  const rows = await db
    .selectFrom('school_procedure_counts')
    .select('school_year')
    .distinct()
    .where('import_id', 'in', importIds)
    .orderBy('school_year')
    .execute()
  return rows.map((row) => row.school_year)
}
