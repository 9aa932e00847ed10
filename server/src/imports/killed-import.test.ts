import { existsSync, watch } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type RunningCommand, runCommand, startCommand } from '../../test/command.ts'
import { type Ground, openGround } from '../commands/open-ground.ts'
import { readConfig } from '../platform/config.ts'
import { inTransaction } from '../platform/db.ts'
import { createLog } from '../platform/log.ts'
import { readPostmaster } from '../platform/postgres-cluster.ts'
import { listActiveCounts } from '../results/counts.ts'
import { createRandom } from '../statistics/random.ts'
import { undoImport } from './commit-import.ts'
import { recoverImports } from './recover-imports.ts'

const SCHOOLS = 250
const WORKS = ['Математика', 'Русский язык', 'История', 'Биология']

/** A regional table of a few thousand rows; the seed makes its numbers its own. */
function longTable(seed: number): string {
  const lines = ['Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5']
  for (let school = 1; school <= SCHOOLS; school++)
    for (const [at, subject] of WORKS.entries())
      for (const grade of [5, 6]) {
        const low = (school * 7 + at * 3 + grade + seed) % 40
        const login = `edu99${String(school).padStart(4, '0')}`
        lines.push(
          `2025;${grade};${subject};Район ${school % 20};${login};Школа № ${school};100;${low};${60 - low};30;10`,
        )
      }
  return `${lines.join('\n')}\n`
}
const ROWS = SCHOOLS * WORKS.length * 2

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-killed-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const importArguments = (folder: string, file: string) => [
  'import',
  file,
  ...['--year', '2025', '--create-schools', '--data', join(folder, 'data')],
]

/** Opens the folder as every command does at its start. */
async function openAsCommand(folder: string): Promise<Ground> {
  const config = readConfig({ dataDir: join(folder, 'data') }, {})
  const ground = await openGround(config, createLog('silent'))
  const { failures } = await recoverImports(ground.db, ground, 'command')
  expect(failures).toEqual([])
  return ground
}

/** What must hold after any kill and the next start: an import is there whole or not at all, and nothing lies about. */
async function expectWhole(ground: Ground): Promise<'there' | 'absent'> {
  const imports = await ground.db.selectFrom('imports').select(['id', 'state', 'parquet_name']).execute()
  const committed = imports.filter((row) => row.state === 'committed')
  for (const row of imports) expect(['committed', 'undone', 'discarded', 'refused']).toContain(row.state)
  expect(await names(ground, 'staging')).toEqual([])
  expect(await names(ground, 'results')).toEqual(committed.map((row) => row.parquet_name).sort())
  expect((await names(ground, 'files')).filter((name) => name.startsWith('part'))).toEqual([])
  expect(committed.length).toBeLessThanOrEqual(1)
  const stored = await ground.db.selectFrom('school_procedure_counts').select('import_id').execute()
  expect(stored.length).toBe(committed.length * ROWS)
  return committed.length === 1 ? 'there' : 'absent'
}

const names = async (ground: Ground, folder: string) =>
  (await readdir(join(ground.dataDir, folder)).catch(() => [])).sort()

async function activeNumbers(ground: Ground): Promise<string[]> {
  const { id } = await ground.db.selectFrom('regions').select('id').executeTakeFirstOrThrow()
  const counts = await listActiveCounts(ground.db, id, { from: 2025, to: 2025 })
  const schools = await ground.db.selectFrom('schools').select(['id', 'code']).execute()
  const codes = new Map(schools.map((school) => [school.id, school.code]))
  return counts
    .map(({ schoolId, source, ...count }) =>
      JSON.stringify({ ...count, school: codes.get(schoolId), row: source.row }),
    )
    .sort()
}

async function undoAll(ground: Ground): Promise<void> {
  const committed = await ground.db
    .selectFrom('imports')
    .select('id')
    .where('state', '=', 'committed')
    .execute()
  for (const { id } of committed) await inTransaction(ground.db, (tx) => undoImport(tx, id, 'test'))
}

/** Waits until a file whose name matches appears in the folder, or the command ends by itself. */
async function untilFile(folder: string, pattern: RegExp, command: RunningCommand): Promise<void> {
  await mkdir(folder, { recursive: true })
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, (_event, name) => {
      if (name !== null && pattern.test(name) && existsSync(join(folder, name))) done()
    })
    const done = () => {
      watcher.close()
      resolve()
    }
    void command.ended.then(done)
  })
}

