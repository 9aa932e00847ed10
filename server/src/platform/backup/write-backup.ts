import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type pg from 'pg'
import { forbidDeletions } from '../deletion-lock.ts'
import { Problem } from '../problem.ts'
import { type ArchiveWriter, writeArchive } from './archive-writer.ts'
import { listDataFiles, openPresent } from './data-files.ts'
import {
  BackupHeader,
  type BackupManifest,
  type BackupTable,
  CHUNK_BYTES,
  chunkEntry,
  FORMAT,
  FORMAT_VERSION,
  fileEntry,
  HEADER_ENTRY,
  MANIFEST_ENTRY,
} from './format.ts'
import { listSequences, listTables, readRows, rowDigest, SAME_TEXT, type TableShape } from './tables.ts'

const zip = promisify(gzip)

export interface BackupOptions {
  pool: pg.Pool
  dataDir: string
  /** Where the archive appears when it is whole. */
  out: string
  /** Of this program. */
  version: string
  now: Date
  /** Paths inside the data folder that the database names, asked for in its snapshot. */
  named: (client: pg.ClientBase) => Promise<string[]>
  progress?: (step: 'database' | 'files', done: number, total: number) => void
}

/**
 * Backs up a living instance. The database first, as one snapshot; then the files, which never change and of which
 * nobody deletes any while this runs, so that every file the snapshot names is there. Memory does not grow with the data.
 * @returns what is in it; `missing` are files that the database names and the folder no longer has
 * @throws Problem 'backup/busy' while another backup or a clean-up runs
 */
export async function writeBackup(
  options: BackupOptions,
): Promise<BackupManifest & { bytes: number; missing: string[] }> {
  const { pool, dataDir, out, progress } = options
  const client = await pool.connect()
  try {
    if (!(await forbidDeletions(client)))
      throw new Problem(
        'backup/busy',
        'Другая резервная копия ещё снимается: повторите, когда она закончится.',
      )
    let manifest: BackupManifest | undefined
    const missing = new Set<string>()
    const bytes = await writeArchive(out, async (writer) => {
      const { tables, sequences, named } = await writeDatabase(client, writer, options)
      for (const path of named) missing.add(path)
      const files = { count: 0, bytes: 0 }
      const paths = await listDataFiles(dataDir)
      for (const [at, path] of paths.entries()) {
        progress?.('files', at, paths.length)
        const present = await openPresent(join(dataDir, path))
        if (!present) continue
        try {
          await writer.addFile(fileEntry(path), present.file, present.size)
        } finally {
          await present.file.close()
        }
        missing.delete(path)
        files.count += 1
        files.bytes += present.size
      }
      // The lock went with the connection if that broke: then a file may have been deleted before it was copied.
      await client.query('select 1')
      manifest = { tables, sequences, files }
      await writer.add(MANIFEST_ENTRY, Buffer.from(JSON.stringify(manifest, null, 1)))
    })
    return { ...manifest!, bytes, missing: [...missing] }
  } finally {
    // Not given back: its session holds the lock.
    client.release(true)
  }
}

async function writeDatabase(
  client: pg.PoolClient,
  writer: ArchiveWriter,
  { version, now, named, progress }: BackupOptions,
): Promise<Pick<BackupManifest, 'tables' | 'sequences'> & { named: string[] }> {
  await client.query('begin isolation level repeatable read read only')
  await client.query(SAME_TEXT)
  const header: BackupHeader = {
    ...{ format: FORMAT, formatVersion: FORMAT_VERSION, version },
    createdAt: now.toISOString(),
    migrations: await appliedMigrations(client),
  }
  await writer.add(HEADER_ENTRY, Buffer.from(JSON.stringify(BackupHeader.parse(header), null, 1)))
  const shapes = await listTables(client)
  const tables: BackupTable[] = []
  for (const [at, shape] of shapes.entries()) {
    progress?.('database', at, shapes.length)
    tables.push(await writeTable(client, writer, shape))
  }
  // A sequence stands outside snapshots; read after the rows, it is not behind any of them.
  const sequences = await listSequences(client)
  const files = await named(client)
  await client.query('commit')
  return { tables, sequences, named: files }
}

async function appliedMigrations(client: pg.PoolClient): Promise<BackupHeader['migrations']> {
  const { rows: found } = await client.query(
    `select to_regclass('public.schema_migrations') is not null as there`,
  )
  if (!found[0].there)
    throw new Problem('backup/empty', 'В этой базе данных нет Траектории: копировать нечего.')
  return (
    await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from schema_migrations order by name',
    )
  ).rows
}

async function writeTable(
  client: pg.PoolClient,
  writer: ArchiveWriter,
  shape: TableShape,
): Promise<BackupTable> {
  const digest = rowDigest()
  let pieces: Buffer[] = []
  let held = 0
  let chunks = 0
  const flush = async () => {
    if (held === 0) return
    chunks += 1
    await writer.add(chunkEntry(shape.name, chunks), await zip(Buffer.concat(pieces), { level: 4 }))
    pieces = []
    held = 0
  }
  for await (const piece of readRows(client, shape)) {
    digest.add(piece)
    pieces.push(piece)
    held += piece.length
    if (held >= CHUNK_BYTES) await flush()
  }
  await flush()
  return { name: shape.name, columns: shape.columns, ...digest.result(), chunks }
}
