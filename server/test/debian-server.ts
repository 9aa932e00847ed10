import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const BIN = '/usr/lib/postgresql/15/bin'

/** Whether Debian's own PostgreSQL 15, the oldest we promise to work on, is installed here. */
export const hasDebianServer = existsSync(join(BIN, 'postgres'))

export interface DebianServer {
  url: string
  process: import('node:child_process').ChildProcess
  stop(): Promise<void>
}

/** Starts a PostgreSQL 15 of its own in a folder that is thrown away, as an administrator would run it for us. */
export async function startDebianServer(
  settings: Record<string, string> = { fsync: 'off' },
): Promise<DebianServer> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-debian-'))
  const runAs = lentUser()
  if (runAs) await chown(folder, runAs.uid, runAs.gid)
  const cluster = join(folder, 'cluster')
  const made = spawnSync(
    join(BIN, 'initdb'),
    ['-D', cluster, '-U', 'traektoria', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...runAs, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(made.stderr)
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings }
  const child = spawn(
    join(BIN, 'postgres'),
    ['-D', cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...runAs, cwd: folder, stdio: 'ignore' },
  )
  const url = `postgresql://traektoria@127.0.0.1:${port}/postgres`
  await untilAnswers(url)
  return {
    url,
    process: child,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGINT')
        await once(child, 'exit')
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. */
function lentUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid) throw new Error('no user postgres to run the server')
  return { uid: Number(uid), gid: Number(gid) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return
    } catch (error) {
      if (tries > 300) throw error
      await sleep(100)
    } finally {
      await client.end().catch(() => {})
    }
  }
}
