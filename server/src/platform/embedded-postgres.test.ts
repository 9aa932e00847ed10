import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { startChild, startChildUnder } from '../../test/child.ts'
import { startDatabase } from './embedded-postgres.ts'
import { processStart } from './folder-lock.ts'
import { readPostmaster } from './postgres-cluster.ts'

const isRoot = process.getuid?.() === 0
const child = new URL('./embedded-postgres.child.ts', import.meta.url)
const start = (dataDir: string) => startDatabase(dataDir, { sync: false })

/** A folder of this test's own; whatever server still runs in it is killed with the test. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-pg-'))
  onTestFinished(async () => {
    const postmaster = await readPostmaster(join(folder, 'data'))
    if (postmaster && processStart(postmaster.pid)) {
      process.kill(postmaster.pid, 'SIGKILL')
      await sleep(100)
    }
    await rm(folder, { recursive: true, force: true })
  })
  return join(folder, 'data')
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const postmasterPid = async (dataDir: string) => (await readPostmaster(dataDir))!.pid

async function untilGone(pid: number): Promise<void> {
  while (processStart(pid) !== undefined) await sleep(10)
}

test('the first start makes the folder, the last stop ends the server, the next start finds the data and the port', async () => {
  const dataDir = await newFolder()
  const first = await start(dataDir)
  expect(first.joined).toBe(false)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600)
  await query(first.url, 'create table kept as select 1 as n')
  const pid = await postmasterPid(dataDir)
  await first.stop()
  expect(processStart(pid)).toBeUndefined()
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)

  const second = await start(dataDir)
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }])
  await second.stop()
})

test('it writes through to the disk, speaks UTC, listens on loopback only and lets nobody in without the password', async () => {
  const dataDir = await newFolder()
  const { url, stop } = await startDatabase(dataDir)
  const rows = await query(
    url,
    `select name, setting from pg_settings where name in
     ('fsync', 'full_page_writes', 'synchronous_commit', 'TimeZone', 'listen_addresses', 'max_connections') order by name`,
  )
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    TimeZone: 'UTC',
    listen_addresses: '127.0.0.1',
    max_connections: '60',
  })
  const wrong = new URL(url)
  wrong.password = 'guess'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  await stop()
})

test.runIf(isRoot)('root under a folder closed to everybody else runs it as another user', async () => {
  const closed = await newFolder()
  const dataDir = join(closed, 'data')
  await mkdir(closed, { mode: 0o700 })
  const { url, stop } = await start(dataDir)
  onTestFinished(stop)
  const status = readFileSync(`/proc/${await postmasterPid(dataDir)}/status`, 'utf8')
  expect(Number(/^Uid:\s+(\d+)/m.exec(status)![1])).not.toBe(0)
  await query(url, 'create database inside template template0')
  await query(url, 'checkpoint')
  // Recovery after a crash reads everything anew, from inside the closed folder.
  process.kill(await postmasterPid(dataDir), 'SIGKILL')
  const again = await start(dataDir)
  expect(await query(again.url, `select datname from pg_database where datname = 'inside'`)).toHaveLength(1)
  await again.stop()
})

test('two processes at the same moment on an empty folder: one starts it, both use it, the last one out stops it', async () => {
  const dataDir = await newFolder()
  const pair = [startChild(child, 'useDatabase', dataDir), startChild(child, 'useDatabase', dataDir)]
  const [one, two] = (await Promise.all(pair.map((process) => process.line()))).map((line) =>
    JSON.parse(line),
  )
  expect(one.url).toBe(two.url)
  expect([one.joined, two.joined].sort()).toEqual([false, true])
  const pid = await postmasterPid(dataDir)
  const [starter, guest] = two.joined ? pair : pair.toReversed()
  // The one who started it leaves first: the other's work goes on.
  expect(await starter!.finish()).toBe(0)
  expect(await query(one.url, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(await guest!.finish()).toBe(0)
  expect(processStart(pid)).toBeUndefined()
})

test('a command beside a running server joins its database and leaves it running', async () => {
  const dataDir = await newFolder()
  const server = startChild(child, 'useDatabase', dataDir)
  await server.line()
  const command = await start(dataDir)
  expect(command.joined).toBe(true)
  await command.stop()
  expect(await query(command.url, 'select 1 as n')).toEqual([{ n: 1 }])
  expect(await server.finish()).toBe(0)
})

test('after kill -9 of our process the next start uses the server it left, and stops it', async () => {
  const dataDir = await newFolder()
  const killed = startChild(child, 'useDatabase', dataDir)
  await killed.line()
  const pid = await postmasterPid(dataDir)
  await killed.kill()
  const next = await start(dataDir)
  expect(next.joined).toBe(false)
  expect(await postmasterPid(dataDir)).toBe(pid)
  await next.stop()
  expect(processStart(pid)).toBeUndefined()
})

test('after kill -9 of the database server it is said in the log, and the next start brings it back with every row', async () => {
  const dataDir = await newFolder()
  const said: unknown[] = []
  const log = { info: () => {}, warn: () => {}, error: (...words: unknown[]) => void said.push(words) }
  const first = await startDatabase(dataDir, { log })
  await query(first.url, 'create table kept as select generate_series(1, 1000) as n')
  const pid = await postmasterPid(dataDir)
  process.kill(pid, 'SIGKILL')
  await untilGone(pid)
  const second = await start(dataDir)
  expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }])
  expect(JSON.stringify(said)).toContain('неожиданно остановился')
  await first.stop()
  expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }])
  await second.stop()
})

test('a lock of a dead process and a server number that now belongs to another program are seen through', async () => {
  const dataDir = await newFolder()
  const first = await start(dataDir)
  await query(first.url, 'create table kept as select 1 as n')
  const pid = await postmasterPid(dataDir)
  const left = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  await first.stop()
  // As kill -9 of everything leaves it, with the numbers given to this very process since.
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), left.replace(String(pid), String(process.pid)))
  await writeFile(join(dataDir, 'postgres.lock'), JSON.stringify({ pid: process.pid, started: 'long ago' }))
  const users = [{ pid: process.pid, started: 'long ago' }]
  await writeFile(join(dataDir, 'postgres.json'), JSON.stringify({ port: 1, users }))
  const second = await start(dataDir)
  expect(second.joined).toBe(false)
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }])
  await second.stop()
})

test('a port taken in the meantime is given up for another', async () => {
  const dataDir = await newFolder()
  const first = await start(dataDir)
  await first.stop()
  const port = Number(new URL(first.url).port)
  const squatter = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void squatter.close())
  const second = await start(dataDir)
  expect(new URL(second.url).port).not.toBe(String(port))
  await second.stop()
})

test('a folder half-made by a killed start is made anew', async () => {
  const dataDir = await newFolder()
  await mkdir(join(dataDir, 'postgres.new', 'base'), { recursive: true })
  const { stop } = await start(dataDir)
  expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false)
  await stop()
})

test('a database of another version or a folder with something else is refused in one sentence', async () => {
  const dataDir = await newFolder()
  await mkdir(join(dataDir, 'postgres'), { recursive: true })
  await expect(start(dataDir)).rejects.toThrow(/нет базы данных/)
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n')
  await expect(start(dataDir)).rejects.toThrow(/другой версии PostgreSQL \(15\), а нужна 18/)
})

/** A process of another container with the same folder: it has numbers of processes of its own and sees none of ours. */
const elsewhere = ['--pid', '--fork', '--mount-proc', '--kill-child']
const mayLeave = isRoot && spawnSync('unshare', [...elsewhere, 'true']).status === 0

