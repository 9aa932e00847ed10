import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { ProcessName } from './folder-lock.ts'

/** Who uses the server of a folder, and where it listens. Read and written only under the folder's lock. */
export interface Registry {
  port?: number
  /** Where the server was started, as folder-lock.ts names places. */
  place?: string
  users: ProcessName[]
}

/** The wished port if nobody listens there, else one the system offers. */
export async function freePort(wished: number | undefined): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((done, fail) => {
      const probe = createServer()
      probe.once('error', fail)
      probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        const { port: given } = probe.address() as { port: number }
        probe.close(() => done(given))
      })
    })
  if (wished !== undefined) {
    try {
      return await listen(wished)
    } catch {
      // Taken since: any other will do.
    }
  }
  return listen(0)
}

const registryFile = (dataDir: string) => join(dataDir, 'postgres.json')

export async function readRegistry(dataDir: string): Promise<Registry> {
  try {
    const registry = JSON.parse(await readFile(registryFile(dataDir), 'utf8')) as Partial<Registry>
    return {
      port: registry.port,
      place: registry.place,
      users: Array.isArray(registry.users) ? registry.users : [],
    }
  } catch {
    return { users: [] }
  }
}

export async function writeRegistry(dataDir: string, registry: Registry): Promise<void> {
  const aside = `${registryFile(dataDir)}.new`
  await writeFile(aside, JSON.stringify(registry), { mode: 0o600 })
  await rename(aside, registryFile(dataDir))
}
