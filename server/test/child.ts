import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { repositoryRoot } from '../src/platform/root.ts'

export interface Child {
  process: ChildProcess
  /** The next line it prints. */
  line(): Promise<string>
  /** Ends its standard input, which asks it to finish, and waits until it has. */
  finish(): Promise<number | null>
  /** Waits until it has ended. @returns what it said of its errors */
  complaint(): Promise<string>
  /** kill -9, at once. */
  kill(): Promise<void>
}

/** A function of ours in a process of its own, so that it can really be killed. `module` is a URL beside the caller. */
export const startChild = (module: URL, name: string, ...args: unknown[]): Child =>
  startChildUnder([], module, name, ...args)

/** The same, started by another program, e.g. `unshare`. */
export function startChildUnder(starter: string[], module: URL, name: string, ...args: unknown[]): Child {
  const script = fileURLToPath(new URL('./child.mjs', import.meta.url))
  const command = [...starter, process.execPath, script, fileURLToPath(module), name, JSON.stringify(args)]
  const child = spawn(command[0]!, command.slice(1), {
    cwd: repositoryRoot(),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const complaint = text(child.stderr!)
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${name} ended without a line (code ${child.exitCode}): ${await complaint}`)
      return value
    },
    async finish() {
      child.stdin!.end()
      const [code] = (await exited) as [number | null]
      return code
    },
    async complaint() {
      await exited
      return complaint
    },
    kill,
  }
}
