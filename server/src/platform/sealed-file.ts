import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Problem } from './problem.ts'

const CIPHER = 'aes-256-ctr'
const BLOCK_BYTES = 16

/**
 * Bytes given by a person that may hold names: on disk they are enciphered under a key that only this process's memory
 * has. Whatever ends the process, nobody can read what it left.
 */
export interface SealedFile {
  /** Of the bytes as given, lowercase hexadecimal. */
  sha256: string
  /** Bytes. */
  size: number
  stream(): Readable
  /** Bytes from `start` up to, not including, `end`. */
  range(start: number, end: number): Readable
  discard(): Promise<void>
}

/**
 * Writes a stream to `path`, sealed. The caller removes it (`discard`); after a failure nothing is left.
 * @param limit the greatest allowed size in bytes.
 * @throws Problem 'request/too-large'
 */
export async function sealFile(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<SealedFile> {
  const key = randomBytes(32)
  const discard = () => rm(path, { force: true })
  try {
    const handle = await open(path, 'wx', 0o600)
    const { sha256, size } = await write(handle, key, stream, limit).finally(() => handle.close())
    const range = (start: number, end: number) => Readable.from(decipher(path, key, start, end))
    return { sha256, size, stream: () => range(0, size), range, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

async function write(handle: FileHandle, key: Buffer, stream: AsyncIterable<Uint8Array>, limit: number) {
  const hash = createHash('sha256')
  const cipher = createCipheriv(CIPHER, key, counterAt(0))
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > limit) throw new Problem('request/too-large', `Файл больше ${megabytes(limit)} МБ`)
    hash.update(chunk)
    await handle.writeFile(cipher.update(chunk))
  }
  return { sha256: hash.digest('hex'), size }
}

/** The key is used for one file only, so the counter may begin at 0. */
function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES)
  counter.writeBigUInt64BE(BigInt(block), BLOCK_BYTES - 8)
  return counter
}

async function* decipher(path: string, key: Buffer, start: number, end: number): AsyncGenerator<Buffer> {
  if (end <= start) return
  const block = Math.floor(start / BLOCK_BYTES)
  const from = block * BLOCK_BYTES
  const decipher = createDecipheriv(CIPHER, key, counterAt(block))
  let skip = start - from
  const bytes = createReadStream(path, { start: from, end: end - 1, highWaterMark: 256 * 1024 })
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const plain = decipher.update(chunk)
    const rest = plain.subarray(skip)
    skip = Math.max(0, skip - plain.length)
    if (rest.length > 0) yield rest
  }
}

const megabytes = (bytes: number) =>
  (bytes / 1_000_000).toLocaleString('ru-RU', { maximumFractionDigits: bytes < 10_000_000 ? 1 : 0 })
