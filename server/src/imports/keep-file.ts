import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { chmod, copyFile, open, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { filePath, keepAs, receiveFile } from '../platform/files.ts'
import { Problem, type ProblemBody } from '../platform/problem.ts'
import { createRowCleaner } from './formats/clean-row.ts'
import { hasPersonalWords } from './kept-copy/personal-words.ts'
import { writeCsvCopy } from './kept-copy/write-csv-copy.ts'
import { writeXlsxCopy } from './kept-copy/write-xlsx-copy.ts'
import type { Merge, Table, TableSource } from './model.ts'
import { openTable } from './read-table/open-table.ts'

const PIECE_BYTES = 1024 * 1024

/** A file that was given, and what of it is kept under `files/<sha256>`. */
export interface KeptFile {
  /** Of the bytes as given: by it the same file is known again. */
  sha256: string
  /** Bytes as given. */
  size: number
  kept: 'as-given' | 'cleaned' | 'nothing'
  /** Why nothing is kept: the file cannot be read. */
  problem: ProblemBody | null
}

/** Takes an upload: sealed on disk while it comes, kept without personal data, the upload itself forgotten. */
export async function keepUpload(
  dataDir: string,
  stream: AsyncIterable<Uint8Array>,
  fileName: string,
  limit: number,
): Promise<KeptFile> {
  const sealed = await receiveFile(dataDir, stream, limit)
  try {
    return await keep(dataDir, sealed, { ...sealed, fileName })
  } finally {
    await sealed.discard()
  }
}

/** Takes a file of this machine; it is read where it lies. */
export async function keepLocal(dataDir: string, path: string, fileName: string): Promise<KeptFile> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(piece)
    size += piece.length
  }
  return keep(dataDir, { sha256: hash.digest('hex'), size }, { path, fileName })
}

async function keep(
  dataDir: string,
  given: { sha256: string; size: number },
  source: TableSource,
): Promise<KeptFile> {
  const { sha256, size } = given
  try {
    let isChanged = false
    await keepAs(dataDir, sha256, async (path) => {
      const table = await openTable(source)
      isChanged = await writeCopy(table, source, path)
    })
    return { sha256, size, kept: isChanged ? 'cleaned' : 'as-given', problem: null }
  } catch (error) {
    if (!(error instanceof Problem) || !error.code.startsWith('import/')) throw error
    return { sha256, size, kept: 'nothing', problem: error.toBody() }
  }
}

/** Writes what of a table may be kept. @returns whether something was emptied */
async function writeCopy(table: Table, source: TableSource, path: string): Promise<boolean> {
  if (table.kind !== 'csv') {
    const merges = new Map<string, Merge[]>()
    for (const { name, hidden } of table.sheets) if (!hidden) merges.set(name, await table.merges(name))
    return writeXlsxCopy(
      table,
      path,
      createRowCleaner((sheet) => merges.get(sheet) ?? []),
    )
  }
  const stream =
    'path' in source ? () => createReadStream(source.path, { highWaterMark: PIECE_BYTES }) : source.stream
  if (await hasPersonalWords(table, stream))
    return writeCsvCopy(
      table,
      path,
      createRowCleaner(() => []),
    )
  if ('path' in source) {
    await copyFile(source.path, path, constants.COPYFILE_EXCL)
    await chmod(path, 0o600)
  } else await pipeline(stream(), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  const handle = await open(path, 'r+')
  await handle.sync().finally(() => handle.close())
  return false
}

/** Cleans what lies under a sha-256 in its place, for files kept by a version that kept them as they came. */
export async function cleanKept(dataDir: string, sha256: string): Promise<KeptFile> {
  const path = filePath(dataDir, sha256)
  const { size } = await stat(path)
  const cleaned = await keep(dataDir, { sha256, size }, { path, fileName: sha256.slice(0, 8) })
  if (cleaned.kept === 'nothing') await rm(path, { force: true })
  return cleaned
}
