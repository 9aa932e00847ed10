import { createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { syncFolder } from '../files.ts'
import { type Migration, readMigrations, whileNobodyMigrates } from '../migrate.ts'
import { Problem } from '../problem.ts'
import { type BackupContents, readArchive } from './archive-reader.ts'
import type { BackupHeader } from './format.ts'
import { type DatabaseLoader, openLoader } from './load-database.ts'

/** Reads a backup from end to end and changes nothing. @throws Problem 'backup/…' for one that cannot be restored here */
export const checkBackup = (path: string, migrations?: Migration[]): Promise<BackupContents> =>
  readArchive(
    path,
    {
      async entry(_name, bytes) {
        for await (const _piece of bytes);
      },
    },
    migrations,
  )

/**
 * Fills an empty database and an empty folder from a backup. The database is one transaction, so it is whole or empty;
 * of the folder the caller knows that it may be half-filled if this throws.
 * @throws Problem 'backup/…' or 'restore/not-empty'
 */
export async function restoreBackup(
  path: string,
  {
    pool,
    dataDir,
    migrations = readMigrations(),
  }: { pool: pg.Pool; dataDir: string; migrations?: Migration[] },
): Promise<BackupContents> {
  return whileNobodyMigrates(pool, async (client) => {
    await refuseFullDatabase(client)
    const folders = new Set<string>([dataDir])
    await client.query('begin')
    try {
      const contents = await fill(client, path, dataDir, folders, migrations)
      for (const folder of folders) await syncFolder(folder)
      await client.query('commit')
      return contents
    } catch (error) {
      await client.query('rollback').catch(() => {})
      throw error
    }
  })
}

async function fill(
  client: pg.PoolClient,
  path: string,
  dataDir: string,
  folders: Set<string>,
  migrations: Migration[],
): Promise<BackupContents> {
  let loader: DatabaseLoader | undefined
  const reading = readArchive(
    path,
    {
      async header(header: BackupHeader) {
        loader = await openLoader(client, header, migrations)
      },
      async entry(name, bytes) {
        if (name.kind === 'chunk') return loader!.load(name.table, bytes)
        const target = join(dataDir, name.path)
        await mkdir(dirname(target), { recursive: true, mode: 0o700 })
        folders.add(dirname(target))
        await writeSynced(target, bytes)
      },
    },
    migrations,
  )
  const contents = await reading.catch(async (error: unknown) => {
    await loader?.abort()
    throw error
  })
  await loader!.finish(contents.manifest)
  // The copy is an installation of its own: its folder must not be taken for the original's, nor the other way round.
  await client.query(`delete from installation where key = 'database-id'`)
  return contents
}

async function writeSynced(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function refuseFullDatabase(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') limit 1`,
  )
  if (rows.length > 0)
    throw new Problem(
      'restore/not-empty',
      `В базе данных уже есть таблицы (${rows[0]!.name}): восстановить можно только в пустую базу, создайте новую.`,
    )
}
