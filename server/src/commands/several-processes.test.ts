import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { type Served, startServing } from '../../test/serve.ts'
import { asAdmin, withDatabase } from '../../test/test-server.ts'

const { url } = await testDatabase()

/** An empty database: processes that start together must also migrate it between them. */
async function emptyDatabase(): Promise<string> {
  const name = `traektoria_test_many_${randomBytes(5).toString('hex')}`
  await asAdmin(url, (client) => client.query(`create database ${name}`))
  onTestFinished(() =>
    asAdmin(url, (client) => client.query(`drop database ${name} with (force)`)).then(() => {}),
  )
  return withDatabase(url, name)
}

/** A small reverse proxy: each request to the next process in turn; one that is dead is passed over before it has begun. */
async function startProxy(upstreams: Served[]): Promise<string> {
  let turn = 0
  const pass = (incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, tries: number): void => {
    const { address } = upstreams[turn++ % upstreams.length]!
    const passed = send(`${address}${incoming.url}`, {
      ...{ method: incoming.method, headers: incoming.headers, agent: false },
    })
    passed.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
    })
    passed.on('error', (error: NodeJS.ErrnoException) => {
      // Refused before a byte was taken: another may have it. Cut later, it may have been done: nobody says yes.
      if (error.code === 'ECONNREFUSED' && tries > 0) pass(incoming, body, outgoing, tries - 1)
      else outgoing.writeHead(502).end()
    })
    passed.end(body)
  }
  const proxy = createServer(async (incoming, outgoing) => {
    pass(incoming, await buffer(incoming), outgoing, upstreams.length)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

async function call(address: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${address}/api${path}`, {
    ...(body === undefined ? {} : { method: 'POST' }),
    ...(body instanceof FormData
      ? { body }
      : body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

const region = (code: string) => ({
  code,
  name: `Область ${code}`,
  nameGenitive: null,
  namePrepositional: null,
})

const table = (low: number) =>
  [
    'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5',
    ...Array.from(
      { length: 12 },
      (_, at) => `2025;5;Математика;Район;edu67${2000 + at};Школа № ${at};100;${low};${80 - low};10;10`,
    ),
  ].join('\n')

async function upload(address: string, regionId: number, low: number): Promise<{ id: number }> {
  const form = new FormData()
  form.append('year', '2025')
  form.append('createSchools', 'true')
  form.append('file', new Blob([table(low)]), `таблица ${low}.csv`)
  return (await call(address, `/regions/${regionId}/imports`, form)) as { id: number }
}

async function untilState(address: string, importId: number, wanted: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { state, problem } = (await call(address, `/imports/${importId}`)) as {
      state: string
      problem: unknown
    }
    if (state === wanted) return
    if (tries > 1_200 || state === 'refused') throw new Error(`${state}: ${JSON.stringify(problem)}`)
    await sleep(100)
  }
}

test('several processes behind a proxy are one system, and go on when one of them is killed', async () => {
  const databaseUrl = await emptyDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-many-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const env = { DATABASE_URL: databaseUrl, TRAEKTORIA_DEMO: 'off' }
  const start = () => startServing(join(folder, 'data'), env)
  const started = await Promise.all([start(), start(), start()])
  onTestFinished(() => Promise.all(started.map((served) => served.kill())).then(() => {}))
  const [one, two, three] = started as [Served, Served, Served]
  const proxy = await startProxy(started)

  // Given at one, agreed to at another, read at the third: the file, the job and the numbers are everybody's.
  const { id: regionId } = (await call(one.address, '/regions', region('67'))) as { id: number }
  const first = await upload(one.address, regionId, 35)
  await untilState(two.address, first.id, 'checked')
  await call(two.address, `/imports/${first.id}/commit`, {})
  await untilState(three.address, first.id, 'committed')
  const schools = `/regions/${regionId}/schools?year=2025`
  const seen = await Promise.all(started.map(({ address }) => call(address, schools)))
  expect((seen[0] as { total: number }).total).toBe(12)
  expect(seen[1]).toEqual(seen[0])
  expect(seen[2]).toEqual(seen[0])

  // An answer that one process keeps is made anew as soon as another process changes the data.
  const list = `/regions/${regionId}/identification?year=2025`
  const kept = await Promise.all(started.map(({ address }) => call(address, list)))
  expect(kept[1]).toEqual(kept[0])
  await call(one.address, `/imports/${first.id}/undo`, {})
  const now = await Promise.all(started.map(({ address }) => call(address, list)))
  expect(now[0]).not.toEqual(kept[0])
  expect(now[1]).toEqual(now[0])
  expect(now[2]).toEqual(now[0])

  // One is killed under writes through the proxy: whatever was acknowledged is there, the others go on.
  const acknowledged: string[] = []
  const failures: unknown[] = []
  let writing = true
  const writers = ['a', 'b', 'c'].map(async (writer) => {
    for (let number = 0; writing; number++) {
      const code = `${writer}-${number}`
      await call(proxy, '/regions', region(code)).then(
        () => acknowledged.push(code),
        (error) => failures.push(error),
      )
    }
  })
  const second = await upload(three.address, regionId, 20)
  await sleep(500)
  await three.kill()
  const before = acknowledged.length
  await untilState(proxy, second.id, 'checked')
  await call(proxy, `/imports/${second.id}/commit`, {})
  await untilState(proxy, second.id, 'committed')
  while (acknowledged.length < before + 10) await sleep(20)
  writing = false
  await Promise.all(writers)
  // At most what was under way in the killed process.
  expect(failures.length).toBeLessThanOrEqual(writers.length)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ code: string }>('select code from regions')
  await client.end()
  const there = new Set(rows.map(({ code }) => code))
  expect(acknowledged.filter((code) => !there.has(code))).toEqual([])
  expect(await one.stop()).toBe(0)
}, 600_000)
