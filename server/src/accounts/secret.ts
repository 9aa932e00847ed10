import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The secret that signs cookies and encrypts second factors: made once, kept beside the data, readable by its owner only.
 * Processes that share the data folder share it; without it second factors cannot be read, so a backup holds it.
 */
export async function readSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret')
  // Of two processes that start at once, one makes it and both read that one.
  await writeFile(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(path, 'utf8')).trim()
}
