import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportGround } from '../imports/commit-import.ts'
import type { Config } from '../platform/config.ts'
import { type Database, type Db, openDatabase } from '../platform/db.ts'
import { startDatabase } from '../platform/embedded-postgres.ts'
import type { Log } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { seedProcedures } from '../results/procedure-queries.ts'
import { openResultStore } from '../results/store.ts'

/** What every command stands on: a migrated database and the result store of one data folder. */
export interface Ground extends ImportGround {
  db: Db
  pool: Database['pool']
  databaseUrl: string
  close(): Promise<void>
}

/**
 * Starts or joins the database of the data folder (or connects to DATABASE_URL), migrates it and brings the catalogue in.
 * `close` leaves the database as it was found: running where somebody else uses it.
 */
export async function openGround(config: Config, log?: Log): Promise<Ground> {
  const dataDir = config.dataDir
  await mkdir(join(dataDir, 'tmp'), { recursive: true })
  const server = config.databaseUrl === undefined ? await startDatabase(dataDir, { log }) : undefined
  const databaseUrl = config.databaseUrl ?? server!.url
  const database = openDatabase(databaseUrl)
  try {
    await migrate(database.pool)
    await seedProcedures(database.db)
    const store = await openResultStore({ tempDir: join(dataDir, 'tmp') })
    return {
      dataDir,
      store,
      db: database.db,
      pool: database.pool,
      databaseUrl,
      async close() {
        await store.close()
        await database.close()
        await server?.stop()
      },
    }
  } catch (error) {
    await database.close()
    await server?.stop()
    throw error
  }
}
