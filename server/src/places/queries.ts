import { sql } from 'kysely'
import { accountSchools, visibleSchools } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { foldText } from './fold-text.ts'
import { genitiveOf, placeIn } from './name-cases.ts'
import { normaliseIdentifier } from './normalise-identifier.ts'
import type { Border, SchoolStatus } from './registry.ts'
import { type Municipality, type Region, SCHOOL_STATUS_LABELS, type SchoolItem } from './schemas.ts'
import {
  SCHOOL_TYPE_LABELS,
  type SchoolType,
  SETTLEMENT_TYPE_LABELS,
  type SettlementType,
} from './school-type.ts'

export async function listRegions(db: Db): Promise<Region[]> {
  const { rows } = await sql<
    Omit<Region, 'nameGenitive' | 'nameIn' | 'storedForms'> & {
      genitive: string | null
      prepositional: string | null
    }
  >`
    select r.id, r.code, r.name, r.name_genitive as genitive, r.name_prepositional as prepositional, r.is_demo as "isDemo",
      (select count(*)::integer from schools s where s.region_id = r.id) as schools,
      (select count(*)::integer from municipalities m where m.region_id = r.id) as municipalities
    from regions r order by r.is_demo, r.name`.execute(db)
  return rows.map(({ genitive, prepositional, ...region }) => {
    const name = { name: region.name, nameGenitive: genitive, namePrepositional: prepositional }
    return {
      ...region,
      nameGenitive: genitiveOf(name, 'region'),
      nameIn: placeIn(name, 'region'),
      storedForms: { nameGenitive: genitive, namePrepositional: prepositional },
    }
  })
}

export async function listMunicipalities(
  db: Db,
  regionId: number,
  withBorders: boolean,
): Promise<Municipality[]> {
  const { rows } = await sql<Omit<Municipality, 'nameIn' | 'border'> & { border: Border | null }>`
    select m.id, m.code, m.name, m.oktmo, m.name_genitive as "nameGenitive", m.name_prepositional as "namePrepositional",
      (select count(*)::integer from schools s where s.municipality_id = m.id and s.status = 'open') as schools,
      case when ${withBorders}::boolean then m.border end as border
    from municipalities m where m.region_id = ${regionId} order by m.name`.execute(db)
  return rows.map((row) => ({ ...row, nameIn: placeIn(row, 'municipality') }))
}

export interface SchoolFilter {
  /** Part of a name or a code. */
  text?: string | undefined
  municipalityId?: number | undefined
  status?: SchoolStatus | undefined
  schoolType?: SchoolType | undefined
  limit: number
  offset: number
}

interface SchoolListRow {
  id: number
  code: string
  name: string
  municipalityId: number
  municipality: string
  schoolType: SchoolType | null
  settlementType: SettlementType | null
  settlement: string | null
  enrolment: number | null
  status: SchoolStatus
}

const toSchoolItem = (row: SchoolListRow): SchoolItem => ({
  ...row,
  schoolTypeLabel: row.schoolType === null ? null : SCHOOL_TYPE_LABELS[row.schoolType],
  settlementTypeLabel: row.settlementType === null ? null : SETTLEMENT_TYPE_LABELS[row.settlementType],
  statusLabel: SCHOOL_STATUS_LABELS[row.status],
})

const SCHOOL_ITEM = sql`s.id, s.code, s.name, s.municipality_id as "municipalityId", m.name as municipality,
  s.school_type as "schoolType", s.settlement_type as "settlementType", s.settlement, s.enrolment, s.status`

/** Schools of a region that the actor may see, by municipality and name; words of the text may stand in any order. */
export async function listSchools(
  db: Db,
  actor: Actor,
  regionId: number,
  filter: SchoolFilter,
): Promise<{ total: number; schools: SchoolItem[] }> {
  const { rows } = await sql<SchoolListRow & { total: number }>`
    select ${SCHOOL_ITEM}, count(*) over ()::integer as total
    from schools s join municipalities m on m.id = s.municipality_id
    where s.region_id = ${regionId} and ${visibleSchools(actor, sql.ref('s.id'))}
      and ${textCondition(filter.text ?? '')}
      and (${filter.municipalityId ?? null}::integer is null or s.municipality_id = ${filter.municipalityId ?? null})
      and (${filter.status ?? null}::text is null or s.status = ${filter.status ?? null})
      and (${filter.schoolType ?? null}::text is null or s.school_type = ${filter.schoolType ?? null})
    order by m.name, ${naturalOrder('s.name')}, s.id limit ${filter.limit} offset ${filter.offset}`.execute(
    db,
  )
  return { total: rows[0]?.total ?? 0, schools: rows.map(({ total: _, ...row }) => toSchoolItem(row)) }
}

