import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { actingApp, grant, type Person } from '../../test/acting-app.ts'
import { testApp } from '../../test/app.ts'
import { type GeneratedRegion, generateRegion } from '../../test/generated-region.ts'

const at = await testApp()
const { routes, person } = await actingApp(at)
const size = { municipalities: 2, schools: 3 }
const [a, b] = [await generateRegion(at.db, 'region-a', size), await generateRegion(at.db, 'region-b', size)]
const operator = person('Оператор', grant('operator'))
const coordinator = person('Область А', grant('regional-coordinator', { regionId: a.id }))
const neighbour = person(
  'Район А-0',
  grant('municipal-coordinator', { regionId: a.id, municipalityId: a.municipalities[0]!.id }),
)
const team = person(
  'Школа А-0-0',
  grant('school-team', {
    regionId: a.id,
    municipalityId: a.municipalities[0]!.id,
    schoolId: a.schools[0]!,
  }),
)

/** What of a region other addresses, bodies and queries may name. */
interface Things {
  region: GeneratedRegion
  list: number
  document: number
  source: number
  waiting: number
  decision: number
  predecessors: number
  methodology: { id: number; code: string }
}

async function made<T>(path: string, body: unknown): Promise<T> {
  const answer = await operator.ask('POST', path, body)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.bytes.toString()}`)
  return answer.json<T>()
}

async function fill(region: GeneratedRegion): Promise<Things> {
  const under = `/regions/${region.id}`
  const list = await made<{ id: number }>(`${under}/lists`, {
    ...{ schoolYear: 2025, methodology: 'order-847', name: `Перечень ${region.id}`, level: 'regional' },
  })
  const document = await made<{ id: number }>(`${under}/documents`, {
    ...{ kind: 'analytical-note', schoolYear: 2025, methodology: 'order-847' },
  })
  const waiting = await newSource(region.id, 'ждёт')
  const paired = await newSource(region.id, 'пара')
  const { decisionId } = await made<{ decisionId: number }>(`${under}/source-schools/match`, {
    pairs: [{ sourceSchoolId: paired, schoolId: region.schools[0], reasons: [] }],
  })
  const { decisionIds } = await made<{ decisionIds: number[] }>(`${under}/predecessors`, {
    decisions: [link(region.schools[4]!, region.schools[5]!)],
  })
  const source = await sql<{
    id: number
  }>`select min(id) as id from source_schools where region_id = ${region.id}`.execute(at.db)
  const settings = await made<{ id: number; reference: string }>(`${under}/methodologies`, {
    ...{ basedOn: 'order-847', changes: { threshold: 2000 }, version: '1', act: null },
    code: `own-${region.id}`,
    title: `Методика ${region.id}`,
  })
  return {
    region,
    list: list.id,
    document: document.id,
    source: source.rows[0]!.id,
    waiting,
    decision: decisionId,
    predecessors: decisionIds[0]!,
    methodology: { id: settings.id, code: settings.reference },
  }
}

const link = (schoolId: number, predecessorId: number) => ({
  ...{ schoolId, predecessorId, verdict: 'successor', happenedOn: null, evidence: ['тот же адрес'] },
})

async function newSource(region: number, key: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into source_schools (region_id, key_kind, key, name) values (${region}, 'edu', ${key}, ${key}) returning id`.execute(
    at.db,
  )
  return rows[0]!.id
}

let own: Things
let other: Things
beforeAll(async () => {
  own = await fill(a)
  other = await fill(b)
}, 120_000)

