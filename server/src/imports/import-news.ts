import { sql } from 'kysely'
import type { EventSchool } from '../notifications/events.ts'
import { notify } from '../notifications/notify.ts'
import type { Db } from '../platform/db.ts'
import type { ProblemBody } from '../platform/problem.ts'
import type { ImportRow } from './queries.ts'

/** Whoever asked for it is told too: a large file is read for minutes, and nobody waits at the page. */
const of = (row: ImportRow) => ({ regionId: row.region_id, by: null, at: new Date() })
const fileOf = (row: ImportRow) => ({ importId: row.id, fileName: row.file_name })

/** Tells of results that were taken in. `db` is the transaction of the commit. */
export async function tellCommitted(
  db: Db,
  row: ImportRow,
  summary: { matched: number; waiting: number },
): Promise<void> {
  await notify(db, of(row), {
    kind: 'import-committed',
    ...fileOf(row),
    schoolYear: row.school_year,
    schoolCount: summary.matched,
  })
  if (summary.waiting > 0)
    await notify(db, of(row), { kind: 'match-waiting', ...fileOf(row), waiting: summary.waiting })
  const { rows: schools } = await sql<EventSchool>`
    select s.id, s.name, s.municipality_id as "municipalityId" from schools s
    where exists (select from watched_schools w where w.school_id = s.id)
      and exists (select from school_procedure_counts c where c.school_id = s.id and c.import_id = ${row.id} and c.is_active)
    order by s.name`.execute(db)
  if (schools.length > 0)
    await notify(db, of(row), { kind: 'watched-results', schoolYear: row.school_year, schools })
}

/** Tells that a file was not taken in, and why. `db` is the transaction that says so of the import. */
export const tellRefused = (db: Db, row: ImportRow, problem: ProblemBody): Promise<void> =>
  notify(db, of(row), {
    kind: 'import-refused',
    ...fileOf(row),
    reason: problem.detail ?? problem.title,
  })
