import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../test/command.ts'
import { testDatabase } from '../../test/database.ts'
import { openGround } from '../commands/open-ground.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { recoverImports } from './recover-imports.ts'

const database = await testDatabase()
const MiB = 1024 ** 2

/** Mounts a disk of its own and so small that it can be filled; undefined where we may not. */
async function smallDisk(
  mebibytes: number,
): Promise<{ folder: string; remove(): Promise<void> } | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder])
  const remove = async () => {
    if (status === 0) spawnSync('umount', ['-l', folder])
    await rm(folder, { recursive: true })
  }
  if (status === 0) return { folder, remove }
  await remove()
  return undefined
}

const probe = await smallDisk(1)
await probe?.remove()
const canMount = probe !== undefined
if (!canMount)
  console.log('A full disk is not tried: only root of a Linux that may mount can make a small one.')

async function testDisk(mebibytes: number): Promise<string> {
  const disk = (await smallDisk(mebibytes))!
  onTestFinished(disk.remove)
  return disk.folder
}

/** Leaves so many bytes free; the returned function frees the rest again. */
async function fill(folder: string, free: number): Promise<() => Promise<void>> {
  const { bavail, bsize } = await statfs(folder)
  const path = join(folder, 'filler')
  await writeFile(path, Buffer.alloc(Math.max(0, bavail * bsize - free)))
  return () => rm(path)
}

function table(schools: number, low: number): string {
  const lines = ['Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5']
  for (let school = 1; school <= schools; school++)
    for (const subject of ['Математика', 'Русский язык', 'История', 'Биология'])
      lines.push(
        `2025;5;${subject};Район ${school % 9};edu99${String(school).padStart(4, '0')};Школа № ${school};100;${low};${60 - low};30;10`,
      )
  return `${lines.join('\n')}\n`
}

const FULL =
  /(На диске (сервера )?(кончилось место|не осталось места)|не сохранён: на диске не осталось места)/

test.runIf(canMount)(
  'a disk that fills while a file is stored, read or written: a sentence, nothing half-done, and it works when there is room',
  async () => {
    const { url, db } = database
    const disk = await testDisk(24)
    const input = await mkdtemp(join(tmpdir(), 'traektoria-input-'))
    onTestFinished(() => rm(input, { recursive: true, force: true }))
    const file = join(input, 'т.csv')
    await writeFile(file, table(1500, 10))
    const data = join(disk, 'data')
    const run = () =>
      runCommand(['import', file, '--year', '2025', '--create-schools', '--data', data], {
        DATABASE_URL: url,
      })
    const seen: string[] = []
    // From no room for the source file to nearly enough for everything.
    for (const free of [0, 200_000, 600_000, 1 * MiB, 1.5 * MiB, 2 * MiB]) {
      const empty = await fill(disk, free)
      const { code, stderr } = await run()
      await empty()
      if (code === 0) break
      seen.push(stderr.trim())
      expect(stderr).toMatch(FULL)
      expect(
        stderr
          .trim()
          .split('\n')
          .filter((line) => !line.endsWith('…')),
      ).toHaveLength(1)
      expect(await db.selectFrom('imports').select('id').where('state', '=', 'committed').execute()).toEqual(
        [],
      )
      expect(await db.selectFrom('school_procedure_counts').select('id').execute()).toEqual([])
      for (const folder of ['results', 'staging', 'tmp'])
        expect(await readdir(join(data, folder)).catch(() => [])).toEqual([])
      expect(
        (await readdir(join(data, 'files')).catch(() => [])).filter((name) => name.startsWith('part')),
      ).toEqual([])
    }
    console.log('a full disk said:', seen)
    expect(seen.length).toBeGreaterThanOrEqual(2)
    const again = await run()
    expect(again.code === 0 || again.stderr.includes('тот же самый файл')).toBe(true)
  },
  120_000,
)

test.runIf(canMount)(
  'a disk that fills under the database itself: the command ends with a sentence, and the next start goes on',
  async () => {
    const disk = await testDisk(400)
    const data = join(disk, 'data')
    const input = await mkdtemp(join(tmpdir(), 'traektoria-input-'))
    onTestFinished(() => rm(input, { recursive: true, force: true }))
    const small = join(input, 'а.csv')
    await writeFile(small, table(3, 10))
    const run = (path: string) =>
      runCommand(['import', path, '--year', '2025', '--create-schools', '--data', data])
    expect(await run(small)).toMatchObject({ code: 0 })
    const large = join(input, 'б.csv')
    await writeFile(large, table(2_500, 20))
    const seen: string[] = []
    for (const free of [18 * MiB]) {
      const empty = await fill(disk, free)
      const { code, stderr } = await run(large)
      await empty()
      seen.push(`${free / MiB} MiB: ${code} ${stderr.trim()}`)
      if (code === 0) break
      expect(stderr).toMatch(/на диске|база данных/i)
      expect(stderr).not.toMatch(/\bat .*:\d+/)
      const ground = await openGround(readConfig({ dataDir: data }, {}), createLog('silent'))
      expect((await recoverImports(ground.db, ground, 'command')).failures).toEqual([])
      // Stopped while it was read, it is gone; stopped while it was written, the start has just brought it to its end.
      const committed = await ground.db
        .selectFrom('imports')
        .select('file_name')
        .where('state', '=', 'committed')
        .orderBy('id')
        .execute()
      const counts = await ground.db.selectFrom('school_procedure_counts').select('id').execute()
      expect([
        [['а.csv'], 12],
        [['а.csv', 'б.csv'], 12 + 10_000],
      ]).toContainEqual([committed.map(({ file_name }) => file_name), counts.length])
      await ground.close()
    }
    console.log('a full disk under the database said:', seen)
    const { code, stderr } = await run(large)
    expect(code === 0 || stderr.includes('тот же самый файл')).toBe(true)
  },
  180_000,
)
