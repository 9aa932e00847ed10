import { sql } from 'kysely'
import { isSmall } from '../src/accounts/disclosure.ts'
import { recordChange } from '../src/platform/changes.ts'
import type { Db } from '../src/platform/db.ts'
import { createRandom, type Random } from '../src/statistics/random.ts'

export const PROCEDURES = ['vpr-ma-5', 'vpr-ru-5', 'vpr-ma-6', 'oge-ma'] as const
export const YEARS = [2023, 2024, 2025] as const

/** One school in one procedure and year, as it is stored. */
export interface Cell {
  schoolId: number
  municipalityId: number
  procedure: string
  schoolYear: number
  participants: number
  low: number
}

export interface GeneratedRegion {
  id: number
  municipalities: { id: number; schools: number[] }[]
  schools: number[]
  importId: number
  cells: Cell[]
}

/**
 * A region of a few municipalities with many small schools, written straight into the tables: so that every number is known.
 * Each number has an alternative source, a comparison with the journal and, here and there, a marker.
 */
export async function generateRegion(
  db: Db,
  seed: string,
  size: { municipalities: number; schools: number },
): Promise<GeneratedRegion> {
  const random = createRandom(seed)
  const region = await insert(
    db,
    sql`insert into regions (code, name) values (${seed.slice(0, 20)}, ${`Область ${seed}`}) returning id`,
  )
  const municipalities: GeneratedRegion['municipalities'] = []
  for (let m = 0; m < size.municipalities; m++) {
    const border = { type: 'Polygon', coordinates: [square(m)] }
    const id = await insert(
      db,
      sql`insert into municipalities (region_id, code, name, border) values (${region}, ${`m${m}`}, ${`Район ${m} ${seed}`}, ${JSON.stringify(border)}::jsonb) returning id`,
    )
    const schools: number[] = []
    for (let s = 0; s < size.schools; s++)
      schools.push(
        await insert(
          db,
          sql`insert into schools (region_id, municipality_id, code, name, school_type, enrolment)
            values (${region}, ${id}, ${`${seed}-${m}-${s}`}, ${`Школа ${m}-${s}`}, 'secondary', 100) returning id`,
        ),
      )
    municipalities.push({ id, schools })
  }
  const imports = [
    await insertImport(db, region, `${seed} первый`),
    await insertImport(db, region, `${seed} второй`),
  ]
  const made: GeneratedRegion = {
    id: region,
    municipalities,
    schools: municipalities.flatMap(({ schools }) => schools),
    importId: imports[0]!,
    cells: makeCells(municipalities, random),
  }
  for (const schoolId of made.schools)
    await sql`insert into source_schools (region_id, key_kind, key, name, school_id, match_method)
      values (${region}, 'edu', ${`edu${schoolId}`}, ${`Школа ${schoolId}`}, ${schoolId}, 'identifier')`.execute(
      db,
    )
  await storeCells(db, made, imports)
  return made
}

/** Many schools with a handful of participants; one without any in some procedures. */
function makeCells(municipalities: GeneratedRegion['municipalities'], random: Random): Cell[] {
  return municipalities.flatMap(({ id, schools }, m) =>
    schools.flatMap((schoolId) =>
      PROCEDURES.flatMap((procedure) =>
        YEARS.flatMap((schoolYear): Cell[] => {
          if (random.chance(0.1)) return []
          const few = random.chance(m === 0 ? 0.15 : 0.45)
          const participants = few ? random.integer(1, 9) : random.integer(10, 45)
          const low = random.binomial(participants, 0.25)
          return [{ schoolId, municipalityId: id, procedure, schoolYear, participants, low }]
        }),
      ),
    ),
  )
}

