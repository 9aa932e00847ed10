import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { repositoryRoot } from '../src/platform/root.ts'

interface Spawned {
  process: ChildProcess
  /** `http://127.0.0.1:PORT`, once it answers there. */
  listening: Promise<string>
  /** kill -9, at once. */
  kill(): Promise<void>
  /** As an administrator stops it. @returns the exit code */
  stop(): Promise<number | null>
}

export interface Served extends Omit<Spawned, 'listening'> {
  /** `http://127.0.0.1:PORT` */
  address: string
}

/** `traektoria serve` in a process of its own, from its sources, on a free port; no demonstration region. */
export async function startServing(dataDir: string, env: Record<string, string> = {}): Promise<Served> {
  const { listening, ...server } = spawnServing(dataDir, env)
  return { ...server, address: await listening }
}

/** The same, without waiting for it. */
export function spawnServing(dataDir: string, env: Record<string, string> = {}): Spawned {
  const main = join(repositoryRoot(), 'server', 'src', 'main.ts')
  const child = spawn(process.execPath, [main, 'serve', '--no-demo', '--port', '0', '--data', dataDir], {
    cwd: repositoryRoot(),
    env: { ...process.env, DATABASE_URL: '', HOST: '', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  let said = ''
  child.stderr!.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-2_000)
  })
  const lines = createInterface({ input: child.stdout! })
  const listening = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /Траектория открыта: (\S+)/.exec(line)?.[1]
      if (found) resolve(found)
    })
    exited.then(([code]) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    return (await exited)[0]
  }
  return {
    process: child,
    listening,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}
