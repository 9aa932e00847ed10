import { sql } from 'kysely'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR } from '../../src/accounts/access.ts'
import { type ApiRoute, apiRoutes } from '../api-routes.ts'
import { testApp } from '../app.ts'
import { importFile } from '../import-file.ts'
import { actorApp } from './actor-app.ts'
import { addressWith, fill, type Known, queryWith } from './fill.ts'
import { FORMULAS, MARKUP, STRANGE } from './payloads.ts'
import { plantRegion } from './planted.ts'

/** Texts that are code elsewhere, in every field of every form, in every query and in every cell: they stay texts. */
const at = await testApp()
// Whoever makes an account is no local operator any more: here the operator stays.
const app = await actorApp(at, () => LOCAL_OPERATOR)
const { known, regionId } = await plantRegion(at, MARKUP)
const other = await plantRegion(at, ['Соседняя школа'])
const routes = apiRoutes(at)
const PAYLOADS = [...MARKUP, ...FORMULAS, ...STRANGE]
const ASKED: Known = {
  ...known,
  year: 2025,
  schoolYear: 2025,
  methodology: 'order-847',
  width: 680,
  limit: 50,
  offset: 0,
}
/** What is named by a text in a path or a query and not by a number. */
const NAMED = [
  'methodology',
  'reference',
  'procedure',
  'rule',
  'chart',
  'of',
  'text',
  'borders',
  'before',
  'after',
  'years',
  'procedures',
]

const tablesOf = async () =>
  (
    await sql<{
      name: string
    }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(
      at.db,
    )
  ).rows.map(({ name }) => name)

/** Tables that hold the text anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const found: string[] = []
  for (const table of await tablesOf()) {
    const { rows } = await sql<{
      count: number
    }>`select count(*)::integer as count from ${sql.table(table)} t where strpos(t::text, ${text}) > 0`.execute(
      at.db,
    )
    if (rows[0]!.count > 0) found.push(table)
  }
  return found
}

const rowsOf = async (region: number) =>
  (
    await sql<{
      print: string
    }>`select md5(string_agg(s::text, '' order by s.id)) as print from schools s where region_id = ${region}`.execute(
      at.db,
    )
  ).rows[0]!.print

interface Answer {
  status: number
  text: string
  name: string
  type: string
}

async function send(
  route: ApiRoute,
  values: Known,
  text: string,
  change: (body: unknown) => unknown = (body) => body,
): Promise<Answer> {
  const query =
    route.method === 'GET' && route.query
      ? queryWith(route.query, text, { ...values, ...namedBy(route, text) })
      : queryWith(route.query, text, values)
  const url = `${addressWith(route.path, values, text || 'x')}${query}`
  const body = route.body === null ? undefined : change(fill(route.body, text, values))
  const answer = await app.inject({
    method: route.method,
    url,
    ...(body === undefined
      ? {}
      : {
          headers: { 'content-type': 'application/json' },
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        }),
  })
  return {
    status: answer.statusCode,
    text: answer.body,
    name: `${route.method} ${url.slice(0, 200)}`,
    type: String(answer.headers['content-type']),
  }
}

const namedBy = ({ query }: ApiRoute, text: string): Known =>
  Object.fromEntries(
    Object.entries(query?.properties ?? {})
      .filter(([name, { enum: values }]) => NAMED.includes(name) && !values)
      .map(([name]) => [name, text]),
  )

/** From here on in PAYLOADS stands what a database stumbles on: every route is given all of it, of the others a third. */
const STRANGE_FROM = MARKUP.length + FORMULAS.length

const takesText = ({ body, query, params, isFile }: ApiRoute) =>
  !isFile &&
  (body !== null ||
    params.some((param) => NAMED.includes(param)) ||
    Object.keys(query?.properties ?? {}).some((name) => NAMED.includes(name)))

