import type { Db } from '../platform/db.ts'
import type { PupilResult } from './model.ts'
import type { CountingRule } from './store-model.ts'

/** Lower bounds of the marks, in points; `2` is always from 0. */
export interface MarkScale {
  procedure: string
  schoolYear: number
  scoreKind: 'primary' | 'test'
  bounds: { 3: number; 4: number; 5: number }
}

/** Scales of a region, its own before the federal ones, by `procedure year`. */
export async function listMarkScales(db: Db, regionId: number): Promise<Map<string, MarkScale>> {
  const rows = await db
    .selectFrom('mark_scales')
    .selectAll()
    .where((eb) => eb.or([eb('region_id', '=', regionId), eb('region_id', 'is', null)]))
    .orderBy('region_id', (order) => order.desc().nullsFirst())
    .execute()
  const scales = new Map<string, MarkScale>()
  for (const row of rows)
    scales.set(`${row.procedure} ${row.school_year}`, {
      procedure: row.procedure,
      schoolYear: row.school_year,
      scoreKind: row.score_kind as MarkScale['scoreKind'],
      bounds: row.bounds as unknown as MarkScale['bounds'],
    })
  return scales
}

/**
 * The mark of a pupil whose row has only a score. A procedure whose rule reads test scores needs no mark.
 * No known bounds = no mark: `{ problem }`, never a guess from the data.
 */
export function markFromScore(
  result: PupilResult,
  scales: Map<string, MarkScale>,
  rules: Map<string, CountingRule>,
): PupilResult | { level: 'pupil'; problem: 'mark-unknown' } {
  if (result.mark !== null) return result
  const rule = rules.get(result.procedure)
  if (rule && 'testScoreBelow' in rule.low && result.testScore !== null) return result
  const scale = scales.get(`${result.procedure} ${result.schoolYear}`)
  const score = scale?.scoreKind === 'primary' ? result.primaryScore : result.testScore
  if (!scale || score === null) return { level: 'pupil', problem: 'mark-unknown' }
  const { bounds } = scale
  const mark = score >= bounds[5] ? 5 : score >= bounds[4] ? 4 : score >= bounds[3] ? 3 : 2
  return { ...result, mark }
}
