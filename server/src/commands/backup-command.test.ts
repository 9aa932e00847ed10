import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { runCommand, startCommand } from '../../test/command.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { openGround } from './open-ground.ts'

// Each test starts several processes, which on a shared machine takes its time.
vi.setConfig({ testTimeout: 180_000 })

const folder = await mkdtemp(join(tmpdir(), 'traektoria-backup-'))
const data = join(folder, 'data')
const copy = join(folder, 'copy.tar')
// Held open, so that PostgreSQL is not started and stopped with every command; and a copy is taken of a living instance.
const ground = await openGround(readConfig({ dataDir: data }, {}), createLog('silent'))
afterAll(async () => {
  await ground.close()
  await rm(folder, { recursive: true, force: true })
})

test('an instance is copied while it is open', async () => {
  const table = join(folder, 'таблица.csv')
  const rows = Array.from(
    { length: 40 },
    (_, at) =>
      `2025;5;Математика;Заозёрский район;edu67${1000 + at};Школа № ${at};100;30,00;40,00;20,00;10,00`,
  )
  await writeFile(
    table,
    ['Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5', ...rows].join('\n'),
  )
  const made = await runCommand(['import', table, '--year', '2025', '--create-schools', '--data', data])
  expect(made.stderr).toBe('')
  const said = await runCommand(['backup', '--out', copy, '--data', data])
  expect(said.stderr).toBe('')
  expect(said.stdout).toMatch(/^Копия записана: .+ строк в базе/)
})

const identified = async (dataDir: string) =>
  (await runCommand(['identify', '--year', '2025', '--json', '--data', dataDir])).stdout

test('a restored instance gives the same answers, and is an installation of its own', async () => {
  const restored = join(folder, 'restored')
  const said = await runCommand(['restore', copy, '--data', restored])
  expect(said.stdout).toMatch(
    /^Восстановлено и сверено с копией: снята \d{4}-\d\d-\d\d \d\d:\d\d UTC программой/,
  )
  expect(await identified(restored)).toBe(await identified(data))
  const [own, original] = await Promise.all(
    [restored, data].map((dir) => readFile(join(dir, 'database-id'), 'utf8')),
  )
  expect(own).not.toBe(original)
  expect((await readdir(restored)).includes('restore-unfinished')).toBe(false)
})

test('a copy replaces no file, stands outside the data, and needs something to copy', async () => {
  const refusal = async (...args: string[]) => (await runCommand(args)).stderr
  expect(await refusal('backup', '--out', copy, '--data', data)).toMatch(/уже есть/)
  expect(await refusal('backup', '--out', join(data, 'copy.tar'), '--data', data)).toMatch(
    /в саму папку данных/,
  )
  expect(await refusal('backup', '--out', join(folder, 'no', 'copy.tar'), '--data', data)).toMatch(
    /Нет папки/,
  )
  expect(await refusal('backup', '--out', join(folder, 'other.tar'), '--data', join(folder, 'none'))).toMatch(
    /копировать нечего/,
  )
  expect(existsSync(join(folder, 'none'))).toBe(false)
  expect(await refusal('backup')).toMatch(/--out/)
})

test('a copy that cannot be restored is refused, and the place stays as it was', async () => {
  const short = join(folder, 'short.tar')
  await writeFile(short, await readFile(copy))
  await truncate(short, 40_000)
  const target = join(folder, 'target')
  for (const args of [
    ['restore', short, '--data', target],
    ['restore', short, '--check-only'],
  ]) {
    const { code, stderr } = await runCommand(args)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Резервная копия повреждена или записана не до конца.*\n$/)
  }
  expect(existsSync(target)).toBe(false)
  expect((await runCommand(['restore', copy, '--data', data])).stderr).toMatch(
    /не пуста: восстановить можно только в новую/,
  )
  expect((await runCommand(['restore', copy, '--check-only'])).stdout).toMatch(/^Копия цела: /)
})

test('a killed backup leaves no file under the final name', async () => {
  const out = join(folder, 'killed.tar')
  const running = startCommand(['backup', '--out', out, '--data', data])
  for (let tries = 0; !existsSync(`${out}.part`) && tries < 2_000; tries++) await sleep(5)
  await running.kill()
  expect(existsSync(out)).toBe(false)
  // No lock of the killed one is left.
  expect((await runCommand(['backup', '--out', out, '--data', data])).code).toBe(0)
})

test('a folder whose restore was killed is refused, with what to do', async () => {
  const half = join(folder, 'half')
  const running = startCommand(['restore', copy, '--data', half])
  onTestFinished(() => stopLeftServer(half))
  for (let tries = 0; !existsSync(join(half, 'files')) && tries < 4_000; tries++) await sleep(5)
  await running.kill()
  const { code, stderr } = await runCommand(['imports', '--data', half])
  expect(code).toBe(1)
  expect(stderr).toMatch(/не было закончено\. Удалите эту папку .* и повторите: npx traektoria restore/)
  expect((await runCommand(['restore', copy, '--data', half])).stderr).toBe(stderr)
})

/** The database server of a killed process works on; it is ours, known by its pid file. */
async function stopLeftServer(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (pid > 0) process.kill(pid, 'SIGQUIT')
}
