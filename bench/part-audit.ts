import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDemoPeople } from '../server/src/commands/demo-people.ts'
import { type Database, openDatabase } from '../server/src/platform/db.ts'
import { startDatabase } from '../server/src/platform/embedded-postgres.ts'
import { compare, median, type Part, type Row, type Settings } from './harness.ts'
import { signIn } from './part-server.ts'
import { finished, freePort, nodeArguments, said, stopped } from './server-child.ts'

const CLIENTS = 20
const MOST = 1.15

interface Asked {
  what: string
  /** One for each client; they are given out in turn. */
  requests: { method: 'GET' | 'PUT'; path: string; body?: string }[]
}

/** What the journal costs: the same requests to the server with it and without it in turn, each with a session. */
export async function benchAudit({ quick, runs, folder }: Settings): Promise<Part> {
  const dataDir = join(folder, 'audit-data')
  const demo = nodeArguments('../server/src/main.ts', 'demo', '--data', dataDir)
  await finished(spawn(process.execPath, demo, { stdio: 'ignore' }))
  const server = await startDatabase(dataDir)
  const database = openDatabase(server.url)
  const children: ChildProcess[] = []
  try {
    await ensureDemoPeople(database.db)
    const [on, off] = [await serve(children, dataDir, 'on'), await serve(children, dataDir, 'off')]
    const cookies = new Map([
      [on, await signIn(`${on}/api`)],
      [off, await signIn(`${off}/api`)],
    ])
    const rows: Row[] = []
    for (const asked of await whatIsAsked(database)) {
      // What is kept from the first answer on is not measured.
      for (const [base, cookie] of cookies) await warm(base, asked, cookie)
      for (const clients of [1, CLIENTS]) {
        const hammer = (base: string) =>
          load(base, { ...asked, clients, seconds: quick ? 2 : 5, cookie: cookies.get(base)! })
        const [withIt, without] = await inTurn(
          () => hammer(on),
          () => hammer(off),
          runs,
        )
        const who = clients === 1 ? 'один клиент' : `${clients} клиентов сразу`
        const ratio = without / withIt
        rows.push(compare(`${asked.what}, ${who}`, [say(withIt), say(without)], ratio, { most: MOST }))
      }
    }
    const told = await Promise.all(
      (['accesses', 'changes'] as const).map((table) =>
        database.db.selectFrom(table).select(database.db.fn.countAll().as('n')).executeTakeFirstOrThrow(),
      ),
    )
    return {
      title: 'Журнал действий: во что он обходится',
      rows,
      notes: [
        `Соперник — тот же сервер, журнал которого ничего не хранит. Записей о просмотрах осталось ${told[0]!.n}, об изменениях ${told[1]!.n}.`,
        'Каждый запрос — с сеансом регионального координатора; каждый клиент спрашивает о своей школе или пишет свою строку.',
      ],
    }
  } finally {
    await Promise.all(children.map(stopped))
    await database.close()
    await server.stop()
  }
}

export const say = (requests: number) => `${requests.toFixed(0)} запр./с`

export async function serve(
  children: ChildProcess[],
  dataDir: string,
  mode: 'on' | 'off' | 'unguarded',
): Promise<string> {
  const args = nodeArguments('audit-server.ts', dataDir, String(await freePort()), mode)
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return said(child, /http:\/\/\S+/)
}

export async function whatIsAsked({ db }: Database): Promise<Asked[]> {
  const schools = await db
    .selectFrom('schools')
    .select(['id', 'region_id'])
    .orderBy('id')
    .limit(CLIENTS)
    .execute()
  const regionId = schools[0]!.region_id
  const municipalities = await db
    .selectFrom('municipalities')
    .select(['id', 'name'])
    .where('region_id', '=', regionId)
    .orderBy('id')
    .limit(CLIENTS)
    .execute()
  return [
    {
      what: 'карточка школы',
      requests: schools.map(({ id }) => ({ method: 'GET', path: `/api/schools/${id}?year=2025` })),
    },
    {
      what: 'перечень (633 школы)',
      requests: [{ method: 'GET', path: `/api/regions/${regionId}/identification?year=2025` }],
    },
    {
      what: 'изменение: падежи названия муниципалитета',
      requests: municipalities.map(({ id, name }) => ({
        ...{ method: 'PUT', path: `/api/municipalities/${id}/forms` },
        body: JSON.stringify({ nameGenitive: name, namePrepositional: name }),
      })),
    },
  ]
}

export async function inTurn(
  on: () => Promise<number>,
  off: () => Promise<number>,
  runs: number,
): Promise<[number, number]> {
  const found = { on: [] as number[], off: [] as number[] }
  for (let run = 0; run < runs; run++) {
    // Whoever comes second finds a warmer machine: they take turns at that, too.
    for (const mode of run % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const))
      found[mode].push(await (mode === 'on' ? on() : off()))
  }
  return [median(found.on), median(found.off)]
}

export async function warm(base: string, { requests }: Asked, cookie: string): Promise<void> {
  for (const { method, path, body } of requests) {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const headers: Record<string, string> = { cookie, 'sec-fetch-site': 'same-origin', ...json }
    const answer = await fetch(`${base}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
  }
}

/** @returns requests a second; a refused one is no request */
export async function load(
  base: string,
  asked: { requests: Asked['requests']; clients: number; seconds: number; cookie: string },
): Promise<number> {
  const { cookie, ...rest } = asked
  const given = JSON.stringify({ ...rest, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const script = fileURLToPath(new URL('hammer.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, given, base], { stdio: ['ignore', 'pipe', 'ignore'] })
  const { perSecond, failed } = JSON.parse(await said(child, /\{.*\}/)) as {
    perSecond: number
    failed: number
  }
  if (failed > 0 || perSecond === 0) throw new Error(`${failed} requests failed: ${rest.requests[0]!.path}`)
  return perSecond
}
