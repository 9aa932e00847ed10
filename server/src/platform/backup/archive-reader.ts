import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { extract } from 'tar-stream'
import type { z } from 'zod'
import { type Migration, readMigrations } from '../migrate.ts'
import { Problem } from '../problem.ts'
import {
  BackupHeader,
  BackupManifest,
  type EntryName,
  FORMAT,
  FORMAT_VERSION,
  HEADER_ENTRY,
  MANIFEST_ENTRY,
  readEntryName,
  SUMS_ENTRY,
} from './format.ts'

export interface Visitor {
  header?(header: BackupHeader): Promise<void>
  /** The bytes must be read to their end. */
  entry(name: EntryName, bytes: AsyncIterable<Buffer>): Promise<void>
}

export interface BackupContents {
  header: BackupHeader
  manifest: BackupManifest
}

/**
 * Reads a backup from end to end, showing its entries to `visitor`, and believes nothing in it before its checksums
 * agree: what was done with the entries must be taken back if this throws.
 * @throws Problem 'backup/foreign', 'backup/newer' or 'backup/damaged' with one sentence
 */
export async function readArchive(
  path: string,
  visitor: Visitor,
  migrations: Migration[] = readMigrations(),
): Promise<BackupContents> {
  const input = createReadStream(path, { highWaterMark: 1024 * 1024 })
  const tar = extract()
  input.on('error', (error) => tar.destroy(error))
  input.pipe(tar)
  const sums = new Map<string, string>()
  const chunks = new Map<string, number>()
  const files = { count: 0, bytes: 0 }
  let header: BackupHeader | undefined
  let manifest: BackupManifest | undefined
  let isComplete = false
  try {
    for await (const entry of tar) {
      const { name } = entry.header
      if (isComplete || sums.has(name) || entry.header.type !== 'file') throw damaged(name)
      const { pieces, digest } = hashed(entry)
      if (header === undefined) {
        if (name !== HEADER_ENTRY) throw foreign()
        header = readHeader(await wholeText(pieces), migrations)
        await visitor.header?.(header)
      } else if (name === SUMS_ENTRY) {
        const listed = await wholeText(pieces)
        const own = [...sums].map(([file, sum]) => `${sum}  ${file}\n`).join('')
        if (listed !== own) throw damaged(firstDifference(listed, sums))
        isComplete = true
      } else if (name === MANIFEST_ENTRY) {
        manifest = parsed(BackupManifest, await wholeText(pieces)) ?? fail(damaged(name))
      } else {
        const known = readEntryName(name)
        if (!known) throw damaged(name)
        if (known.kind === 'chunk') chunks.set(known.table, (chunks.get(known.table) ?? 0) + 1)
        else {
          files.count += 1
          files.bytes += entry.header.size ?? 0
        }
        await visitor.entry(known, pieces)
      }
      sums.set(name, digest())
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    if ((error as NodeJS.ErrnoException).syscall) throw error
    // A tar that is none from its first bytes on is somebody else's file; later on, one of ours that broke.
    throw header === undefined ? foreign() : isTarError(error) ? damaged() : error
  } finally {
    input.destroy()
  }
  if (header === undefined) throw foreign()
  if (!isComplete || manifest === undefined) throw damaged()
  const lost = manifest.tables.find((table) => table.chunks !== (chunks.get(table.name) ?? 0))
  const isWhole = manifest.files.count === files.count && manifest.files.bytes === files.bytes
  if (lost || !isWhole) throw damaged(lost?.name)
  return { header, manifest }
}

const isTarError = (error: unknown) =>
  error instanceof Error && /tar header|end of data|unexpected end|incorrect|invalid/i.test(error.message)

function hashed(entry: AsyncIterable<Buffer>) {
  const hash = createHash('sha256')
  async function* pieces() {
    for await (const piece of entry) {
      hash.update(piece)
      yield piece
    }
  }
  return { pieces: pieces(), digest: () => hash.digest('hex') }
}

function readHeader(text: string, migrations: Migration[]): BackupHeader {
  const { format, formatVersion } = (json(text) ?? {}) as { format?: unknown; formatVersion?: unknown }
  if (format !== FORMAT) throw foreign()
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION)
    throw newer('формат копии новее известного этой программе')
  const header = parsed(BackupHeader, text) ?? fail(damaged(HEADER_ENTRY))
  for (const [at, { name, sha256 }] of header.migrations.entries()) {
    const own = migrations[at]
    if (own?.name === name && own.sha256 === sha256) continue
    throw newer(
      own === undefined || !migrations.some((known) => known.name === name)
        ? `копия снята программой ${header.version}, в базе есть изменение ${name}, которого здесь нет`
        : `копия снята другой сборкой программы ${header.version}: изменение ${name} в ней иное`,
    )
  }
  return header
}

const foreign = () => new Problem('backup/foreign', 'Это не резервная копия Траектории.')
const newer = (why: string) =>
  new Problem('backup/newer', `Эту копию здесь не восстановить: ${why}. Обновите программу и повторите.`)
const damaged = (what?: string) =>
  new Problem(
    'backup/damaged',
    `Резервная копия повреждена или записана не до конца${what ? ` (${what})` : ''}: возьмите другую.`,
  )

const firstDifference = (listed: string, sums: Map<string, string>): string | undefined =>
  [...sums].find(([file, sum]) => !listed.includes(`${sum}  ${file}\n`))?.[0]

function fail(problem: Problem): never {
  throw problem
}

/** Entries read whole are small; a larger one is none of ours. */
const LARGEST_TEXT = 64 * 1024 * 1024

async function wholeText(pieces: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > LARGEST_TEXT) throw damaged()
    parts.push(piece)
  }
  return Buffer.concat(parts).toString('utf8')
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const parsed = <T>(schema: z.ZodType<T>, text: string): T | undefined => schema.safeParse(json(text)).data
