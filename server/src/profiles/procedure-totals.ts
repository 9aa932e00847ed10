import { sql } from 'kysely'
import { visibleSchools } from '../accounts/access.ts'
import { proceduresOfYear } from '../identification/answer.ts'
import type { Finding } from '../identification/model.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import type { SchoolProcedureCount } from '../results/model.ts'

/**
 * Participants below the minimum. A published share without a count still says nearly how many: leaving the school out
 * would bend the sum. Null where neither is known.
 */
export const lowOf = (
  count: Pick<SchoolProcedureCount, 'low' | 'lowShare' | 'participants'>,
): number | null =>
  count.low ?? (count.lowShare === null ? null : Math.round((count.lowShare * count.participants) / 10_000))

/** One procedure in one year over all schools of a municipality that may be seen. */
export interface PlaceTotal {
  municipalityId: number
  procedure: string
  schoolYear: number
  schools: number
  participants: number
  low: number
}

export async function listPlaceTotals(db: Db, actor: Actor, regionId: number): Promise<PlaceTotal[]> {
  const { rows } = await sql<PlaceTotal>`
    select s.municipality_id as "municipalityId", c.procedure, c.school_year as "schoolYear",
      count(*)::integer as schools, sum(c.participants)::integer as participants,
      sum(coalesce(c.low, round(c.low_share * c.participants / 10000.0)))::integer as low
    from school_procedure_counts c join schools s on s.id = c.school_id
    where c.region_id = ${regionId} and c.is_active and coalesce(c.low, c.low_share) is not null
      and c.participants > 0 and ${visibleSchools(actor, sql.ref('s.id'))}
    group by 1, 2, 3`.execute(db)
  return rows
}

/** Totals of several municipalities added up, by procedure and year. */
export function addTotals(totals: readonly PlaceTotal[]): Map<string, Omit<PlaceTotal, 'municipalityId'>> {
  const sums = new Map<string, Omit<PlaceTotal, 'municipalityId'>>()
  for (const { procedure, schoolYear, schools, participants, low } of totals) {
    const key = totalKey(procedure, schoolYear)
    const own = sums.get(key)
    if (!own) sums.set(key, { procedure, schoolYear, schools, participants, low })
    else {
      own.schools += schools
      own.participants += participants
      own.low += low
    }
  }
  return sums
}

export const totalKey = (procedure: string, schoolYear: number): string => `${procedure} ${schoolYear}`

/** Schools at or above the threshold of the rule this year, by procedure. */
export function countLowSchools(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const finding of findings)
    for (const code of proceduresOfYear(finding).low) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}