test('an import killed at any moment is there whole or absent, the next start cleans up, a repeat succeeds', async () => {
  const folder = await newFolder()
  const file = join(folder, 'таблица.csv')
  await writeFile(file, longTable(0))
  const first = await runCommand(importArguments(folder, file))
  expect(first).toMatchObject({ code: 0 })
  // Held open, so that PostgreSQL is not started and stopped with every command.
  const ground = await openAsCommand(folder)
  onTestFinished(ground.close)
  const expected = await activeNumbers(ground)
  expect(expected.length).toBe(ROWS)

  await undoAll(ground)
  const started = Date.now()
  expect(await runCommand(importArguments(folder, file))).toMatchObject({ code: 0 })
  const wholeRun = Date.now() - started
  expect(await activeNumbers(ground)).toEqual(expected)

  const data = ground.dataDir
  const random = createRandom('killed-import')
  const moments: ((command: RunningCommand) => Promise<unknown>)[] = [
    // Starting takes the first part of a run, so few moments are spent on it.
    ...Array.from({ length: 3 }, () => () => sleep(random.next() * 0.6 * wholeRun)),
    ...Array.from({ length: 13 }, () => async (command: RunningCommand) => {
      await untilFile(join(data, 'files'), /^part/, command)
      await sleep(random.next() * 0.5 * wholeRun)
    }),
    (command) => untilFile(join(data, 'staging'), /\.duckdb$/, command),
    (command) => untilFile(join(data, 'staging'), /\.part$/, command),
    // Between the rename and the end of the transaction that names the file.
    ...[0, 5, 15, 30, 60, 90].map((after) => async (command: RunningCommand) => {
      await untilFile(join(data, 'results'), /\.parquet$/, command)
      await sleep(after)
    }),
  ]
  const found: Record<string, number> = {}
  for (const [round, moment] of moments.entries()) {
    await undoAll(ground)
    const command = startCommand(importArguments(folder, file))
    await moment(command)
    await command.kill()
    const last = await ground.db
      .selectFrom('imports')
      .select(['state'])
      .orderBy('id', 'desc')
      .executeTakeFirst()
    found[last!.state] = (found[last!.state] ?? 0) + 1
    const next = await openAsCommand(folder)
    const state = await expectWhole(next)
    await next.close()
    if (state === 'there') expect(await activeNumbers(ground)).toEqual(expected)
    if (round % 12 !== 11) continue
    const repeat = await runCommand(importArguments(folder, file))
    expect(repeat).toMatchObject({ code: state === 'there' ? 1 : 0 })
    if (state === 'there') expect(repeat.stderr).toContain('тот же самый файл')
    expect(await activeNumbers(ground)).toEqual(expected)
  }
  console.log(`killed ${moments.length} times over ${wholeRun} ms; the import was then:`, found)
  expect(Object.keys(found)).toEqual(expect.arrayContaining(['checking', 'committing']))
  await undoAll(ground)
  expect(await runCommand(importArguments(folder, file))).toMatchObject({ code: 0 })
  expect(await activeNumbers(ground)).toEqual(expected)
}, 400_000)

test('the same when PostgreSQL is killed with it', async () => {
  const folder = await newFolder()
  const file = join(folder, 'таблица.csv')
  const data = join(folder, 'data')
  await writeFile(file, longTable(0))
  expect(await runCommand(importArguments(folder, file))).toMatchObject({ code: 0 })
  await inspect(folder, undoAll)
  const moments: ((command: RunningCommand) => Promise<unknown>)[] = [
    (command) => untilFile(join(data, 'staging'), /\.part$/, command),
    (command) => untilFile(join(data, 'results'), /\.parquet$/, command),
    async (command) => {
      await untilFile(join(data, 'results'), /\.parquet$/, command)
      await sleep(40)
    },
  ]
  for (const moment of moments) {
    const command = startCommand(importArguments(folder, file))
    await moment(command)
    const postmaster = await readPostmaster(data)
    if (postmaster) process.kill(postmaster.pid, 'SIGKILL')
    await command.kill()
    await inspect(folder, async (ground) => {
      await expectWhole(ground)
      await undoAll(ground)
    })
  }
  const repeat = await runCommand(importArguments(folder, file))
  expect(repeat).toMatchObject({ code: 0 })
}, 200_000)

test('a database that dies under an import is said in one sentence, and the next start goes on', async () => {
  const folder = await newFolder()
  const file = join(folder, 'таблица.csv')
  const data = join(folder, 'data')
  await writeFile(file, longTable(0))
  const command = startCommand(importArguments(folder, file))
  await untilFile(join(data, 'staging'), /\.duckdb$/, command)
  process.kill((await readPostmaster(data))!.pid, 'SIGKILL')
  const { code, stderr } = await command.ended
  expect(code).toBe(1)
  // On a slow machine lines of progress stand before it.
  expect(stderr).toMatch(/^(?:[А-Яа-яё ]+…\n)*База данных .*\n$/)
  expect(await inspect(folder, expectWhole)).toBe('absent')
  expect(await runCommand(importArguments(folder, file))).toMatchObject({ code: 0 })
}, 120_000)

async function inspect<T>(folder: string, look: (ground: Ground) => Promise<T>): Promise<T> {
  const ground = await openAsCommand(folder)
  try {
    return await look(ground)
  } finally {
    await ground.close()
  }
}