it('in every field and query no text brings the server down, and what it says of itself gives nothing away', async () => {
  const faults: string[] = []
  const tables = await tablesOf()
  for (const [index, route] of routes.entries())
    for (const payload of takesText(route)
      ? PAYLOADS.filter((_, at) => at % 3 === index % 3 || STRANGE_FROM <= at)
      : []) {
      const { status, text, name } = await send(route, ASKED, payload)
      if (status >= 500)
        faults.push(`${status}: ${name} ${JSON.stringify(payload).slice(0, 40)} ${text.slice(0, 300)}`)
      if (/syntax error|at \w+ \(|node_modules|SELECT |insert into/i.test(text))
        faults.push(`told: ${name} ${text.slice(0, 300)}`)
    }
  expect(faults).toEqual([])
  expect(await tablesOf()).toEqual(tables)
}, 240_000)

it('an answer that repeats such a text is data and no page', async () => {
  let repeated = 0
  for (const route of routes.filter(({ method, isFile }) => method === 'GET' && !isFile)) {
    const { status, text, type, name } = await send(route, { ...ASKED, chart: 'history' }, 'x')
    if (status !== 200) continue
    expect(type, name).toMatch(/^application\/json/)
    if (MARKUP.some((payload) => text.includes(JSON.stringify(payload).slice(1, -1)))) repeated++
  }
  expect(repeated).toBeGreaterThan(10)
})

describe('a drawing', () => {
  const charts = [
    ...['map', 'transitions', 'procedures', 'funnel', 'history'].map(
      (chart) => `/regions/${regionId}/charts/${chart}`,
    ),
    ...['map', 'procedures', 'funnel', 'history'].map(
      (chart) => `/municipalities/${known.municipalityId}/charts/${chart}`,
    ),
    ...['why', 'history', 'other'].map((chart) => `/schools/${known.schoolId}/charts/${chart}`),
  ]

  it.each(charts)('holds names as texts alone: %s', async (path) => {
    const answer = await app.inject({ url: `/api${path}?year=2025` })
    if (answer.statusCode !== 200) return expect(answer.statusCode).toBe(404)
    const { svg } = answer.json() as { svg: string }
    const found: string[] = []
    const parser = new SaxesParser()
    parser.on('opentag', ({ name, attributes }) => {
      if (
        !/^(svg|g|path|rect|circle|line|text|tspan|title|desc|defs|pattern|clipPath|polygon|polyline|ellipse|use|marker|linearGradient|stop)$/.test(
          name,
        )
      )
        found.push(name)
      for (const [attribute, value] of Object.entries(attributes))
        if (/^on|^style$|href$/i.test(attribute) || /javascript:|url\((?!#)/i.test(String(value)))
          found.push(`${name} ${attribute}=${value}`)
    })
    parser.on('error', (error) => found.push(error.message))
    parser.write(svg).close()
    expect(found).toEqual([])
  })
})

describe('fields that nobody asked for', () => {
  const MARK = 'ЛИШНЕЕ-ПОЛЕ'
  const EXTRA = {
    ...{
      id: 990_099,
      regionId: other.regionId,
      region_id: other.regionId,
      role: 'operator',
      isAdmin: true,
      actor: MARK,
    },
    ...{
      createdBy: MARK,
      created_by: MARK,
      approvedBy: MARK,
      approvedAt: '2020-01-01',
      state: 'approved',
      publishedBy: MARK,
    },
    ...{
      grants: [{ role: 'administrator', regionId: null }],
      sha256: '0'.repeat(64),
      dataDir: '/tmp',
      unknownField: MARK,
    },
  }
  /** In every object of a body, at any depth. */
  const withExtra = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withExtra)
    if (value === null || typeof value !== 'object') return value
    const own = Object.entries(value).map(([key, inner]) => [key, withExtra(inner)])
    return { ...EXTRA, ...Object.fromEntries(own) }
  }

  it('are dropped or refused, at every depth of every body', async () => {
    const before = await rowsOf(other.regionId)
    for (const route of routes.filter(({ body }) => body !== null)) {
      const { status, text, name } = await send(route, ASKED, 'Слово', withExtra)
      expect(status, `${name} ${text.slice(0, 300)}`).toBeLessThan(500)
    }
    // A mapping is kept as it was given: it is a description of a table that is read by its own schema.
    expect((await tablesWith(MARK)).filter((table) => table !== 'mappings')).toEqual([])
    expect(await rowsOf(other.regionId)).toBe(before)
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from grants`.execute(
      at.db,
    )
    expect(rows[0]!.count).toBe(0)
  }, 60_000)

  it('reach no prototype', async () => {
    const RAW = '"__proto__":{"polluted":"да"},"constructor":{"prototype":{"polluted":"да"}}'
    for (const route of routes.filter(({ body }) => body !== null)) {
      const { status, name } = await send(
        route,
        ASKED,
        '__proto__',
        (body) => `{${RAW},${JSON.stringify(body).slice(1)}`,
      )
      expect(status, name).toBeLessThan(500)
    }
    for (const query of [
      '__proto__[polluted]=да',
      '__proto__.polluted=да',
      'constructor[prototype][polluted]=да',
    ])
      for (const route of routes.filter(({ method }) => method === 'GET'))
        await app.inject({ url: `${addressWith(route.path, ASKED)}?${query}` })
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  }, 60_000)
})

it('in a cell every such text comes back as it stood, or as a problem of its row', async () => {
  const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = PAYLOADS.filter((text) => !/[\0\ud800]/.test(text)).map((text, row) =>
    [
      '2025',
      '5',
      'Математика',
      quoted(text),
      `edu98${String(1_000 + row)}`,
      quoted(text),
      '20',
      '35',
      '40',
      '20',
      '5',
    ].join(';'),
  )
  const row = await importFile(at, other.regionId, {
    name: 'ячейки.csv',
    bytes: [HEADER, ...lines].join('\n'),
  })
  expect(row.state).toBe('committed')
  const { body: text } = await app.inject({ url: `/api/regions/${other.regionId}/schools?limit=1000` })
  for (const payload of [...MARKUP, "'; drop table schools; --", '../../../etc/passwd'])
    expect(text).toContain(JSON.stringify(payload).slice(1, -1))
  expect(await tablesOf()).toContain('schools')
})
