import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startDatabase } from '../src/platform/embedded-postgres.ts'
import { isAlive, type ProcessName, thisProcess } from '../src/platform/folder-lock.ts'
import { dropTestDatabases, type TestServer } from './test-server.ts'

const PREFIX = 'traektoria-test-'

/**
 * Names the run's server; the first test file that needs a database starts it (see `test-server.ts`), so that a run of
 * pure tests pays nothing. TEST_DATABASE_URL puts another server in its place.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL
  const prefix = `traektoria_test_${process.pid}_${Date.now().toString(36)}`
  if (url) {
    const server: TestServer = { url, prefix }
    project.provide('testServer', server)
    return () => dropTestDatabases(url, prefix)
  }
  await sweepLeftovers()
  const folder = await mkdtemp(join(tmpdir(), PREFIX))
  await writeFile(join(folder, 'owner.json'), JSON.stringify(thisProcess()))
  project.provide('testServer', { folder, prefix } satisfies TestServer)
  return () => removeServer(folder)
}

async function removeServer(folder: string): Promise<void> {
  if (existsSync(join(folder, 'postgres', 'postmaster.pid'))) {
    const server = await startDatabase(folder)
    await server.stop()
  }
  await rm(folder, { recursive: true, force: true })
}

/** A run that was killed leaves its server behind. */
async function sweepLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(tmpdir(), name)
    const owner = await readFile(join(folder, 'owner.json'), 'utf8').catch(() => undefined)
    if (owner && !isAlive(JSON.parse(owner) as ProcessName)) await removeServer(folder).catch(() => {})
  }
}