/** Everything of a region that people can change, as one text. */
async function stateOf({ region }: Things): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select jsonb_build_array(
      (select jsonb_agg(to_jsonb(s) order by id) from schools s where region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(s) order by id) from source_schools s where region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(l) order by id) from school_lists l where region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(e) order by school_id) from school_list_entries e join school_lists l on l.id = e.list_id where l.region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(d) order by id) from documents d where region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(m) order by id) from methodologies m where region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(p) order by p.id) from school_predecessors p join schools s on s.id = p.school_id where s.region_id = ${region.id}),
      (select jsonb_agg(to_jsonb(i) order by id) from imports i where region_id = ${region.id}),
      (select to_jsonb(r) from regions r where id = ${region.id}),
      (select jsonb_agg(to_jsonb(m) order by id) from municipalities m where region_id = ${region.id})) as state`.execute(
    at.db,
  )
  return JSON.stringify(rows[0]!.state)
}

/** A parameter of an address, of the region, of its second municipality or of a school there. */
const idOf = ({ region, list, document, source }: Things, name: string): string | number =>
  ({
    regionId: region.id,
    municipalityId: region.municipalities[1]!.id,
    schoolId: region.municipalities[1]!.schools[0]!,
    importId: region.importId,
    listId: list,
    documentId: document,
    sourceSchoolId: source,
    chart: 'history',
    reference: 'order-847',
    procedure: 'oge-ma',
    schoolYear: 2025,
  })[name] ?? 1

const PLACES = /:(regionId|municipalityId|schoolId|importId|listId|documentId|sourceSchoolId)/

test('no door with a place of another region in its address opens, whatever the method', async () => {
  const before = await stateOf(other)
  const placed = routes.filter(({ path }) => PLACES.test(path))
  expect(placed.length).toBeGreaterThan(60)
  for (const who of [coordinator, neighbour, team])
    for (const { method, path } of placed) {
      const address = path.replace(/:(\w+)/g, (_, name: string) => String(idOf(other, name)))
      const { status, bytes } = await who.ask(
        method,
        `${address}?year=2025`,
        method === 'GET' ? undefined : {},
      )
      expect([who.actor.name, method, path, status]).toEqual([who.actor.name, method, path, 404])
      // Whether it exists is not told, nor what it is called.
      expect(bytes.toString()).not.toMatch(/region-b|Перечень \d/)
    }
  expect(await stateOf(other)).toBe(before)
})

test('an address that mixes places of two regions opens from neither side', async () => {
  const school = other.region.schools[0]!
  const { status } = await coordinator.ask('PUT', `/lists/${own.list}/entries/${school}`, {
    decision: 'include',
    reason: 'так',
  })
  expect(status).toBe(404)
})

test('inside a region a municipality does not reach its neighbour, nor a school another one', async () => {
  const [, second] = a.municipalities
  for (const path of [
    `/schools/${second!.schools[0]}`,
    `/municipalities/${second!.id}`,
    `/municipalities/${second!.id}/charts/map`,
  ])
    for (const who of [neighbour, team])
      expect((await who.ask('GET', `${path}?year=2025&width=800`)).status).toBe(404)
  expect((await team.ask('GET', `/schools/${a.schools[1]}?year=2025`)).status).toBe(404)
  const rows = async (who: Person) =>
    (await who.ask('GET', `/regions/${a.id}/identification?year=2025`)).json<{
      rows: { schoolId: number }[]
    }>().rows
  expect((await rows(neighbour)).map(({ schoolId }) => schoolId).sort()).toEqual(
    [...a.municipalities[0]!.schools].sort(),
  )
  expect((await rows(team)).map(({ schoolId }) => schoolId)).toEqual([a.schools[0]])
})

test('what a body or a query names of another region is not there', async () => {
  const before = await stateOf(other)
  const mine = `/regions/${a.id}`
  const foreign = b.schools[0]!
  const note = { kind: 'analytical-note', schoolYear: 2025, methodology: 'order-847' }
  const refused: [Person['ask'] extends (...args: infer A) => unknown ? A[0] : never, string, unknown?][] = [
    ['POST', `${mine}/predecessors`, { decisions: [link(foreign, a.schools[1]!)] }],
    ['POST', `${mine}/predecessors`, { decisions: [link(a.schools[1]!, foreign)] }],
    ['POST', `${mine}/predecessors`, { decisions: [link(b.schools[0]!, b.schools[1]!)] }],
    ['POST', `${mine}/predecessors/undo`, { decisionIds: [other.predecessors] }],
    ['POST', `/schools/${a.schools[2]}/merge`, { intoSchoolId: foreign, happenedOn: '2025-06-01' }],
    ['POST', `/source-schools/${own.source}/match`, { schoolId: foreign }],
    [
      'POST',
      `${mine}/source-schools/match`,
      { pairs: [{ sourceSchoolId: own.waiting, schoolId: foreign, reasons: [] }] },
    ],
    [
      'POST',
      `${mine}/source-schools/match`,
      { pairs: [{ sourceSchoolId: other.waiting, schoolId: a.schools[0], reasons: [] }] },
    ],
    ['DELETE', `${mine}/match-decisions/${other.decision}`],
    ['POST', `${mine}/documents`, { ...note, municipalityId: b.municipalities[0]!.id }],
    ['POST', `${mine}/documents`, { ...note, schoolId: foreign }],
    ['POST', `${mine}/documents`, { ...note, kind: 'list-order', listId: other.list }],
    ['POST', `${mine}/methodologies/versions/${other.methodology.id}/withdraw`],
    ['GET', `${mine}/methodologies/${other.methodology.code}/controls`],
    ['GET', `${mine}/methodologies/${other.methodology.code}/versions`],
    ['GET', `${mine}/identification?year=2025&methodology=${other.methodology.code}`],
    ['GET', `${mine}/comparison?year=2025&before=order-847&after=${other.methodology.code}`],
    ['POST', `${mine}/what-if`, { schoolYear: 2025, methodology: other.methodology.code, changes: {} }],
    ['GET', `${mine}/exports?table=list&listId=${other.list}&format=csv`],
    ['GET', `${mine}/exports/preview?table=list&listId=${other.list}`],
    [
      'PUT',
      `${mine}/quality/follow-ups`,
      { schoolYear: 2025, finding: `share-jump ${foreign} oge-ma 2025`, mark: null },
    ],
    ['PUT', `/lists/${own.list}/entries/${foreign}`, { decision: 'include', reason: 'так' }],
    [
      'POST',
      `/lists/${own.list}/decisions`,
      { decisions: [{ schoolId: foreign, decision: 'include', reason: 'так' }] },
    ],
  ]
  for (const [method, path, body] of refused) {
    const { status, bytes } = await coordinator.ask(method, path, body)
    expect([method, path, status, status >= 400 && status < 500]).toEqual([method, path, status, true])
    expect(bytes.toString()).not.toMatch(/region-b/)
  }
  expect(await stateOf(other)).toBe(before)
})

test('the same requests with the own region’s ids are let through, so the refusals are not about their form', async () => {
  const mine = `/regions/${a.id}`
  const allowed: [Parameters<Person['ask']>[0], string, unknown?][] = [
    ['GET', `${mine}/methodologies/${own.methodology.code}/controls`],
    ['GET', `${mine}/identification?year=2025&methodology=${own.methodology.code}`],
    ['GET', `${mine}/exports/preview?table=list&listId=${own.list}`],
    [
      'POST',
      `${mine}/documents`,
      {
        kind: 'analytical-note',
        schoolYear: 2025,
        methodology: 'order-847',
        municipalityId: a.municipalities[0]!.id,
      },
    ],
    ['POST', `${mine}/predecessors/undo`, { decisionIds: [own.predecessors] }],
    [
      'POST',
      `${mine}/source-schools/match`,
      { pairs: [{ sourceSchoolId: own.waiting, schoolId: a.schools[1], reasons: [] }] },
    ],
    ['DELETE', `${mine}/match-decisions/${own.decision}`],
    [
      'PUT',
      `/lists/${own.list}/entries/${a.schools[0]}`,
      { decision: 'include', reason: 'так решила комиссия' },
    ],
    ['POST', `/schools/${a.schools[2]}/merge`, { intoSchoolId: a.schools[1], happenedOn: '2025-06-01' }],
  ]
  for (const [method, path, body] of allowed) {
    const { status, bytes } = await coordinator.ask(method, path, body)
    expect([method, path, status, status === 200 ? '' : bytes.toString()]).toEqual([method, path, 200, ''])
  }
})

test('filters by another region’s places find nothing, and lists of regions hold the own one', async () => {
  const found = await coordinator.ask(
    'GET',
    `/regions/${a.id}/schools?municipalityId=${b.municipalities[0]!.id}`,
  )
  expect(found.json()).toEqual({ total: 0, schools: [] })
  const missing = `/regions/${a.id}/quality/missing?year=2025&procedure=oge-ma&municipality=${b.municipalities[0]!.id}`
  expect((await coordinator.ask('GET', missing)).json()).toEqual([])
  for (const who of [coordinator, neighbour, team])
    expect((await who.ask('GET', '/regions')).json<{ id: number }[]>().map(({ id }) => id)).toEqual([a.id])
  expect((await operator.ask('GET', '/regions')).json<{ id: number }[]>()).toHaveLength(2)
})

test('a municipal coordinator writes papers about the own municipality and its schools, about nothing wider or beside it', async () => {
  const note = { kind: 'analytical-note', schoolYear: 2025, methodology: 'order-847' }
  const [first, second] = a.municipalities
  const start = async (about: Record<string, number>) =>
    (await neighbour.ask('POST', `/regions/${a.id}/documents`, { ...note, ...about })).status
  expect(await start({ municipalityId: first!.id })).toBe(200)
  expect(await start({ schoolId: first!.schools[0]! })).toBe(200)
  expect(await start({})).toBe(403)
  expect(await start({ municipalityId: second!.id })).toBe(404)
  expect(await start({ schoolId: second!.schools[0]! })).toBe(404)
  // A school of somebody else under the name of the own municipality.
  expect(await start({ municipalityId: first!.id, schoolId: second!.schools[0]! })).toBe(404)
  expect((await neighbour.ask('GET', `/documents/${own.document}`)).status).toBe(403)
})
