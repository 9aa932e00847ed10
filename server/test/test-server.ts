import pg from 'pg'
import { openDatabase } from '../src/platform/db.ts'
import { startDatabase } from '../src/platform/embedded-postgres.ts'
import { migrateJobs } from '../src/platform/jobs.ts'
import { migrate } from '../src/platform/migrate.ts'

/** Where this run's databases live: a folder of its own, or a server somebody else runs. */
export type TestServer = { prefix: string } & ({ url: string } | { folder: string })

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

/** Starts or joins the run's server. The last test file to leave stops it; the next one starts it in a moment. */
export async function joinServer(server: TestServer): Promise<{ url: string; stop(): Promise<void> }> {
  if ('url' in server) return { url: server.url, stop: async () => {} }
  return startDatabase(server.folder, { sync: false })
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

export async function asAdmin<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await fn(client)
  } finally {
    await client.end()
  }
}

const TEMPLATE_LOCK = 7_203_850_115

/** Makes the migrated template once per run, whole: another fork sees it only under its final name. */
export function ensureTemplate(url: string, prefix: string): Promise<string> {
  const template = `${prefix}_template`
  return asAdmin(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (rowCount === 0) {
      await client.query(`create database ${template}_new`)
      const database = openDatabase(withDatabase(url, `${template}_new`))
      try {
        await migrate(database.pool)
        await migrateJobs(database.pool)
      } finally {
        await database.close()
      }
      await client.query(`alter database ${template}_new rename to ${template}`)
    }
    return template
  })
}

export async function dropTestDatabases(url: string, prefix: string): Promise<void> {
  await asAdmin(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    )
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`)
  })
}