/** Schools that the actor may see, of any region; each word of the text stands in the name, a code or the municipality. */
export async function findSchools(
  db: Db,
  actor: Actor,
  text: string,
  limit: number,
): Promise<(SchoolItem & { regionId: number })[]> {
  const { rows } = await sql<SchoolListRow & { regionId: number }>`
    select ${SCHOOL_ITEM}, s.region_id as "regionId" from schools s join municipalities m on m.id = s.municipality_id
    where ${visibleSchools(actor, sql.ref('s.id'))} and ${textCondition(text, 'with place')}
    order by s.status <> 'open', ${naturalOrder('s.name')}, m.name, s.id limit ${limit}`.execute(db)
  return rows.map(({ regionId, ...row }) => ({ ...toSchoolItem(row), regionId }))
}

/** Schools of a region in which the actor may hand out a role, open ones first. */
export async function findAccountSchools(
  db: Db,
  actor: Actor,
  regionId: number,
  text: string,
  limit: number,
): Promise<SchoolItem[]> {
  const { rows } = await sql<SchoolListRow>`
    select ${SCHOOL_ITEM} from schools s join municipalities m on m.id = s.municipality_id
    where s.region_id = ${regionId} and ${accountSchools(actor, sql.ref('s.id'))} and ${textCondition(text, 'with place')}
    order by s.status <> 'open', ${naturalOrder('s.name')}, m.name, s.id limit ${limit}`.execute(db)
  return rows.map(toSchoolItem)
}

/** «СОШ № 2» before «СОШ № 10». */
const naturalOrder = (column: string) =>
  sql`regexp_replace(${sql.ref(column)}, '\\d.*', ''), nullif(substring(${sql.ref(column)} from '\\d{1,8}'), '')::integer nulls first, ${sql.ref(column)}`

function textCondition(text: string, place?: 'with place') {
  const words = foldText(text)
    .replaceAll('№', ' ')
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return sql<boolean>`true`
  const parts = words.map((word) => {
    const like = `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    const code = normaliseIdentifier('code', word) ?? word
    return sql`(translate(lower(s.name), 'ё', 'е') like ${like} or s.code = ${code} or exists (
      select from school_identifiers i where i.school_id = s.id and i.value = ${code}) or exists (
      select from school_names n where n.school_id = s.id and translate(lower(n.name), 'ё', 'е') like ${like})
      or (${place !== undefined} and translate(lower(m.name), 'ё', 'е') like ${like}))`
  })
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

export async function getSchool(
  db: Db,
  actor: Actor,
  schoolId: number,
): Promise<SchoolItem & { regionId: number; closedOn: string | null }> {
  const { rows } = await sql<SchoolListRow & { regionId: number; closedOn: string | null }>`
    select ${SCHOOL_ITEM}, s.region_id as "regionId", s.closed_on::text as "closedOn"
    from schools s join municipalities m on m.id = s.municipality_id
    where s.id = ${schoolId} and ${visibleSchools(actor, sql.ref('s.id'))}`.execute(db)
  const row = rows[0]
  if (row === undefined)
    throw new Problem('place/not-found', 'Такой школы нет в реестре. Найдите её в списке школ региона.')
  return { ...toSchoolItem(row), regionId: row.regionId, closedOn: row.closedOn }
}

/** Schools by id, for lines that name them. */
export async function readSchoolItems(db: Db, actor: Actor, ids: number[]): Promise<Map<number, SchoolItem>> {
  const { rows } = await sql<SchoolListRow>`
    select ${SCHOOL_ITEM} from schools s join municipalities m on m.id = s.municipality_id
    where s.id = any(${ids}) and ${visibleSchools(actor, sql.ref('s.id'))}`.execute(db)
  return new Map(rows.map((row) => [row.id, toSchoolItem(row)]))
}
