import type { ChildProcess } from 'node:child_process'
import { access, type FileHandle, mkdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { claimCluster } from './cluster-claim.ts'
import { isAlive, thisPlace, thisProcess, withFolderLock } from './folder-lock.ts'
import type { Log } from './log.ts'
import { preparePostgres, type RunAs } from './postgres-binaries.ts'
import {
  chooseUser,
  clusterFolder,
  createCluster,
  disownPostmaster,
  giveTo,
  lastComplaint,
  launch,
  POSTGRES_USER,
  type Postmaster,
  passwordFile,
  readPostmaster,
  whoOwns,
} from './postgres-cluster.ts'
import { freePort, type Registry, readRegistry, writeRegistry } from './postgres-registry.ts'
import { Problem } from './problem.ts'

export interface RunningDatabase {
  url: string
  /** True when another living process of ours uses the same server. */
  joined: boolean
  /** Leaves the server; the last one to leave stops it. */
  stop(): Promise<void>
}

export interface DatabaseOptions {
  log?: Pick<Log, 'info' | 'warn' | 'error'>
  /** False only for databases that are thrown away: nothing waits for the disk. */
  sync?: boolean
}

/**
 * The PostgreSQL server of a data folder: made at first use, started when it does not run, joined when it does.
 *
 * Every process that uses it is written down in `postgres.json`; a process that was killed is recognised and forgotten,
 * so a server left behind by it is simply used again. One process at a time starts or stops (lock file). Processes of
 * another container are not seen and may not join: theirs is refused (cluster-claim.ts).
 * @throws Problem 'server/database' or 'server/disk-full' with one sentence for the person who starts us.
 */
export async function startDatabase(folder: string, options: DatabaseOptions = {}): Promise<RunningDatabase> {
  const dataDir = resolve(folder)
  await makeFolder(dataDir)
  const me = thisProcess()
  const lock = join(dataDir, 'postgres.lock')
  const server = await withFolderLock(lock, async () => {
    const registry = await readRegistry(dataDir)
    const others = registry.users.filter(isAlive)
    const started = await reuseOrStart(dataDir, registry, options)
    await writeRegistry(dataDir, { port: started.port, place: thisPlace(), users: [...others, me] })
    return { ...started, joined: others.length > 0 }
  })
  let leaving = false
  server.child?.on('exit', (code, signal) => {
    if (!leaving) options.log?.error({ code, signal, dataDir }, 'Сервер базы данных неожиданно остановился')
  })
  const stop = () =>
    withFolderLock(lock, async () => {
      leaving = true
      const { users, ...rest } = await readRegistry(dataDir)
      const mine = users.findIndex((user) => user.pid === me.pid && user.started === me.started)
      const others = users.filter((user, index) => index !== mine && isAlive(user))
      if (others.length === 0) await stopServer(dataDir)
      await writeRegistry(dataDir, { ...rest, users: others })
    })
  let stopped: Promise<void> | undefined
  return {
    url: server.url,
    joined: server.joined,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

interface Started {
  url: string
  port: number
  child: ChildProcess | undefined
}

/** Children of a server killed here may take so long to notice and leave; a server elsewhere is not waited for. */
const PATIENCE_HERE_MS = 60_000
const PATIENCE_ELSEWHERE_MS = 5_000

async function reuseOrStart(
  dataDir: string,
  { port, place }: Registry,
  options: DatabaseOptions,
): Promise<Started> {
  const running = await joinRunning(dataDir)
  if (running) return running
  const patience = place === undefined || place === thisPlace() ? PATIENCE_HERE_MS : PATIENCE_ELSEWHERE_MS
  const claim = await claimCluster(dataDir, patience)
  try {
    await disownPostmaster(dataDir)
    const runAs = await chooseUser(dataDir)
    const bin = await preparePostgres(runAs)
    await ensureCluster(dataDir, bin, runAs, options.sync ?? true)
    return await startServer(dataDir, bin, { runAs, claim }, port, options)
  } finally {
    await claim?.close()
  }
}

/** A server may be found at the very moment it is killed: it is believed when it answers, and looked for again if not. */
async function joinRunning(dataDir: string): Promise<Started | undefined> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const running = await findRunning(dataDir)
    if (!running) return undefined
    const url = databaseUrl(await readPassword(dataDir), running.port)
    try {
      await connectOnce(url)
      return { url, port: running.port, child: undefined }
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(100)
    }
  }
}

/** A server of this folder that is up; one that is just starting or stopping is waited for. */
async function findRunning(dataDir: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const postmaster = await readPostmaster(dataDir)
    if (!postmaster) return undefined
    const owner = await whoOwns(postmaster.pid, dataDir)
    if (owner !== 'this-server') return undefined
    if (postmaster.status === 'ready') return postmaster
    if (Date.now() > deadline)
      throw new Problem(
        'server/database',
        `Сервер базы данных в папке ${dataDir} не отвечает (${postmaster.status})`,
      )
    await sleep(50)
  }
}

