import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, thisPlace, thisProcess } from './folder-lock.ts'
import { isDiskFull, Problem } from './problem.ts'
import { type SealedFile, sealFile } from './sealed-file.ts'

const folderOf = (dataDir: string) => join(dataDir, 'files')

/** Where what is kept of the file with this sha-256 lies, if anything is. */
export function filePath(dataDir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a sha-256: ${sha256}`)
  return join(folderOf(dataDir), sha256)
}

/**
 * Takes bytes that may hold names: sealed on disk, readable by this process alone until `discard`.
 * @param limit the greatest allowed size in bytes.
 * @throws Problem 'request/too-large', 'server/disk-full'; nothing is left behind then.
 */
export async function receiveFile(
  dataDir: string,
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<SealedFile> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return sealFile(join(folder, ownName('part')), stream, limit).catch(sayDiskFull)
}

/**
 * Keeps a file under the sha-256 of what was given, in place of one that is there. When this returns, it survives a
 * power cut: written aside, renamed, the folder synced.
 * @param write makes and syncs the file at the path it is given; if it fails, nothing is left.
 */
export async function keepAs(
  dataDir: string,
  sha256: string,
  write: (path: string) => Promise<void>,
): Promise<void> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = join(folder, ownName('part'))
  try {
    await write(aside)
    await rename(aside, filePath(dataDir, sha256))
    await syncFolder(folder)
  } catch (error) {
    await rm(aside, { force: true })
    sayDiskFull(error)
  }
}

function sayDiskFull(error: unknown): never {
  if (isDiskFull(error) && !(error instanceof Problem))
    throw new Problem('server/disk-full', 'Файл не сохранён: на диске не осталось места')
  throw error
}

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
  // Others who share the folder see by its time that somebody they cannot see is alive.
  const touch = () => void utimes(path, new Date(), new Date()).catch(() => {})
  setInterval(touch, ELSEWHERE_MILLISECONDS / 24).unref()
  return path
}

const scratchOf = (dataDir: string) => join(dataDir, 'tmp')

/** What may be left half-written carries its writer's name, so that a sweep beside a running server spares its own. */
function ownName(kind: 'part' | 'scratch'): string {
  const { pid, started } = thisProcess()
  return [kind, pid, encodeURIComponent(started ?? ''), thisPlace(), randomUUID()].join('~')
}

/**
 * Removes what killed processes left half-written.
 * @returns how many files and bytes.
 */
export async function sweepFiles(dataDir: string): Promise<{ count: number; bytes: number }> {
  const swept = { count: 0, bytes: 0 }
  for (const folder of [folderOf(dataDir), scratchOf(dataDir)]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      if (!(await isLeftover(name, path))) continue
      // Another process may be sweeping too.
      swept.bytes += (await stat(path).catch(() => undefined))?.size ?? 0
      await rm(path, { force: true, recursive: true })
      swept.count += 1
    }
  }
  return swept
}

/** Whether a process of another machine or container lives cannot be asked; a file untouched for so long has none. */
const ELSEWHERE_MILLISECONDS = 24 * 3600 * 1000

async function isLeftover(name: string, path: string): Promise<boolean> {
  const [kind, pid, started, place, id] = name.split('~')
  if (kind !== 'part' && kind !== 'scratch') return false
  if (id !== undefined && place !== thisPlace()) {
    const touched = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now()
    return Date.now() - touched > ELSEWHERE_MILLISECONDS
  }
  return !isAlive({ pid: Number(pid), started: decodeURIComponent(started ?? '') })
}
