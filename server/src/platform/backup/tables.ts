import { createHash } from 'node:crypto'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { BackupManifest } from './format.ts'

/** A table as it is copied: generated columns are left to the server, rows stand in the order of their key. */
export interface TableShape {
  name: string
  columns: string[]
  /** What follows `order by`; text is ordered by its bytes, so that no server's language changes the order. */
  order: string
}

/** So that the same value is the same text on every server, whatever its settings and version. */
export const SAME_TEXT = `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601';
  set local bytea_output = 'hex'; set local extra_float_digits = 1; set local client_encoding = 'UTF8'; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0`

/** Tables of ours: the job queue has a schema of its own and is not among them. */
export async function listTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; order: string | null }>(`
    select c.relname as name,
      array(select a.attname::text from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            order by a.attnum) as columns,
      (select string_agg(quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end, ', ' order by k.at)
       from pg_index i, unnest(i.indkey::int2[]) with ordinality k(attnum, at), pg_attribute a
       where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as "order"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`)
  return rows.map(({ name, columns, order }) => ({
    name,
    columns,
    order: order ?? `${quoted(name)}::text collate "C"`,
  }))
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The rows of a table as text, in pieces as the server sends them. */
export function readRows(client: pg.ClientBase, { name, columns, order }: TableShape): AsyncIterable<Buffer> {
  const list = columns.map(quoted).join(', ')
  return client.query(copyTo(`copy (select ${list} from ${quoted(name)} order by ${order}) to stdout`))
}

/** Counts and hashes rows in COPY's text form, where a line end ends a row and nothing else. */
export function rowDigest() {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add(piece: Buffer): void {
      hash.update(piece)
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) rows += 1
    },
    result: () => ({ rows, sha256: hash.digest('hex') }),
  }
}

/** Row count and checksum of a table, for the archive's manifest and for the comparison with it. */
export async function tableDigest(client: pg.ClientBase, table: TableShape) {
  const digest = rowDigest()
  for await (const piece of readRows(client, table)) digest.add(piece)
  return digest.result()
}

export async function listSequences(client: pg.ClientBase): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`,
  )
  const sequences: BackupManifest['sequences'] = []
  for (const { name } of rows) {
    const { rows: state } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `select last_value::text as "lastValue", is_called as "isCalled" from ${quoted(name)}`,
    )
    sequences.push({ name, ...state[0]! })
  }
  return sequences
}