async function ensureCluster(
  dataDir: string,
  bin: string,
  runAs: RunAs | undefined,
  sync: boolean,
): Promise<void> {
  const folder = clusterFolder(dataDir)
  const present = await stat(folder).catch(() => undefined)
  if (!present) return createCluster(dataDir, bin, runAs, sync)
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES')
      throw new Problem(
        'server/database',
        `Папка ${folder} принадлежит другому пользователю: запустите от его имени`,
      )
    throw new Problem(
      'server/database',
      `В папке ${folder} нет базы данных: уберите её или выберите другую папку данных`,
    )
  })
  if (version.trim() !== '18')
    throw new Problem(
      'server/database',
      `База данных в папке ${folder} другой версии PostgreSQL (${version.trim()}), а нужна 18`,
    )
  if (runAs && present.uid !== runAs.uid) await giveTo(folder, runAs)
}

/** Starts the server; gives the port up when it is taken, waits for children of a killed server to notice and leave. */
async function startServer(
  dataDir: string,
  bin: string,
  { runAs, claim }: { runAs: RunAs | undefined; claim: FileHandle | undefined },
  remembered: number | undefined,
  options: DatabaseOptions,
): Promise<Started> {
  const password = await readPassword(dataDir)
  const deadline = Date.now() + 60_000
  for (let attempt = 0; ; attempt++) {
    const port = await freePort(attempt === 0 ? remembered : undefined)
    const child = await launch(dataDir, bin, runAs, { port, sync: options.sync ?? true, claim })
    const failure = await untilReady(dataDir, child)
    if (failure === undefined) {
      const url = databaseUrl(password, port)
      await connectOnce(url)
      options.log?.info({ port }, 'База данных запущена')
      return { url, port, child }
    }
    const complaint = await lastComplaint(dataDir)
    const passing = /lock file|shared memory block|could not create any TCP/.test(complaint)
    if (/no space left/i.test(complaint))
      throw new Problem(
        'server/disk-full',
        `На диске не осталось места, база данных не запускается: освободите его и повторите (${complaint})`,
      )
    if (!passing || Date.now() > deadline)
      throw new Problem(
        'server/database',
        `База данных в папке ${dataDir} не запускается: ${complaint || failure}`,
      )
    await sleep(200)
  }
}

/** Undefined when the server is ready, else how it ended. Recovery after a crash may take minutes and is waited for. */
async function untilReady(dataDir: string, child: ChildProcess): Promise<string | undefined> {
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = `код ${code ?? signal}`
  })
  for (;;) {
    if (ended !== undefined) return ended
    // One that ended before we began to listen: there is no event any more.
    if (child.exitCode !== null || child.signalCode !== null)
      return `код ${child.exitCode ?? child.signalCode}`
    const postmaster = await readPostmaster(dataDir)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return undefined
    await sleep(15)
  }
}

async function stopServer(dataDir: string): Promise<void> {
  const postmaster = await readPostmaster(dataDir)
  if (!postmaster) return
  const gone = async () => (await whoOwns(postmaster.pid, dataDir)) !== 'this-server'
  if (await gone()) return
  // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written. SIGQUIT leaves it to the next start's
  // recovery, which loses nothing either: a server that recovers from a full disk may not hear SIGINT at all.
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    send(postmaster.pid, signal)
    const deadline = Date.now() + patience
    while (Date.now() < deadline) {
      if (await gone()) return
      await sleep(15)
    }
  }
}

function send(pid: number, signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone between looking and sending.
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    // Pupils' results lie here: closed to other users of the machine.
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await access(dataDir, 7)
  } catch (error) {
    throw new Problem(
      'server/database',
      `Папка данных ${dataDir} недоступна для записи: ${(error as Error).message}`,
    )
  }
}

const readPassword = async (dataDir: string): Promise<string> => {
  try {
    return (await readFile(passwordFile(dataDir), 'utf8')).trim()
  } catch (error) {
    throw new Problem('server/database', `Нет файла с паролем базы данных: ${(error as Error).message}`)
  }
}

const databaseUrl = (password: string, port: number) =>
  `postgresql://${POSTGRES_USER}:${password}@127.0.0.1:${port}/postgres`

async function connectOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000 })
  try {
    await client.connect()
    await client.query('select 1')
  } catch (error) {
    throw new Problem('server/database', `База данных запущена, но не пускает: ${(error as Error).message}`)
  } finally {
    await client.end().catch(() => {})
  }
}