test.runIf(mayLeave)(
  'a folder whose database runs in another container is refused in one sentence, and is free when that one was killed',
  async () => {
    const dataDir = await newFolder()
    const first = await start(dataDir)
    await query(first.url, 'create table kept as select 1 as n')
    const pid = await postmasterPid(dataDir)
    const besides = startChildUnder(['unshare', ...elsewhere], child, 'useDatabase', dataDir)
    expect(await besides.complaint()).toContain('занята: с её базой работает другой контейнер')
    // Nothing was touched: the file still names the server, which still answers.
    expect(await postmasterPid(dataDir)).toBe(pid)
    expect(await query(first.url, 'select n from kept')).toEqual([{ n: 1 }])
    process.kill(pid, 'SIGKILL')
    await untilGone(pid)
    const later = startChildUnder(['unshare', ...elsewhere], child, 'useDatabase', dataDir)
    const { url } = JSON.parse(await later.line()) as { url: string }
    expect(await query(url, 'select n from kept')).toEqual([{ n: 1 }])
    // The other way round: now it is ours to be refused, and to go on when the container is killed.
    await expect(start(dataDir)).rejects.toThrow('занята: с её базой работает другой контейнер')
    await later.kill()
    const third = await start(dataDir)
    expect(await query(third.url, 'select n from kept')).toEqual([{ n: 1 }])
    await third.stop()
  },
  120_000,
)
