import type { FileHandle } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

const VERSION = 20
/** UTF-8 names, sizes after the bytes. */
const FLAGS = 0x0808
const DEFLATED = 8
/** 1 January 1980: the copy of a file does not depend on when it was made. */
const DOS_DATE = 0x21
/** Beyond it a zip would need its 64-bit form; no table that we read is so large. */
const LARGEST = 0xffff_ffff

export interface ZipWriter {
  /** Writes one part from its pieces, packed. */
  add(name: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void>
  finish(): Promise<void>
}

/** A zip written front to back with nothing held but its directory. @throws RangeError over 4 GiB */
export function writeZip(handle: FileHandle): ZipWriter {
  const directory: Buffer[] = []
  let offset = 0
  const put = async (bytes: Buffer) => {
    await handle.writeFile(bytes)
    offset += bytes.length
    if (offset > LARGEST) throw new RangeError('a zip over 4 GiB')
  }
  return {
    async add(name, pieces) {
      const start = offset
      const nameBytes = Buffer.from(name)
      await put(
        Buffer.concat([header(0x04034b50, [VERSION]), fields(0, 0, 0), lengths(nameBytes), nameBytes]),
      )
      const first = offset
      const deflate = createDeflateRaw({ level: 3 })
      let sum = 0
      let size = 0
      const packed = (async () => {
        for await (const bytes of deflate as AsyncIterable<Buffer>) await put(bytes)
      })()
      const fed = (async () => {
        for await (const piece of pieces) {
          const bytes = Buffer.from(piece)
          sum = crc32(bytes, sum)
          size += bytes.length
          if (!deflate.write(bytes)) await roomOrEnd(deflate)
          // What was packed cannot be written: the pieces are let go of.
          if (deflate.destroyed) return
        }
        deflate.end()
      })().catch((error: Error) => {
        deflate.destroy(error)
        throw error
      })
      await Promise.all([fed, packed])
      if (size > LARGEST) throw new RangeError('a part over 4 GiB')
      const sizes = fields(sum, offset - first, size)
      await put(Buffer.concat([uint32(0x08074b50), sizes]))
      const rest = Buffer.alloc(14)
      rest.writeUInt32LE(start, 10)
      directory.push(
        Buffer.concat([header(0x02014b50, [VERSION, VERSION]), sizes, lengths(nameBytes), rest, nameBytes]),
      )
    },
    async finish() {
      const start = offset
      const bytes = Buffer.concat(directory)
      await put(bytes)
      const end = Buffer.alloc(22)
      end.writeUInt32LE(0x06054b50, 0)
      end.writeUInt16LE(directory.length, 8)
      end.writeUInt16LE(directory.length, 10)
      end.writeUInt32LE(bytes.length, 12)
      end.writeUInt32LE(start, 16)
      await put(end)
    },
  }
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Signature, versions, flags, method, time and date. */
function header(signature: number, versions: number[]): Buffer {
  const bytes = Buffer.alloc(4 + versions.length * 2 + 8)
  let at = bytes.writeUInt32LE(signature)
  for (const value of [...versions, FLAGS, DEFLATED, 0, DOS_DATE]) at = bytes.writeUInt16LE(value, at)
  return bytes
}

const fields = (sum: number, packed: number, size: number) =>
  Buffer.concat([uint32(sum), uint32(packed), uint32(size)])

/** Lengths of the name and of nothing more. */
function lengths(name: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(name.length)
  return bytes
}

const roomOrEnd = (stream: Writable): Promise<void> =>
  new Promise((resume) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      resume()
    }
    stream.once('drain', done).once('close', done)
  })
