import { randomBytes, randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The secret that signs cookies and encrypts second factors: made once, kept beside the data, readable by its owner only.
 * Processes that share the data folder share it; without it second factors cannot be read, so a backup holds it.
 */
export async function readSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret')
  const known = await readFile(path, 'utf8').catch(absent)
  if (known !== undefined) return known.trim()
  // Written aside and linked whole: of two processes that start at once one wins, and nobody reads half of it.
  const aside = join(dataDir, `secret-${randomUUID()}`)
  await writeFile(aside, randomBytes(32).toString('base64url'), { mode: 0o600 })
  await link(aside, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(aside)
  return (await readFile(path, 'utf8')).trim()
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
