import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Renames a file so that after a power cut there is the whole new file or none. */
export async function syncAndRename(from: string, to: string): Promise<void> {
  const file = await open(from, 'r+')
  await file.sync()
  await file.close()
  await rename(from, to)
  const folder = await open(dirname(to), 'r')
  await folder.sync()
  await folder.close()
}
