import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    address: string
  }
}

const DEMO_TAKES_AT_MOST_MS = 5 * 60_000

/** The built product on an empty data folder, with the demonstration region loaded, once for the run. */
export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-e2e-'))
  const main = join(project.config.root, 'dist', 'server', 'main.js')
  const server = spawn(process.execPath, [main, 'serve', '--data', folder, '--port', '0'], {
    cwd: project.config.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: '', LOG_LEVEL: 'error' },
  })
  const said: string[] = []
  const ended = once(server, 'exit')
  const stop = async () => {
    server.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const address = await listening(server, said)
    await demoLoaded(server, address)
    project.provide('address', address)
  } catch (error) {
    await stop()
    throw new Error(`${(error as Error).message}\n${said.join('\n')}`)
  }
  return stop
}

/** The address it prints. */
export function listening(server: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    for (const stream of [server.stdout!, server.stderr!])
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        const address = /^Траектория открыта: (\S+)$/.exec(line)?.[1]
        if (address) resolve(address.replace(/\/$/, ''))
      })
    server.on('exit', (code) => reject(new Error(`the server ended with code ${code} before it listened`)))
  })
}

async function demoLoaded(server: ChildProcess, address: string): Promise<void> {
  const deadline = Date.now() + DEMO_TAKES_AT_MOST_MS
  let state = 'none'
  while (Date.now() < deadline && server.exitCode === null) {
    const session = (await (await fetch(`${address}/api/session`)).json()) as { demo: { state: string } }
    state = session.demo.state
    if (state === 'ready') return
    if (state === 'failed') break
    await sleep(500)
  }
  throw new Error(`the demonstration region did not get ready: ${state}`)
}
