import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findPackage, POSTGRES_ENV, preparePostgres } from './postgres-binaries.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = { uid: 65_534, gid: 65_534 }

/** A copy of the package as npm leaves it when it does not run install scripts: without its links. */
async function bareCopy(mode: number): Promise<{ folder: string; home: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-bin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const home = join(folder, 'package')
  await cp(findPackage(), home, { recursive: true, verbatimSymlinks: true })
  spawnSync('find', [join(home, 'native'), '-type', 'l', '-delete'])
  spawnSync('chmod', [mode.toString(8), folder])
  return { folder, home }
}

const version = (bin: string, runAs?: typeof NOBODY) =>
  spawnSync(join(bin, 'postgres'), ['--version'], { ...runAs, cwd: '/', env: POSTGRES_ENV, encoding: 'utf8' })
    .stdout

test.skipIf(process.platform === 'win32')('links that npm did not make are made', async () => {
  const { home } = await bareCopy(0o755)
  expect(version(join(home, 'native', 'bin'))).toBe('')
  const bin = await preparePostgres(undefined, home)
  expect(bin).toBe(join(home, 'native', 'bin'))
  expect(version(bin)).toMatch(/PostgreSQL\) 18/)
})

test.runIf(isRoot)(
  'programs under a closed folder are copied once to where the other user can run them',
  async () => {
    const { home } = await bareCopy(0o700)
    const open = await mkdtemp(join(tmpdir(), 'traektoria-open-'))
    onTestFinished(() => rm(open, { recursive: true, force: true }))
    spawnSync('chmod', ['755', open])
    const bin = await preparePostgres(NOBODY, home, [open])
    expect(bin.startsWith(open)).toBe(true)
    expect(version(bin, NOBODY)).toMatch(/PostgreSQL\) 18/)
    const made = await stat(bin)
    expect(await preparePostgres(NOBODY, home, [open])).toBe(bin)
    expect((await stat(bin)).ino).toBe(made.ino)
  },
)

test.runIf(isRoot)('a folder somebody else has put under our name is not run', async () => {
  const { home } = await bareCopy(0o700)
  const open = await mkdtemp(join(tmpdir(), 'traektoria-open-'))
  onTestFinished(() => rm(open, { recursive: true, force: true }))
  spawnSync('chmod', ['755', open])
  const bin = await preparePostgres(NOBODY, home, [open])
  spawnSync('chown', ['65534', join(bin, '..', '..')])
  await expect(preparePostgres(NOBODY, home, [open])).rejects.toMatchObject({ code: 'server/database' })
})
