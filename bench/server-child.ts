import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/** A script of this folder, or one beside it, as arguments of node. */
export const nodeArguments = (script: string, ...args: string[]) => [
  '--no-warnings',
  fileURLToPath(new URL(script, import.meta.url)),
  ...args,
]

/** Our server on a data folder, in a process of its own. */
export async function startServer(
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; base: string }> {
  const args = nodeArguments('../server/src/main.ts', 'serve', '--no-demo', '--data', dataDir)
  const child = spawn(process.execPath, args, {
    env: { ...process.env, PORT: String(await freePort()), NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return { child, base: (await said(child, /http:\/\/\S+/)).replace(/\/$/, '') }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The first match in what a child prints. */
export function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout!.on('data', (chunk) => {
      output += chunk
      const match = pattern.exec(output)
      if (match) resolve(match[0])
    })
    child.once('close', (code) =>
      reject(new Error(`${child.spawnargs.at(-3)} ended with ${code} before it listened`)),
    )
  })
}

export const finished = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${child.spawnargs.join(' ')}: ${code}`)),
    )
  })

export function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  child.kill('SIGTERM')
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
  })
}
