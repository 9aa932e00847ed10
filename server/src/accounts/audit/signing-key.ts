import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { syncFolder } from '../../platform/files.ts'
import { sha256Hex } from './chain.ts'

/**
 * The folder's own key: it lies beside the data and never in the database. A copy of the instance (`backup`) holds it with
 * everything else, so that the restored one goes on with the same chain: whoever has a copy has the key.
 */
export interface SigningKey {
  /** SPKI, base64. */
  publicKey: string
  createdAt: Date
  sign(text: string): Buffer
}

export const auditFolder = (dataDir: string): string => join(dataDir, 'audit')

const KeyFile = z.object({ createdAt: z.iso.datetime(), privateKey: z.string() })

/** Reads the folder's Ed25519 key, made at the first call; several processes at once make one. */
export async function loadSigningKey(dataDir: string, now: Date): Promise<SigningKey> {
  const folder = auditFolder(dataDir)
  const path = join(folder, 'key.json')
  const text = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    await makeKey(folder, path, now)
    return readFile(path, 'utf8')
  })
  const { createdAt, privateKey: pem } = KeyFile.parse(JSON.parse(text))
  const privateKey = createPrivateKey(pem)
  return {
    publicKey: encode(createPublicKey(privateKey)),
    createdAt: new Date(createdAt),
    sign: (words) => sign(null, Buffer.from(words), privateKey),
  }
}

async function makeKey(folder: string, path: string, now: Date): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const aside = join(folder, `key-${randomUUID()}`)
  try {
    await writeFile(aside, JSON.stringify({ createdAt: now.toISOString(), privateKey: pem }), {
      mode: 0o600,
      flush: true,
    })
    // Unlike a rename, a link fails where another process was first: its key stays.
    await link(aside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await syncFolder(folder)
  } finally {
    await rm(aside, { force: true })
  }
}

export function isSigned(text: string, signature: Uint8Array, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(text), key, signature)
  } catch {
    // A key or a signature of another shape is no signature.
    return false
  }
}

const encode = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64')

/** Short enough to be read aloud and written down: «3f2a 91c0 …», the first 16 bytes of the key's SHA-256. */
export const fingerprint = (publicKey: string): string =>
  sha256Hex(Buffer.from(publicKey, 'base64'))
    .slice(0, 32)
    .replace(/(.{4})(?=.)/g, '$1 ')
