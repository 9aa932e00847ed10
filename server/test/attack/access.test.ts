import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  GRANTED_ROLES,
  INSTALLATION,
  LOCAL_OPERATOR,
  makeActor,
  NOBODY,
  type PlaceRef,
} from '../../src/accounts/access.ts'
import type { Actor, ActorGrant } from '../../src/platform/http.ts'
import { type ApiRoute, apiRoutes } from '../api-routes.ts'
import { testApp } from '../app.ts'
import { actorApp } from './actor-app.ts'
import { addressWith, fill, type Known, queryWith } from './fill.ts'
import { plantRegion } from './planted.ts'

/** Every door as nobody, as a stranger, as every role. The rule behind the doors is tested in accounts/access.test.ts. */
const at = await testApp()
const SECRET = 'ТАЙНА'
const theirs = await plantRegion(
  at,
  [1, 2, 3, 4].map((school) => `Школа ${SECRET} ${school}`),
)
const mine = await plantRegion(
  at,
  [1, 2, 3, 4].map((school) => `Своя школа ${school}`),
)
let actor: Actor = LOCAL_OPERATOR
const app = await actorApp(at, () => actor)
const routes = apiRoutes(at)

const ASKED = {
  year: 2025,
  schoolYear: 2025,
  methodology: 'order-847',
  chart: 'history',
  procedure: 'vpr-ma-5',
}

async function ask(who: Actor, route: ApiRoute, known: Known, params: Known = known) {
  actor = who
  const values = { ...ASKED, ...known }
  const url = `${addressWith(route.path, { ...ASKED, ...params })}${queryWith(route.query, 'x', values)}`
  const body = route.body && fill(route.body, 'слово', values)
  const answer = await app.inject({ method: route.method, url, ...(body ? { payload: body as object } : {}) })
  return { status: answer.statusCode, text: answer.body, name: `${who.scope} ${route.method} ${url}` }
}

const isOpen = ({ action }: ApiRoute) =>
  (ACTIONS[action as keyof typeof ACTIONS].roles as readonly string[]).includes('anyone')

/** Everything of a region that a request could change, as one fingerprint. */
async function fingerprint(regionId: number): Promise<string> {
  const tables = [
    'schools',
    'municipalities',
    'imports',
    'source_schools',
    'school_lists',
    'documents',
    'comparability_breaks',
    'methodologies',
    'mark_scales',
    'quality_follow_ups',
    'mappings',
  ]
  const prints = []
  for (const table of tables) {
    const { rows } = await sql<{
      print: string | null
    }>`select md5(string_agg(t::text, '|' order by t::text)) as print from ${sql.table(table)} t where region_id = ${regionId}`.execute(
      at.db,
    )
    prints.push(`${table} ${rows[0]?.print}`)
  }
  const entries = await sql<{
    print: string | null
  }>`select md5(string_agg(e::text, '|' order by e::text)) as print from school_list_entries e join school_lists l on l.id = e.list_id where l.region_id = ${regionId}`.execute(
    at.db,
  )
  return [...prints, `entries ${entries.rows[0]?.print}`].join('\n')
}

/** Things of one region that point at a school or a municipality of another: there must never be any. */
async function crossings(): Promise<string[]> {
  const { rows } = await sql<{ found: string }>`
    select 'source school ' || o.id as found from source_schools o join schools s on s.id = o.school_id where s.region_id <> o.region_id
    union all select 'list ' || l.id from school_list_entries e join school_lists l on l.id = e.list_id join schools s on s.id = e.school_id where s.region_id <> l.region_id
    union all select 'document ' || d.id from documents d join schools s on s.id = d.school_id where s.region_id <> d.region_id
    union all select 'document ' || d.id from documents d join municipalities m on m.id = d.municipality_id where m.region_id <> d.region_id
    union all select 'document ' || d.id from documents d join school_lists l on l.id = d.list_id where l.region_id <> d.region_id
    union all select 'predecessor ' || a.id from school_predecessors p join schools a on a.id = p.school_id join schools b on b.id = p.predecessor_id where a.region_id <> b.region_id
    union all select 'no predecessor ' || a.id from school_non_predecessors p join schools a on a.id = p.school_id join schools b on b.id = p.predecessor_id where a.region_id <> b.region_id
    union all select 'school ' || a.id from schools a join municipalities m on m.id = a.municipality_id where a.region_id <> m.region_id`.execute(
    at.db,
  )
  return rows.map(({ found }) => found)
}