/** Writes the numbers, the active ones with row numbers of a pupils' file, the others of a second source and the journal beside. */
async function storeCells(db: Db, region: GeneratedRegion, imports: number[]): Promise<void> {
  let row = 1
  const rows = region.cells.map((cell) => {
    const from = row
    row += cell.participants
    return { ...cell, from, to: row - 1, other: Math.max(1, cell.participants - 1) }
  })
  const data = JSON.stringify(rows)
  const columns = sql`"schoolId" integer, procedure text, "schoolYear" integer, participants integer, low integer, "from" integer, "to" integer, other integer`
  await sql`
    insert into school_procedure_counts (region_id, import_id, source_school_id, school_id, procedure, school_year, level,
      participants, low, marks, mean_score, count_basis, sheet, row_number, last_row, is_active)
    select ${region.id}::integer, case kind when 0 then ${imports[0]}::integer else ${imports[1]}::integer end, s.id, r."schoolId", r.procedure, r."schoolYear", 'pupil',
      case kind when 0 then participants else other end, least(low, case kind when 0 then participants else other end),
      jsonb_build_object('2', low, '3', participants - low, '4', 0, '5', 0), 3 + low::float8 / participants, 'exact', 'Лист1', "from", "to", kind = 0
    from jsonb_to_recordset(${data}::jsonb) as r (${columns})
    join source_schools s on s.school_id = r."schoolId" cross join generate_series(0, 1) kind`.execute(db)
  await sql`
    insert into journal_comparisons (import_id, source_school_id, procedure, school_year, participants, lower, same, higher, sheet, row_number)
    select ${imports[0]}::integer, s.id, r.procedure, r."schoolYear", participants, low, participants - low, 0, 'Лист1', "from"
    from jsonb_to_recordset(${data}::jsonb) as r (${columns}) join source_schools s on s.school_id = r."schoolId"`.execute(
    db,
  )
  await sql`
    insert into objectivity_markers (import_id, source_school_id, procedure, school_year, is_marked, sheet, row_number)
    select ${imports[0]}::integer, s.id, r.procedure, r."schoolYear", low % 2 = 0, 'Лист1', "from"
    from jsonb_to_recordset(${data}::jsonb) as r (${columns}) join source_schools s on s.school_id = r."schoolId"
    where r.procedure like 'vpr%'`.execute(db)
}

/** Puts other numbers in the place of a region's, as a corrected import would. */
export async function replaceCells(db: Db, region: GeneratedRegion, cells: Cell[]): Promise<GeneratedRegion> {
  const { rows } = await sql<{
    id: number
  }>`select id from imports where region_id = ${region.id} order by id`.execute(db)
  const imports = rows.map(({ id }) => id)
  for (const table of ['school_procedure_counts', 'journal_comparisons', 'objectivity_markers'])
    await sql`delete from ${sql.table(table)} where import_id = any(${imports})`.execute(db)
  const changed = { ...region, cells }
  await storeCells(db, changed, imports)
  await recordChange(db, {
    actor: 'test',
    action: 'import.commit',
    subjectKind: 'import',
    subjectId: imports[0]!,
  })
  return changed
}

/** Cells of a region that somebody who answers for the given schools alone is not shown. */
export const hiddenCells = (region: GeneratedRegion, own: ReadonlySet<number> = new Set()): Cell[] =>
  region.cells.filter(({ schoolId, participants }) => isSmall(participants) && !own.has(schoolId))

async function insertImport(db: Db, region: number, name: string): Promise<number> {
  const sha256 = [...name]
    .map((letter) => letter.codePointAt(0)!.toString(16))
    .join('')
    .padEnd(64, '0')
    .slice(0, 64)
  await sql`insert into source_files (sha256, size, stored_by) values (${sha256}, 1, 'test') on conflict do nothing`.execute(
    db,
  )
  return insert(
    db,
    sql`insert into imports (region_id, sha256, file_name, school_year, options, state, level, parquet_name, created_by, committed_at)
      values (${region}, ${sha256}, ${`${name}.xlsx`}, 2025, '{}'::jsonb, 'committed', 'pupil', ${`${name}.parquet`}, 'test', now()) returning id`,
  )
}

async function insert(db: Db, query: ReturnType<typeof sql>): Promise<number> {
  return ((await query.execute(db)).rows[0] as { id: number }).id
}

const square = (at: number) => [
  [at, 0],
  [at + 1, 0],
  [at + 1, 1],
  [at, 1],
  [at, 0],
]
