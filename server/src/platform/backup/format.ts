import { z } from 'zod'

/**
 * A backup is one tar file that ordinary tools open: `backup.json` (what it is), `database/TABLE/000001.copy.gz`
 * (PostgreSQL's own text COPY), `data/…` (the data folder's files as they are), `manifest.json` (what must be in it), and
 * `SHA256SUMS` last, so that `sha256sum -c SHA256SUMS` proves it without us.
 */
export const HEADER_ENTRY = 'backup.json'
export const MANIFEST_ENTRY = 'manifest.json'
export const SUMS_ENTRY = 'SHA256SUMS'

export const FORMAT = 'traektoria-backup'
export const FORMAT_VERSION = 1

/** Raw bytes of a table in one entry: what is held in memory at once. */
export const CHUNK_BYTES = 8 * 1024 * 1024

export const BackupHeader = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.number().int(),
  /** Of the program that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  /** Applied to the database, in order: restored by the same ones, then brought up by later ones. */
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })).min(1),
})
export type BackupHeader = z.infer<typeof BackupHeader>

const Identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)

export const BackupTable = z.object({
  name: Identifier,
  columns: z.array(Identifier).min(1),
  rows: z.number().int().nonnegative(),
  /** Of the rows as COPY gives them in the order of their key: the same on every server. */
  sha256: z.string(),
  chunks: z.number().int().nonnegative(),
})
export type BackupTable = z.infer<typeof BackupTable>

export const BackupManifest = z.object({
  tables: z.array(BackupTable),
  sequences: z.array(
    z.object({ name: Identifier, lastValue: z.string().regex(/^-?\d+$/), isCalled: z.boolean() }),
  ),
  files: z.object({ count: z.number().int(), bytes: z.number().int() }),
})
export type BackupManifest = z.infer<typeof BackupManifest>

export const chunkEntry = (table: string, number: number): string =>
  `database/${table}/${String(number).padStart(6, '0')}.copy.gz`

const DATA = 'data/'
export const fileEntry = (path: string): string => `${DATA}${path}`

export type EntryName = { kind: 'chunk'; table: string; number: number } | { kind: 'file'; path: string }

/** What an entry is, or undefined for a name that no backup of ours has (nothing may be written outside the folder). */
export function readEntryName(name: string): EntryName | undefined {
  const chunk = /^database\/([a-z_][a-z0-9_]{0,62})\/(\d{6})\.copy\.gz$/.exec(name)
  if (chunk) return { kind: 'chunk', table: chunk[1]!, number: Number(chunk[2]) }
  if (!name.startsWith(DATA) || /[\\\0]/.test(name)) return undefined
  const parts = name.slice(DATA.length).split('/')
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? undefined
    : { kind: 'file', path: parts.join('/') }
}
