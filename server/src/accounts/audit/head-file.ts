import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { auditFolder } from './signing-key.ts'

/**
 * The latest seal, remembered outside of the database: without it somebody could take the end of the chain away together
 * with its rows, and what is left would still fit.
 */
const Head = z.object({ batch: z.number().int(), hash: z.string() })
export type Head = z.infer<typeof Head>

const pathOf = (dataDir: string) => join(auditFolder(dataDir), 'head.json')

export async function readHead(dataDir: string): Promise<Head | undefined> {
  const text = await readFile(pathOf(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : Head.parse(JSON.parse(text))
}

/** Two processes may write in either order: an older head is still one that the chain must hold. */
export async function writeHead(dataDir: string, head: Head): Promise<void> {
  await mkdir(auditFolder(dataDir), { recursive: true, mode: 0o700 })
  const aside = `${pathOf(dataDir)}-${randomUUID()}`
  await writeFile(aside, JSON.stringify(head), { mode: 0o600, flush: true })
  await rename(aside, pathOf(dataDir))
}
