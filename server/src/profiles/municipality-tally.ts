import { sql } from 'kysely'
import type { Finding } from '../identification/model.ts'
import type { RegionInput } from '../identification/queries.ts'
import type { Db } from '../platform/db.ts'
import { lowOf } from './procedure-totals.ts'

/** What a map and a municipality's page count over its schools. */
export interface MunicipalityTally {
  id: number
  name: string
  /** GeoJSON geometry or null. */
  border: unknown
  /** Not all of its schools are shown to whoever asks: nothing can be said of it. */
  isUnseen: boolean
  /** Open schools. */
  schools: number
  /** Schools about which the rule could say something. */
  assessed: number
  listed: number
  risk: number
  /** Schools with any number of the methodology's procedures this year. */
  withResults: number
  /** Results of the methodology's procedures added up; a pupil counts once in each. */
  participants: number
  low: number
}

export interface MunicipalityRow {
  id: number
  name: string
  border: unknown
}

export async function listMunicipalityRows(db: Db, regionId: number): Promise<MunicipalityRow[]> {
  const { rows } = await sql<MunicipalityRow>`
    select id, name, border from municipalities where region_id = ${regionId} order by name`.execute(db)
  return rows
}

/** One line per municipality, those without schools included. Pure. */
export function tallyMunicipalities(
  municipalities: readonly MunicipalityRow[],
  { schools, counts, withheld = [], unseenMunicipalities }: RegionInput,
  findings: readonly Finding[],
  schoolYear: number,
): MunicipalityTally[] {
  const tallies = new Map(
    municipalities.map(({ id, name, border }) => [
      id,
      {
        id,
        name,
        border,
        isUnseen: unseenMunicipalities?.has(id) ?? false,
        schools: 0,
        assessed: 0,
        listed: 0,
        risk: 0,
        withResults: 0,
        participants: 0,
        low: 0,
      },
    ]),
  )
  const placeOf = new Map(schools.map((school) => [school.id, tallies.get(school.municipalityId)]))
  for (const finding of findings) {
    const own = placeOf.get(finding.schoolId)
    if (!own) continue
    own.schools += 1
    if (finding.assessed && finding.status !== 'insufficient-data') own.assessed += 1
    if (finding.status === 'listed') own.listed += 1
    if (finding.memberOf.includes('risk')) own.risk += 1
  }
  const seen = new Set<number>()
  const see = (own: MunicipalityTally, schoolId: number) => {
    if (!seen.has(schoolId)) own.withResults += 1
    seen.add(schoolId)
  }
  for (const count of counts) {
    const own = placeOf.get(count.schoolId)
    const low = lowOf(count)
    if (!own || low === null || count.schoolYear !== schoolYear) continue
    own.participants += count.participants
    own.low += low
    see(own, count.schoolId)
  }
  // A number that is not shown is there all the same.
  for (const hidden of withheld) {
    const own = placeOf.get(hidden.schoolId)
    if (own && hidden.schoolYear === schoolYear) see(own, hidden.schoolId)
  }
  return [...tallies.values()]
}
