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

export interface DemoPlaces {
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

/** Whether the ready people are still to be made: nobody has an account, and no other region is there. */
export async function wantsDemoPeople(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select not exists (select from users) and not exists (select from regions where not is_demo) as is`.execute(
    db,
  )
  return rows[0]!.is
}

/**
 * Ready people of the demonstration region, where nobody has an account yet and no other region is there: through the
 * same functions as everybody's, with a password that the login page tells.
 */
export async function createDemoPeople(db: Db, today: string, places: DemoPlaces): Promise<void> {
  if (!(await wantsDemoPeople(db))) return
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

/** Who may be chosen on the login page, in the order of the cast: nobody once a real region is served to the world. */
export async function listDemoPeople(db: Db, isPublic: boolean) {
  if (isPublic && (await hasOtherRegions(db))) return []
  const { rows } = await sql<{ email: string; name: string; role: GrantedRole; place: string }>`
    select u.email, u.name, g.role, coalesce(min(s.name), min(m.name), min(r.name), 'вся система') as place
    from users u join grants g on g.user_id = u.id left join regions r on r.id = g.region_id
    left join municipalities m on m.id = g.municipality_id left join schools s on s.id = g.school_id
    where u.email like ${`%${DOMAIN}`} and u.disabled_at is null group by u.id, g.role order by min(g.id)`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, label: ROLES[row.role].label }))
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
