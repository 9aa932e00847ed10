import { sql } from 'kysely'
import { resolveSourceSchools, sourceRefId } from '../../places/source-schools.ts'
import { recordChange } from '../../platform/changes.ts'
import type { Db } from '../../platform/db.ts'
import type { RowProblem } from '../model.ts'
import type { ClusterReading } from './read-clusters.ts'

export interface ClusterSummary {
  rowsRead: number
  saved: number
  /** Of them, labels whose school is not in the registry yet: they count as soon as it is matched. */
  waiting: number
  problems: RowProblem[]
}

/** Stores official labels; a later file of the same year takes the place of an earlier one. `db` must be a transaction. */
export async function applyClusters(
  db: Db,
  regionId: number,
  reading: ClusterReading,
  source: { fileName: string; actor: string },
): Promise<ClusterSummary> {
  const resolved = await resolveSourceSchools(
    db,
    regionId,
    reading.rows.map((row) => row.school),
  )
  const placed = reading.rows.map((row) => ({ ...row, ...resolved.get(sourceRefId(row.school))! }))
  const labels = new Map(
    placed.map(({ sourceSchoolId, schoolYear, cluster, sheet, rowNumber }) => [
      `${sourceSchoolId} ${schoolYear}`,
      {
        sourceSchoolId,
        schoolYear,
        cluster,
        source: `${source.fileName}${sheet === '' ? '' : `, лист «${sheet}»`}, строка ${rowNumber}`,
      },
    ]),
  )
  await sql`
    insert into official_clusters (source_school_id, school_year, cluster, source)
    select "sourceSchoolId", "schoolYear", cluster, source
    from jsonb_to_recordset(${JSON.stringify([...labels.values()])}::jsonb)
      as r ("sourceSchoolId" integer, "schoolYear" integer, cluster integer, source text)
    on conflict on constraint official_clusters_pk
      do update set cluster = excluded.cluster, source = excluded.source, set_at = now()`.execute(db)
  await recordChange(db, {
    actor: source.actor,
    action: 'cluster.import-official',
    subjectKind: 'region',
    subjectId: regionId,
    after: { fileName: source.fileName, saved: labels.size },
  })
  return {
    rowsRead: reading.rowsRead,
    saved: labels.size,
    waiting: placed.filter((row) => row.schoolId === null).length,
    problems: reading.problems,
  }
}
