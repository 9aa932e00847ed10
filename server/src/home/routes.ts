import { sql } from 'kysely'
import { z } from 'zod'
import { actionsAround, type GrantedRole, INSTALLATION, knows } from '../accounts/access.ts'
import { namePlaces } from '../accounts/place-of.ts'
import { ROLES } from '../accounts/roles.ts'
import { type SignedIn, sessionOf } from '../accounts/sessions.ts'
import { DEFAULT_METHODOLOGY, listMethodologies } from '../identification/load-methodology.ts'
import { listOwnMethodologies } from '../identification/methodologies.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { type Actor, defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listYears } from '../results/counts.ts'
import { Contact, listContacts } from './contacts.ts'
import { buildMunicipalityToday, MunicipalityToday } from './my-municipality.ts'
import { buildSchoolToday, SchoolToday } from './my-school.ts'
import { buildCuratorToday, CuratorToday } from './my-schools.ts'
import { RegionToday, Session } from './schemas.ts'
import { listFirstScreens } from './screens.ts'
import { readSystemHealth, SystemHealth } from './system-health.ts'
import { buildToday } from './today.ts'

export interface HomeOptions {
  version: string
  ground: { dataDir: string }
  clock: Clock
  demo: () => Session['demo']
}

const cut = { year: z.coerce.number().int(), methodology: z.string().default(DEFAULT_METHODOLOGY) }
const Health = z.object({ status: z.literal('ok') })

export function homeRoutes(options: HomeOptions) {
  return [
    defineRoute({
      method: 'GET',
      path: '/health',
      action: 'health.read',
      summary: 'The process is alive',
      response: Health,
      handle: async () => ({ status: 'ok' as const }),
    }),
    defineRoute({
      method: 'GET',
      path: '/ready',
      action: 'health.read',
      summary: 'The database answers and the server takes requests',
      response: Health,
      handle: async ({ db }) => {
        await sql`select 1`.execute(db).catch(() => {
          throw new Problem('server/busy', 'База данных не отвечает.')
        })
        return { status: 'ok' as const }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/session',
      action: 'session.read',
      summary: 'Who works, where, and which years and methodologies there are',
      response: Session,
      handle: async ({ db, actor, request }) => buildSession(db, actor, sessionOf(request), options),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/today',
      action: 'region.read',
      audited: 'region.read',
      summary: 'The region today: what changed, what waits, the map',
      params: { regionId: z.coerce.number().int() },
      query: cut,
      response: RegionToday,
      handle: ({ params, query, db, actor }) =>
        buildToday(db, actor, params.regionId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'GET',
      path: '/municipalities/:municipalityId/today',
      action: 'home.municipality',
      audited: 'municipality.read',
      summary: "A coordinator's municipality today: schools, what is missing, papers, whom to ask",
      params: { municipalityId: z.coerce.number().int() },
      query: cut,
      response: MunicipalityToday,
      handle: ({ params, query, db, actor }) =>
        buildMunicipalityToday(db, actor, params.municipalityId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/my-schools',
      action: 'home.curator',
      audited: 'identification.read',
      summary: 'The schools given to a curator',
      params: { regionId: z.coerce.number().int() },
      query: cut,
      response: CuratorToday,
      handle: ({ params, query, db, actor }) =>
        buildCuratorToday(db, actor, params.regionId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'GET',
      path: '/schools/:schoolId/today',
      action: 'home.school',
      audited: 'school.read',
      summary: "A team's own school: where it stands and why, what is missing, who helps",
      params: { schoolId: z.coerce.number().int() },
      query: cut,
      response: SchoolToday,
      handle: ({ params, query, db, actor }) =>
        buildSchoolToday(db, actor, params.schoolId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/expert',
      action: 'home.expert',
      summary: 'Whom an expert works with in a region',
      params: { regionId: z.coerce.number().int() },
      response: z.object({ contacts: z.array(Contact) }),
      handle: async ({ params, db, actor }) => ({
        contacts: await listContacts(db, { ...INSTALLATION, regionId: params.regionId }, actor.id),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/system',
      action: 'system.read',
      summary: 'Sign-ins, imports, jobs, storage, backup, versions and warnings',
      response: SystemHealth,
      handle: ({ db }) =>
        readSystemHealth(db, {
          dataDir: options.ground.dataDir,
          version: options.version,
          now: options.clock(),
        }),
    }),
  ]
}

async function buildSession(
  db: Db,
  actor: Actor,
  signedIn: SignedIn | undefined,
  options: HomeOptions,
): Promise<Session> {
  const regions = await sql<{
    id: number
    code: string
    name: string
    isDemo: boolean
    schools: number
    waitingSchools: number
  }>`
    select id, code, name, is_demo as "isDemo",
      (select count(*)::integer from schools where region_id = regions.id and status = 'open') as schools,
      (select count(*)::integer from source_schools where region_id = regions.id and school_id is null) as "waitingSchools"
    from regions order by is_demo, name`.execute(db)
  const known = regions.rows.filter(({ id }) => knows(actor, { ...INSTALLATION, regionId: id }))
  const own = await Promise.all(known.map(({ id }) => listOwnMethodologies(db, id)))
  return {
    product: 'Траектория',
    version: options.version,
    actor: await describeActor(db, actor, signedIn),
    actions: actionsAround(actor, INSTALLATION),
    screens: await listFirstScreens(db, actor),
    regions: await Promise.all(
      known.map(async (region) => ({
        ...region,
        years: await listYears(db, region.id),
        actions: actionsAround(actor, { ...INSTALLATION, regionId: region.id }),
      })),
    ),
    methodologies:
      actor.grants.length === 0
        ? []
        : [
            ...listMethodologies().map(({ id, title }) => ({ id, title, regionId: null })),
            ...own
              .flat()
              .flatMap(({ methodology, reference, row, isNewest }) =>
                isNewest
                  ? [{ id: reference, title: methodology.title, regionId: row?.regionId ?? null }]
                  : [],
              ),
          ],
    defaultMethodology: DEFAULT_METHODOLOGY,
    demo: options.demo(),
  }
}

/** Nobody is null; the local operator has no roles to show. */
async function describeActor(
  db: Db,
  actor: Actor,
  signedIn: SignedIn | undefined,
): Promise<Session['actor']> {
  if (actor.grants.length === 0) return null
  const granted = actor.grants.filter(({ role }) => Object.hasOwn(ROLES, role))
  const names = await namePlaces(db, granted)
  return {
    ...{ id: actor.id, name: actor.name, role: actor.role },
    email: signedIn?.email ?? null,
    needsSecondFactor: signedIn?.needsSecondFactor ?? false,
    grants: granted.map((grant, index) => ({
      ...grant,
      label: ROLES[grant.role as GrantedRole].label,
      placeName: names[index]!,
    })),
  }
}
