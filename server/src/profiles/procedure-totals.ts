import { sql } from 'kysely'
import { exactSchools, seesAllExactly } from '../accounts/access.ts'
import { LEAST_SHOWN, suppressTotals } from '../accounts/disclosure.ts'
import { proceduresOfYear } from '../identification/answer.ts'
import type { Finding } from '../identification/model.ts'
import type { Db } from '../platform/db.ts'
import { groupBy } from '../platform/group-by.ts'
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

/** One procedure in one year over schools added up. */
export interface Sum {
  schools: number
  participants: number
  low: number
}

/** A sum, or that it would tell of a hidden school to whoever asks. */
export type Total = Sum | { isHidden: true }

export const shownSum = (total: Total | undefined): Sum | null =>
  total === undefined || 'isHidden' in total ? null : total

export const isHidden = (total: Total | undefined): boolean => total !== undefined && 'isHidden' in total

/** Totals of one procedure and year: of every municipality that has any, and of the region. */
export interface ProcedureTotals {
  procedure: string
  schoolYear: number
  municipalities: ReadonlyMap<number, Total>
  region: Total
}

/** What a total that is not shown says in its place. */
export const HIDDEN_TOTAL = 'скрыто, чтобы нельзя было вычислить результат школы, где меньше 10 участников'

interface AreaRow extends Sum {
  municipalityId: number
  procedure: string
  schoolYear: number
  hiddenCells: number
  hiddenParticipants: number
  hiddenLow: number
}

/**
 * Totals of a region's municipalities and of the region, over all of its schools. Those from which a person could work out what
 * they are not shown of a school are hidden; the same ones whatever was asked for.
 */
export async function listProcedureTotals(
  db: Db,
  actor: Actor,
  regionId: number,
): Promise<ProcedureTotals[]> {
  const seesAll = seesAllExactly(actor, { regionId, municipalityId: null, schoolId: null })
  const hidden = seesAll
    ? sql`false`
    : sql`c.participants < ${LEAST_SHOWN} and not ${exactSchools(actor, sql.ref('s.id'))}`
  const { rows } = await sql<AreaRow>`
    with cells as (
      select s.municipality_id, c.procedure, c.school_year, c.participants,
        coalesce(c.low, round(c.low_share * c.participants / 10000.0)) as low, ${hidden} as is_hidden
      from school_procedure_counts c join schools s on s.id = c.school_id
      where c.region_id = ${regionId} and c.is_active and coalesce(c.low, c.low_share) is not null and c.participants > 0)
    select municipality_id as "municipalityId", procedure, school_year as "schoolYear", count(*)::integer as schools,
      sum(participants)::integer as participants, sum(low)::integer as low,
      count(*) filter (where is_hidden)::integer as "hiddenCells",
      coalesce(sum(participants) filter (where is_hidden), 0)::integer as "hiddenParticipants",
      coalesce(sum(low) filter (where is_hidden), 0)::integer as "hiddenLow"
    from cells group by 1, 2, 3`.execute(db)
  return [...groupBy(rows, ({ procedure, schoolYear }) => totalKey(procedure, schoolYear)).values()].map(
    toTotals,
  )
}

function toTotals(areas: AreaRow[]): ProcedureTotals {
  const { procedure, schoolYear } = areas[0]!
  const suppressed = suppressTotals(
    areas.map((area) => ({
      id: area.municipalityId,
      participants: area.participants,
      hidden: { cells: area.hiddenCells, participants: area.hiddenParticipants, low: area.hiddenLow },
    })),
  )
  const municipalities = areas.map(({ municipalityId, schools, participants, low }): [number, Total] => [
    municipalityId,
    suppressed.areas.has(municipalityId) ? { isHidden: true } : { schools, participants, low },
  ])
  const region = areas.reduce(
    (sum, { schools, participants, low }) => ({
      schools: sum.schools + schools,
      participants: sum.participants + participants,
      low: sum.low + low,
    }),
    { schools: 0, participants: 0, low: 0 },
  )
  return {
    procedure,
    schoolYear,
    municipalities: new Map(municipalities),
    region: suppressed.region ? { isHidden: true } : region,
  }
}

/** Totals of a municipality, or of the region, by procedure and year. */
export function totalsOf(
  totals: readonly ProcedureTotals[],
  municipalityId: number | null,
): Map<string, Total> {
  return new Map(
    totals.flatMap(({ procedure, schoolYear, municipalities, region }): [string, Total][] => {
      const total = municipalityId === null ? region : municipalities.get(municipalityId)
      return total ? [[totalKey(procedure, schoolYear), total]] : []
    }),
  )
}

export const totalKey = (procedure: string, schoolYear: number): string => `${procedure} ${schoolYear}`

/** Schools at or above the threshold of the rule this year, by procedure. */
export function countLowSchools(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const finding of findings)
    for (const code of proceduresOfYear(finding).low) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}
