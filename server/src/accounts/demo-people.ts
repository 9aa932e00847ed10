import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { type GrantedRole, LOCAL_OPERATOR } from './access.ts'
import { addGrant, type GrantRequest } from './grants.ts'
import { hashPassword } from './password.ts'
import { ROLES } from './roles.ts'

/** A domain that cannot exist (RFC 2606 keeps .example for such): no letter to it ever leaves. */
const DOMAIN = '@demo.example'
export const DEMO_PASSWORD = 'demo-traektoria'

export const isDemoAddress = (email: string): boolean => email.endsWith(DOMAIN)

interface DemoPlaces {
  region: number
  municipality: number
  school: number
  /** For the curator. */
  otherSchools: number[]
}

interface DemoPerson {
  login: string
  name: string
  position: string
  grants: (places: DemoPlaces) => GrantRequest[]
}

/** The cast of the demonstration region: one person for each role. */
const CAST: DemoPerson[] = [
  {
    login: 'region',
    name: 'Рита Андреевна Соколова',
    position: 'региональный координатор, институт развития образования',
    grants: ({ region }) => [{ role: 'regional-coordinator', regionId: region }],
  },
  {
    login: 'municipality',
    name: 'Максим Олегович Дроздов',
    position: 'муниципальный координатор, отдел образования',
    grants: ({ municipality }) => [{ role: 'municipal-coordinator', municipalityId: municipality }],
  },
  {
    login: 'school',
    name: 'Софья Ильинична Белова',
    position: 'заместитель директора',
    grants: ({ school }) => [{ role: 'school-team', schoolId: school }],
  },
  {
    login: 'curator',
    name: 'Кира Павловна Зимина',
    position: 'директор школы, куратор',
    grants: ({ school, otherSchools }) =>
      [school, ...otherSchools].map((schoolId) => ({ role: 'curator' as const, schoolId })),
  },
  {
    login: 'expert',
    name: 'Егор Сергеевич Ветров',
    position: 'эксперт',
    grants: ({ region }) => [{ role: 'expert', regionId: region }],
  },
  {
    login: 'observer',
    name: 'Нина Львовна Орлова',
    position: 'общественный совет',
    grants: ({ region }) => [{ role: 'observer', regionId: region }],
  },
  {
    login: 'admin',
    name: 'Антон Юрьевич Громов',
    position: 'администратор системы',
    grants: () => [{ role: 'administrator' }],
  },
]

/**
 * Ready people of the demonstration region, where nobody has an account yet and no other region is there: through the
 * same functions as everybody's, with a password that the login page tells.
 */
export async function createDemoPeople(db: Db, today: string): Promise<void> {
  const { rows } = await sql<{ isWanted: boolean }>`
    select not exists (select from users) and not exists (select from regions where not is_demo) as "isWanted"`.execute(
    db,
  )
  const places = rows[0]!.isWanted ? await choosePlaces(db) : undefined
  if (!places) return
  const password = await hashPassword(DEMO_PASSWORD)
  for (const { login, name, position, grants } of CAST) {
    const id = randomUUID()
    const email = `${login}${DOMAIN}`
    await db.insertInto('users').values({ id, email, name, position, email_verified: true }).execute()
    await db
      .insertInto('login_accounts')
      .values({ id: randomUUID(), account_id: id, provider_id: 'credential', user_id: id, password })
      .execute()
    for (const grant of grants(places)) await addGrant(db, LOCAL_OPERATOR, id, grant, today)
  }
}

/** The municipality with the most schools on an official list, and its first schools: a cast with something to see. */
async function choosePlaces(db: Db): Promise<DemoPlaces | undefined> {
  const { rows } = await sql<{ region: number; municipality: number; schools: number[] }>`
    select s.region_id as region, s.municipality_id as municipality, array_agg(distinct s.id) as schools
    from schools s join regions r on r.id = s.region_id and r.is_demo
    join source_schools x on x.school_id = s.id join official_clusters c on c.source_school_id = x.id and c.cluster > 0
    where s.status = 'open' group by 1, 2 order by count(distinct s.id) desc, 2 limit 1`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  const [school, ...others] = row.schools
  return {
    region: row.region,
    municipality: row.municipality,
    school: school!,
    otherSchools: others.slice(0, 3),
  }
}

/** Who may be chosen on the login page: nobody once a real region is served to the world. */
export async function listDemoPeople(db: Db, isPublic: boolean) {
  if (isPublic && (await hasOtherRegions(db))) return []
  const { rows } = await sql<{ email: string; name: string; role: GrantedRole; place: string }>`
    select u.email, u.name, g.role, coalesce(min(s.name), min(m.name), min(r.name), 'вся система') as place
    from users u join grants g on g.user_id = u.id left join regions r on r.id = g.region_id
    left join municipalities m on m.id = g.municipality_id left join schools s on s.id = g.school_id
    where u.email like ${`%${DOMAIN}`} and u.disabled_at is null group by u.id, g.role order by min(g.id)`.execute(
    db,
  )
  const order = Object.keys(ROLES)
  return rows.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
}

/** A password that everybody knows opens nothing where real schools are served to the world. */
export const mayDemoSignIn = async (db: Db, isPublic: boolean): Promise<boolean> =>
  !isPublic || !(await hasOtherRegions(db))

async function hasOtherRegions(db: Db): Promise<boolean> {
  const { rows } = await sql<{
    is: boolean
  }>`select exists (select from regions where not is_demo) as is`.execute(db)
  return rows[0]!.is
}