const grantsOf = (role: string, place: PlaceRef): ActorGrant[] => [
  { role: 'person', ...INSTALLATION },
  { role, ...place },
]
const somebody = (role: string, place: PlaceRef): Actor =>
  makeActor(`user-${role}`, 'Кто-то', grantsOf(role, place))
const regionOf = ({ regionId }: { regionId: number }): PlaceRef => ({ ...INSTALLATION, regionId })

it('nobody gets nothing but what everybody may: every other route says that one is not signed in', async () => {
  const before = await fingerprint(theirs.regionId)
  for (const route of routes) {
    const { status, text, name } = await ask(NOBODY, route, theirs.known)
    expect(text, name).not.toContain(SECRET)
    if (!isOpen(route)) expect([status, JSON.parse(text).code], name).toEqual([401, 'account/signed-out'])
  }
  expect(routes.filter(isOpen).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/api/health', '/api/session']),
  )
  expect(await fingerprint(theirs.regionId)).toBe(before)
})

describe.each(GRANTED_ROLES)('%s of another region', (role) => {
  const stranger = somebody(role, regionOf(mine))

  it('learns nothing of a thing by its number and changes nothing', async () => {
    const faults: string[] = []
    const before = await fingerprint(theirs.regionId)
    for (const route of routes) {
      const { status, text, name } = await ask(stranger, route, theirs.known)
      if (text.includes(SECRET)) faults.push(`told: ${name}`)
      const namesPlace = route.params.some((param) => Object.hasOwn(theirs.known, param))
      const isRefused = status === 403 || status === 404
      if (status >= 500 || (namesPlace && !isOpen(route) && !isRefused)) faults.push(`${status}: ${name}`)
    }
    expect(faults).toEqual([])
    expect(await fingerprint(theirs.regionId)).toBe(before)
  })

  it('smuggles no number of another place in beside their own', async () => {
    const faults: string[] = []
    const before = await fingerprint(theirs.regionId)
    for (const route of routes) {
      // The address begins with what is theirs by right; everything after it, and the body, names another's.
      const [first] = route.params
      const params = { ...theirs.known, ...(first === undefined ? {} : { [first]: mine.known[first] }) }
      const { status, text, name } = await ask(
        stranger,
        route,
        { ...theirs.known, regionId: mine.regionId },
        params,
      )
      if (text.includes(SECRET)) faults.push(`told: ${name}`)
      if (status >= 500) faults.push(`${status}: ${name} ${text}`)
    }
    expect(faults).toEqual([])
    expect(await fingerprint(theirs.regionId)).toBe(before)
    expect(await crossings()).toEqual([])
  }, 120_000)
})

it('a number that is none, or nobody’s, is answered like one of another place', async () => {
  const faults: string[] = []
  const coordinator = somebody('regional-coordinator', regionOf(mine))
  const guesses = [
    '0',
    '-1',
    '999999999',
    '2147483648',
    '9007199254740993',
    '1e3',
    '0x1',
    'null',
    "1'--",
    crypto.randomUUID(),
    '1,2',
    '٣',
  ]
  for (const route of routes.filter(({ params }) => params.some((param) => /Id$/.test(param))))
    for (const guess of guesses) {
      const params = Object.fromEntries(route.params.map((param) => [param, /Id$/.test(param) ? guess : 'x']))
      const { status, text, name } = await ask(coordinator, route, mine.known, params)
      if (![400, 401, 403, 404].includes(status)) faults.push(`${status}: ${name} ${text.slice(0, 200)}`)
    }
  expect(faults).toEqual([])
}, 60_000)

it('every role reads in its own region what the table says, and nothing else', async () => {
  const faults: string[] = []
  for (const role of GRANTED_ROLES)
    for (const route of routes.filter(({ method, params }) => method === 'GET' && params.length > 0)) {
      const { roles } = ACTIONS[route.action as keyof typeof ACTIONS]
      const { status, name } = await ask(somebody(role, regionOf(mine)), route, mine.known)
      const isAllowed = (roles as readonly string[]).some((allowed) =>
        ['anyone', 'person', role].includes(allowed),
      )
      const isRight = isAllowed ? [200, 400, 404, 409, 410, 422].includes(status) : status === 403
      if (!isRight) faults.push(`${status}: ${name}`)
    }
  expect(faults).toEqual([])
}, 120_000)
