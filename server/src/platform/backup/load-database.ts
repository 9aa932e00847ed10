import { once } from 'node:events'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { applyWithin, type Migration } from '../migrate.ts'
import { Problem } from '../problem.ts'
import type { BackupHeader, BackupManifest } from './format.ts'
import { listTables, quoted, SAME_TEXT, type TableShape, tableDigest } from './tables.ts'

const unzip = promisify(gunzip)

export interface DatabaseLoader {
  /** Pieces of a table in their order; tables may come in any. */
  load(table: string, zipped: AsyncIterable<Buffer>): Promise<void>
  /** Puts everything back that loading needed out of the way, and compares each table with the manifest. */
  finish(manifest: BackupManifest): Promise<void>
  /** Ends a COPY that waits for more rows: without it the connection would not hear the rollback. */
  abort(): Promise<void>
}

/**
 * Fills an empty database inside the caller's transaction, so that it is either whole or as empty as before: the schema
 * by the migrations of the backup's time, then the rows. Foreign keys are made anew afterwards and triggers (some refuse
 * any change of what is signed) sleep meanwhile: both are the owner's right, no superuser is needed.
 */
export async function openLoader(
  client: pg.PoolClient,
  header: BackupHeader,
  migrations: Migration[],
): Promise<DatabaseLoader> {
  await client.query(SAME_TEXT)
  await applyWithin(client, migrations.slice(0, header.migrations.length))
  const tables = new Map((await listTables(client)).map((table) => [table.name, table]))
  const names = [...tables.keys()].map(quoted)
  for (const name of names) await client.query(`alter table ${name} disable trigger user`)
  const links = await dropLinks(client)
  // Rows that migrations themselves wrote are in the backup, as they were then.
  await client.query(`truncate ${names.join(', ')}`)

  let open: { table: string; stream: CopyStreamQuery } | undefined
  const close = async () => {
    if (!open) return
    const { stream } = open
    open = undefined
    stream.end()
    await once(stream, 'finish')
  }
  const shapeOf = (name: string): TableShape => {
    const shape = tables.get(name)
    if (!shape)
      throw new Problem('backup/damaged', `В резервной копии лишняя таблица ${name}: возьмите другую.`)
    return shape
  }
  return {
    async load(table, zipped) {
      if (open?.table !== table) {
        await close()
        open = { table, stream: client.query(copyFrom(copyCommand(shapeOf(table)))) }
      }
      const pieces: Buffer[] = []
      for await (const piece of zipped) pieces.push(piece)
      await write(open!.stream, await unzip(Buffer.concat(pieces)))
    },
    async abort() {
      if (!open) return
      const { stream } = open
      open = undefined
      const closed = new Promise((resolve) => stream.once('close', resolve))
      stream.on('error', () => {}).destroy(new Error('the backup cannot be read'))
      await closed
    },
    async finish(manifest) {
      await close()
      // Checks put off to the commit would stand in the way of the constraints.
      await client.query('set constraints all immediate')
      for (const { name, lastValue, isCalled } of manifest.sequences)
        await client.query('select setval($1::regclass, $2, $3)', [quoted(name), lastValue, isCalled])
      for (const { table, name, definition } of links)
        await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`)
      for (const name of names) await client.query(`alter table ${name} enable trigger user`)
      await compare(client, tables, manifest)
    },
  }
}

/** The columns as the backup has them are the table's own: the schema is of the same migrations. */
const copyCommand = ({ name, columns }: TableShape) =>
  `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`

async function write(stream: CopyStreamQuery, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.once('error', reject)
    stream.write(bytes, () => {
      stream.off('error', reject)
      resolve()
    })
  })
}

interface Link {
  table: string
  name: string
  definition: string
}

async function dropLinks(client: pg.PoolClient): Promise<Link[]> {
  const { rows } = await client.query<Link>(`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0
    order by conrelid, conname`)
  for (const { table, name } of rows)
    await client.query(`alter table ${table} drop constraint ${quoted(name)}`)
  return rows
}

async function compare(
  client: pg.PoolClient,
  tables: Map<string, TableShape>,
  manifest: BackupManifest,
): Promise<void> {
  for (const { name, rows, sha256 } of manifest.tables) {
    const shape = tables.get(name)
    const loaded = shape && (await tableDigest(client, shape))
    if (loaded?.rows === rows && loaded.sha256 === sha256) continue
    throw new Problem(
      'backup/damaged',
      `Таблица ${name} после восстановления отличается от копии (строк ${loaded?.rows ?? 0} из ${rows}): ничего не изменено.`,
    )
  }
}
