import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, thisProcess } from './folder-lock.ts'
import { isDiskFull, Problem } from './problem.ts'

export interface StoredFile {
  /** Lowercase hexadecimal, also the file's name. */
  sha256: string
  /** Bytes. */
  size: number
  path: string
}

const folderOf = (dataDir: string) => join(dataDir, 'files')

/** Where the bytes with this sha-256 lie, if they were stored. */
export function filePath(dataDir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a sha-256: ${sha256}`)
  return join(folderOf(dataDir), sha256)
}

/**
 * Stores bytes under their own sha-256; the same bytes twice are one file. When this returns, the file survives a power
 * cut: written aside, synced, renamed, the folder synced.
 * @param limit the greatest allowed size in bytes.
 * @throws Problem 'request/too-large', 'server/disk-full'; nothing is left behind then.
 */
export async function storeFile(
  dataDir: string,
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<StoredFile> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = join(folder, ownName('part'))
  try {
    const { sha256, size } = await writeAside(aside, stream, limit)
    const path = filePath(dataDir, sha256)
    await rename(aside, path)
    await syncFolder(folder)
    return { sha256, size, path }
  } catch (error) {
    await rm(aside, { force: true })
    if (isDiskFull(error))
      throw new Problem('server/disk-full', 'Файл не сохранён: на диске не осталось места')
    throw error
  }
}

async function writeAside(path: string, stream: AsyncIterable<Uint8Array>, limit: number) {
  const hash = createHash('sha256')
  let size = 0
  const handle = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of stream) {
      size += chunk.length
      if (size > limit) throw new Problem('request/too-large', `Файл больше ${megabytes(limit)} МБ`)
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { sha256: hash.digest('hex'), size }
}

const megabytes = (bytes: number) =>
  (bytes / 1_000_000).toLocaleString('ru-RU', { maximumFractionDigits: bytes < 10_000_000 ? 1 : 0 })

/** Makes a rename durable. Windows cannot open a folder and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * A scratch folder of this process's own: DuckDB's spilled pages of two processes in one folder would mix. Remove it
 * when done; what a killed process left in its own is swept.
 */
export async function makeScratch(dataDir: string): Promise<string> {
  const path = join(scratchOf(dataDir), ownName('scratch'))
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}

const scratchOf = (dataDir: string) => join(dataDir, 'tmp')

/** What may be left half-written carries its writer's name, so that a sweep beside a running server spares its own. */
function ownName(kind: 'part' | 'scratch'): string {
  const { pid, started } = thisProcess()
  return `${kind}~${pid}~${encodeURIComponent(started ?? '')}~${randomUUID()}`
}

/**
 * Removes what killed processes left half-written.
 * @returns how many files and bytes.
 */
export async function sweepFiles(dataDir: string): Promise<{ count: number; bytes: number }> {
  const swept = { count: 0, bytes: 0 }
  for (const folder of [folderOf(dataDir), scratchOf(dataDir)]) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!isLeftover(name)) continue
      const path = join(folder, name)
      // Another process may be sweeping too.
      swept.bytes += (await stat(path).catch(() => undefined))?.size ?? 0
      await rm(path, { force: true, recursive: true })
      swept.count += 1
    }
  }
  return swept
}

function isLeftover(name: string): boolean {
  const [kind, pid, started] = name.split('~')
  if (kind !== 'part' && kind !== 'scratch') return false
  return !isAlive({ pid: Number(pid), started: decodeURIComponent(started ?? '') })
}
