import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  chmod,
  chown,
  type FileHandle,
  lchown,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { processStart } from './folder-lock.ts'
import { POSTGRES_ENV, type RunAs } from './postgres-binaries.ts'
import { Problem } from './problem.ts'

/** Where things lie inside the data folder. */
export const clusterFolder = (dataDir: string) => join(dataDir, 'postgres')
export const passwordFile = (dataDir: string) => join(dataDir, 'postgres-password')
export const logFile = (dataDir: string) => join(dataDir, 'postgres.log')

export const POSTGRES_USER = 'traektoria'

/**
 * PostgreSQL refuses to run as root, so root lends it another user: whoever already owns the database folder, else
 * `postgres`, else `nobody`. Everybody else runs it as themselves.
 */
export async function chooseUser(dataDir: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const present = await stat(clusterFolder(dataDir)).catch(() => undefined)
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid }
  return passwdEntry('postgres') ?? passwdEntry('nobody') ?? { uid: 65_534, gid: 65_534 }
}

function passwdEntry(name: string): RunAs | undefined {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
  } catch {
    return undefined
  }
}

/**
 * How the server is told its folder. For a lent user every folder above may be closed (a clone in /root), so the
 * process is put *inside* the folder before it gives up root, and knows it only as its working directory. The server
 * never leaves that directory, and neither do its children.
 */
const folderArgument = (folder: string, runAs: RunAs | undefined) => (runAs ? '/proc/self/cwd' : folder)

/** Makes the database folder, whole or not at all: made aside, then renamed. */
export async function createCluster(dataDir: string, bin: string, runAs: RunAs | undefined, sync: boolean) {
  const aside = `${clusterFolder(dataDir)}.new`
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { mode: 0o700 })
  const secret = passwordFile(dataDir)
  await writeFile(secret, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  await chmod(secret, 0o600)
  if (runAs) {
    await chown(aside, runAs.uid, runAs.gid)
    await chown(secret, runAs.uid, runAs.gid)
  }
  // The lent user may not be able to walk to the password file; it is handed over already open, as descriptor 3.
  const handle = await open(secret, 'r')
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      ['-D', folderArgument(aside, runAs)],
      ['-U', POSTGRES_USER, '-A', 'scram-sha-256'],
      [`--pwfile=${runAs ? '/proc/self/fd/3' : secret}`],
      ['-E', 'UTF8', '--locale-provider=icu', '--icu-locale=ru-RU'],
      [`--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`],
      sync ? [] : ['--no-sync'],
    ].flat(),
    {
      ...runAs,
      cwd: aside,
      env: POSTGRES_ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', handle.fd],
    },
  )
  await handle.close()
  if (made.status !== 0) {
    await rm(aside, { recursive: true, force: true })
    const said = made.error?.message ?? made.stderr.trim()
    if (/could not look up effective user ID/.test(said))
      throw new Problem(
        'server/database',
        `Встроенная база данных не работает под пользователем без имени (${process.getuid?.()}): добавьте его в /etc/passwd или укажите DATABASE_URL`,
      )
    const code = /no space left/i.test(said) ? 'server/disk-full' : 'server/database'
    throw new Problem(
      code,
      `Не удалось создать базу данных в папке ${dataDir}: ${said.split('\n').join(' ')}`,
    )
  }
  await rename(aside, clusterFolder(dataDir))
}

/** A root who took over a folder from an ordinary user, or the other way round, meets files of somebody else. */
export async function giveTo(folder: string, runAs: RunAs): Promise<void> {
  await lchown(folder, runAs.uid, runAs.gid)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveTo(path, runAs)
    else await lchown(path, runAs.uid, runAs.gid)
  }
}

export interface LaunchOptions {
  port: number
  /** Off only for databases that are thrown away. */
  sync: boolean
  /** Held by the server from now on. */
  claim: FileHandle | undefined
}

/** Starts the server in its own session: Ctrl+C in the terminal is ours to answer, not its. */
export async function launch(
  dataDir: string,
  bin: string,
  runAs: RunAs | undefined,
  { port, sync, claim }: LaunchOptions,
): Promise<ChildProcess> {
  const folder = clusterFolder(dataDir)
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    // A socket's path must fit 107 bytes, and data folders do not always; loopback is enough.
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '128MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    fsync: sync ? 'on' : 'off',
    synchronous_commit: sync ? 'on' : 'off',
    full_page_writes: sync ? 'on' : 'off',
  }
  const mark = await folderMark(dataDir)
  await keepLogSmall(logFile(dataDir))
  const log = await open(logFile(dataDir), 'a', 0o600)
  const child = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      folderArgument(folder, runAs),
      '-c',
      mark,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...runAs,
      cwd: folder,
      env: POSTGRES_ENV,
      detached: true,
      stdio: ['ignore', log.fd, log.fd, claim?.fd ?? 'ignore'],
    },
  )
  child.unref()
  await log.close()
  return child
}

async function keepLogSmall(path: string): Promise<void> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0
  if (size > 10_000_000) await rename(path, `${path}.1`)
}

/** The last lines of the server's log that say what went wrong. */
export async function lastComplaint(dataDir: string): Promise<string> {
  const text = await readFile(logFile(dataDir), 'utf8').catch(() => '')
  const complaints = text.split('\n').filter((line) => /\b(FATAL|PANIC|ERROR):/.test(line))
  return complaints.at(-1)?.replace(/^.*?\b(FATAL|PANIC|ERROR):\s*/, '') ?? ''
}

export interface Postmaster {
  pid: number
  port: number
  status: string
}

/** What `postmaster.pid` says, whether or not it is still true. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(clusterFolder(dataDir), 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  return pid > 0 ? { pid, port: Number(lines[3] ?? 0), status: lines[7] ?? 'starting' } : undefined
}

/**
 * The server that `postmaster.pid` names is gone, but its number may live on, as a zombie or as another program, and
 * PostgreSQL would take it for a running server. Our own number it would not, being our child. The rest of the file
 * stays: by it PostgreSQL knows children of the killed server that still work on its data.
 */
export async function disownPostmaster(dataDir: string): Promise<void> {
  const path = join(clusterFolder(dataDir), 'postmaster.pid')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const [, ...rest] = text.split('\n')
  await writeFile(path, [process.pid, ...rest].join('\n'))
}

export type PidOwner = 'this-server' | 'nobody' | 'another-program'

/**
 * Whose pid is it now? Our server carries its folder's number in its command line, which everybody may read (the
 * working directory would be surer, but root in a container may not look at another user's).
 */
export async function whoOwns(pid: number, dataDir: string): Promise<PidOwner> {
  if (processStart(pid) === undefined) return 'nobody'
  if (process.platform === 'win32') return 'this-server'
  return commandLine(pid).includes(await folderMark(dataDir)) ? 'this-server' : 'another-program'
}

async function folderMark(dataDir: string): Promise<string> {
  const { dev, ino } = await stat(clusterFolder(dataDir))
  return `traektoria.folder=${dev}-${ino}.`
}

function commandLine(pid: number): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
