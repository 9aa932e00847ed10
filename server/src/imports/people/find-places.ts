import { sql } from 'kysely'
import { ACTIONS, type GrantedRole, INSTALLATION, type PlaceRef } from '../../accounts/access.ts'
import { InviteBody } from '../../accounts/account-schemas.ts'
import { mayGrant, placeKindOf, ROLES } from '../../accounts/roles.ts'
import { foldText } from '../../places/fold-text.ts'
import type { Db } from '../../platform/db.ts'
import type { Actor } from '../../platform/http.ts'
import type { RowProblem } from '../model.ts'
import { type PersonLine, problemOf } from './read-people.ts'

export interface FoundLine extends PersonLine {
  grant: InviteBody['grants'][number]
  roleLabel: string
  placeName: string
}

interface Places {
  regions: { id: number; name: string }[]
  municipalities: { id: number; name: string; regionId: number }[]
  schools: {
    id: number
    name: string
    code: string
    identifiers: string[]
    regionId: number
    municipalityId: number
  }[]
}

/** Role and place of every row, looked up among the places whose people the actor answers for. */
export async function findPlaces(
  db: Db,
  actor: Actor,
  lines: readonly PersonLine[],
): Promise<{ found: FoundLine[]; problems: RowProblem[] }> {
  const places = await readPlaces(db, actor)
  const found: FoundLine[] = []
  const problems: RowProblem[] = []
  const seen = new Map<string, number>()
  for (const line of lines) {
    const read = findLine(actor, line, places)
    if ('expected' in read) {
      problems.push(read)
      continue
    }
    const key = JSON.stringify([line.email, read.grant])
    const twin = seen.get(key)
    if (twin === undefined) found.push(read)
    else
      problems.push(
        problemOf(line, 'email', line.email, `другая роль, чем в строке ${twin}`, 'row-duplicate'),
      )
    seen.set(key, line.rowNumber)
  }
  return { found, problems }
}

const ROLE_WORDS = new Map(
  (Object.keys(ROLES) as GrantedRole[]).map((role) => [foldText(ROLES[role].label), role]),
)

function findLine(actor: Actor, line: PersonLine, places: Places): FoundLine | RowProblem {
  if (!InviteBody.shape.email.safeParse(line.email).success)
    return problemOf(line, 'email', line.email, 'адрес почты, например ivanova@shkola.ru')
  const role = ROLE_WORDS.get(foldText(line.role))
  if (role === undefined)
    return problemOf(
      line,
      'role',
      line.role,
      Object.values(ROLES)
        .map(({ label }) => label)
        .join(', '),
    )
  const place = findPlace(line, role, places)
  if ('expected' in place) return place
  if (!mayGrant(actor, role, place.ref))
    return problemOf(line, 'role', line.role, 'роль, которую в этом месте назначаете вы')
  if (line.from && line.until && line.until < line.from)
    return problemOf(line, 'until', line.until, `день не раньше ${line.from}`)
  const { from, until } = line
  return {
    ...line,
    grant: { role, ...place.ref, ...(from ? { from } : {}), until },
    roleLabel: ROLES[role].label,
    placeName: place.name,
  }
}

/** The narrowest place that the role is for and the row names. */
function findPlace(
  line: PersonLine,
  role: GrantedRole,
  places: Places,
): { ref: PlaceRef; name: string } | RowProblem {
  const kinds: readonly string[] = ROLES[role].places
  if (kinds.includes('installation')) return { ref: INSTALLATION, name: 'вся система' }
  if (kinds.includes('school')) return findSchool(line, places)
  if (kinds.includes('municipality') && (line.municipality !== null || !kinds.includes('region'))) {
    const [first, ...others] = municipalitiesOf(line, places)
    if (first === undefined || others.length > 0)
      return problemOf(line, 'municipality', line.municipality, 'муниципалитет, как он назван в реестре')
    return { ref: { regionId: first.regionId, municipalityId: first.id, schoolId: null }, name: first.name }
  }
  const [region, ...more] = places.regions
  if (region === undefined || more.length > 0)
    return problemOf(line, 'role', line.role, 'роль в муниципалитете или школе: регион из файла не узнать')
  return { ref: { ...INSTALLATION, regionId: region.id }, name: region.name }
}

const municipalitiesOf = ({ municipality }: PersonLine, { municipalities }: Places) =>
  municipality === null ? [] : municipalities.filter(({ name }) => foldText(name) === foldText(municipality))

function findSchool(line: PersonLine, places: Places): { ref: PlaceRef; name: string } | RowProblem {
  const { school: given } = line
  const wrong = (expected: string) => problemOf(line, 'school', given, expected)
  if (given === null) return wrong('код, логин или название школы')
  const near = line.municipality === null ? null : new Set(municipalitiesOf(line, places).map(({ id }) => id))
  if (near?.size === 0)
    return problemOf(line, 'municipality', line.municipality, 'муниципалитет, как он назван в реестре')
  const here = places.schools.filter(({ municipalityId }) => near === null || near.has(municipalityId))
  const code = given.trim().toLowerCase()
  const byCode = here.filter(
    (school) =>
      school.code.toLowerCase() === code || school.identifiers.some((value) => value.toLowerCase() === code),
  )
  const [first, ...others] =
    byCode.length > 0 ? byCode : here.filter(({ name }) => foldText(name) === foldText(given))
  if (first === undefined) return wrong('школа реестра: код, логин или название')
  if (others.length > 0) return wrong('код школы: такое название не одно')
  const { regionId, municipalityId, id, name } = first
  return { ref: { regionId, municipalityId, schoolId: id }, name }
}

async function readPlaces(db: Db, actor: Actor): Promise<Places> {
  const roles: readonly string[] = ACTIONS['account.write'].roles
  const own = actor.grants.filter(({ role }) => roles.includes(role))
  const isAll = own.some((grant) => placeKindOf(grant) === 'installation')
  const regions = own.flatMap(({ regionId }) => regionId ?? [])
  const isOwn = (column: string) =>
    sql<boolean>`(${isAll} or ${sql.ref(column)} = any(${regions}::integer[]))`
  const [known, municipalities, schools] = await Promise.all([
    sql<Places['regions'][number]>`select id, name from regions where ${isOwn('id')} order by id`.execute(db),
    sql<Places['municipalities'][number]>`select id, name, region_id as "regionId" from municipalities
      where ${isOwn('region_id')}`.execute(db),
    sql<
      Places['schools'][number]
    >`select s.id, s.name, s.code, s.region_id as "regionId", s.municipality_id as "municipalityId",
      array(select i.value from school_identifiers i where i.school_id = s.id) as identifiers
      from schools s where ${isOwn('s.region_id')} and s.status = 'open'`.execute(db),
  ])
  return { regions: known.rows, municipalities: municipalities.rows, schools: schools.rows }
}
