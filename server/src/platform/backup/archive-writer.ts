import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { syncFolder } from '../files.ts'
import { SUMS_ENTRY } from './format.ts'

export interface ArchiveWriter {
  add(name: string, bytes: Buffer): Promise<void>
  /** A file's first `size` bytes, as it is open now. */
  addFile(name: string, file: FileHandle, size: number): Promise<void>
  /** Bytes written so far. */
  size(): number
}

/**
 * Writes a tar file with a checksum of every entry at its end. It appears under its name whole or not at all: written
 * aside, synced, renamed. What a killed process leaves is `PATH.part`.
 */
export async function writeArchive(
  path: string,
  fill: (writer: ArchiveWriter) => Promise<void>,
): Promise<number> {
  const aside = `${path}.part`
  const file = await open(aside, 'w', 0o600)
  try {
    const size = await fillArchive(file, fill)
    await file.sync()
    await file.close()
    await rename(aside, path)
    await syncFolder(dirname(path))
    return size
  } catch (error) {
    await file.close().catch(() => {})
    await rm(aside, { force: true })
    throw error
  }
}

async function fillArchive(
  file: FileHandle,
  fill: (writer: ArchiveWriter) => Promise<void>,
): Promise<number> {
  const tar = pack()
  const sums: string[] = []
  let written = 0
  const draining = (async () => {
    for await (const piece of tar) {
      await file.write(piece)
      written += piece.length
    }
  })()
  // Heard below; here only so that a full disk does not end the process before it is.
  draining.catch((error: Error) => tar.destroy(error))
  const put = async (name: string, size: number, pieces: AsyncIterable<Buffer> | Buffer[]) => {
    const hash = createHash('sha256')
    const sink = tar.entry({ name, size, mode: 0o600, mtime: new Date(0) })
    await pipeline(async function* () {
      for await (const piece of pieces) {
        hash.update(piece)
        yield piece
      }
    }, sink)
    sums.push(`${hash.digest('hex')}  ${name}`)
  }
  try {
    await fill({
      add: (name, bytes) => put(name, bytes.length, [bytes]),
      addFile: (name, handle, size) =>
        put(
          name,
          size,
          size === 0 ? [] : handle.createReadStream({ autoClose: false, start: 0, end: size - 1 }),
        ),
      size: () => written,
    })
    const list = Buffer.from(`${sums.join('\n')}\n`)
    await put(SUMS_ENTRY, list.length, [list])
    tar.finalize()
  } catch (error) {
    tar.destroy()
    // The first cause, where writing to the disk is what failed.
    await draining
    throw error
  }
  await draining
  return written
}
