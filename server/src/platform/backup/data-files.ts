import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Of the data folder's top: the embedded server's own, scratch, and what ties a folder to one database. */
const NOT_DATA = /^(postgres([.-].*)?|tmp|demo|database-id|restore-unfinished)$/
/** Anywhere: locks and what is still being written. */
const UNFINISHED = /~|\.(lock|new|part|wal|tmp)$/
/** Folders whose files have one form; others beside them are leftovers of work cut off. */
const FORMS: Record<string, RegExp> = {
  files: /^[0-9a-f]{64}$/,
  results: /\.parquet$/,
  staging: /^\d+\.parquet$/,
}

/**
 * Paths inside the data folder that a backup takes: everything but what is named above, so that a folder that a later
 * version adds is in its backups without being named here. Staged results stand before committed ones: a file that is
 * renamed from the one to the other meanwhile is met at least once.
 */
export async function listDataFiles(dataDir: string): Promise<string[]> {
  const top = await readdir(dataDir, { withFileTypes: true })
  const kept = top.filter(({ name }) => !NOT_DATA.test(name) && !UNFINISHED.test(name))
  const first = (name: string) => (name === 'staging' ? 0 : 1)
  kept.sort((left, right) => first(left.name) - first(right.name) || (left.name < right.name ? -1 : 1))
  const paths: string[] = []
  for (const entry of kept) {
    if (entry.isFile()) paths.push(entry.name)
    if (!entry.isDirectory()) continue
    const inside = await readdir(join(dataDir, entry.name), { withFileTypes: true, recursive: true })
    for (const file of inside.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      if (!file.isFile() || UNFINISHED.test(file.name)) continue
      const folder = file.parentPath.slice(dataDir.length + 1).replaceAll('\\', '/')
      if (FORMS[folder] && !FORMS[folder].test(file.name)) continue
      paths.push(`${folder}/${file.name}`)
    }
  }
  return paths
}

/** Opens a file with its size; undefined where it has gone since the folder was read. */
export async function openPresent(path: string): Promise<{ file: FileHandle; size: number } | undefined> {
  try {
    const file = await open(path, 'r')
    return { file, size: (await file.stat()).size }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
