import type { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import { damaged, encrypted, type ReadLimits, tooBig, unreadable } from './limits.ts'

/** Bytes at rest: a stored file, or a whole file in memory. */
export type ZipSource = { path: string } | { buffer: Buffer } | { range: RangeReader; size: number }

/** Bytes from `start` up to, not including, `end`. */
export type RangeReader = (start: number, end: number) => Readable

export interface Zip {
  /** Real part names by their lower-case spelling, for producers disagree about case. */
  names: Map<string, string>
  /** Sizes as packed, for progress. */
  packedSize(name: string): number
  /** Unpacked bytes; checks the declared size and the checksum at the end. `onPacked` is told the packed bytes used so far. */
  read(name: string, onPacked?: (bytes: number) => void): AsyncGenerator<Buffer>
  close(): void
}

/** Fewer and larger pieces than zlib's 16 KiB: the scanner's cost per piece is then lost in the noise. */
const PIECE_BYTES = 128 * 1024
const STORED = 0
const DEFLATED = 8

/**
 * Opens a zip with the size guards of `limits`: declared sizes are added up before anything is unpacked, and the bytes
 * that really come out are counted over everything read through this object.
 */
export async function openZip(source: ZipSource, fileName: string, limits: ReadLimits): Promise<Zip> {
  const zip = await open(source).catch((error: Error) => {
    throw translate(error, fileName)
  })
  try {
    const entries = await listEntries(zip, fileName, limits)
    return makeZip(zip, entries, fileName, limits)
  } catch (error) {
    zip.close()
    throw translate(error as Error, fileName)
  }
}

function makeZip(
  zip: yauzl.ZipFile,
  entries: Map<string, yauzl.Entry>,
  fileName: string,
  limits: ReadLimits,
): Zip {
  let unpacked = 0
  const find = (name: string) => {
    const entry = entries.get(name)
    if (!entry) throw damaged(fileName, `нет части ${name}`)
    return entry
  }
  async function* read(name: string, onPacked?: (bytes: number) => void): AsyncGenerator<Buffer> {
    const entry = find(name)
    if (entry.isEncrypted()) throw encrypted(fileName)
    if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
      throw unreadable(
        `Файл «${fileName}» сжат необычным способом: откройте его в Excel и сохраните как .xlsx.`,
      )
    const raw = await openEntry(zip, entry).catch((error: Error) => {
      throw translate(error, fileName)
    })
    const inflate = entry.compressionMethod === DEFLATED ? createInflateRaw({ chunkSize: PIECE_BYTES }) : null
    if (inflate) {
      raw.on('error', (error) => inflate.destroy(error))
      raw.pipe(inflate)
    }
    let bytes = 0
    let sum = 0
    try {
      for await (const piece of (inflate ?? raw) as AsyncIterable<Buffer>) {
        bytes += piece.length
        unpacked += piece.length
        if (unpacked > limits.unpackedBytes) throw tooBig(fileName, `больше ${inUnits(limits.unpackedBytes)}`)
        refuseBomb(entry, bytes)
        sum = crc32(piece, sum)
        yield piece
        onPacked?.(inflate ? inflate.bytesWritten : bytes)
      }
      if (bytes !== entry.uncompressedSize || sum !== entry.crc32)
        throw damaged(fileName, `контрольная сумма части ${name} не сходится`)
    } catch (error) {
      throw translate(error as Error, fileName)
    } finally {
      if (inflate) raw.unpipe(inflate)
      inflate?.destroy()
      raw.destroy()
    }
  }
  function refuseBomb(entry: yauzl.Entry, bytes: number) {
    if (bytes > limits.ratioFreeBytes && bytes > entry.compressedSize * limits.unpackedRatio)
      throw tooBig(fileName, `сжатие больше чем в ${limits.unpackedRatio} раз`)
  }
  return {
    names: new Map([...entries.keys()].map((name) => [name.toLowerCase(), name])),
    packedSize: (name) => find(name).compressedSize,
    read,
    close: () => zip.close(),
  }
}

function open(source: ZipSource): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: yauzl.ZipFile) => (error ? reject(error) : resolve(zip))
    const options = { autoClose: false, lazyEntries: true }
    if ('path' in source) yauzl.open(source.path, options, done)
    else if ('range' in source)
      yauzl.fromRandomAccessReader(new RangeSource(source.range), source.size, options, done)
    else yauzl.fromBuffer(source.buffer, options, done)
  })
}

function listEntries(
  zip: yauzl.ZipFile,
  fileName: string,
  limits: ReadLimits,
): Promise<Map<string, yauzl.Entry>> {
  const entries = new Map<string, yauzl.Entry>()
  let declared = 0
  return new Promise((resolve, reject) => {
    if (zip.entryCount > limits.zipEntries)
      return reject(tooBig(fileName, `больше ${limits.zipEntries} частей`))
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: yauzl.Entry) => {
      declared += entry.uncompressedSize
      if (declared > limits.unpackedBytes)
        return reject(tooBig(fileName, `больше ${inUnits(limits.unpackedBytes)}`))
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  // We inflate ourselves: yauzl would do it in 16 KiB pieces and hide how many packed bytes were used.
  const options = { decompress: entry.isCompressed() ? false : null, decrypt: null, start: null, end: null }
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, options, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
}

/** Troubles of the zip itself become a Problem; a Problem and the system's own errors (no such file, no rights) stay. */
function translate(
  error: Error & { code?: string; errno?: number; status?: number },
  fileName: string,
): Error {
  const fromSystem = typeof error.errno === 'number' && !error.code?.startsWith('Z_')
  if (error.name === 'Problem' || fromSystem) return error
  if (/end of central directory|unexpected end|Z_BUF_ERROR/i.test(`${error.message} ${error.code}`))
    return damaged(fileName, 'он обрывается')
  return damaged(fileName, 'архив внутри него не распаковывается')
}

const inUnits = (bytes: number) =>
  bytes >= 1024 ** 3 ? `${+(bytes / 1024 ** 3).toFixed(1)} ГБ` : `${+(bytes / 1024 ** 2).toFixed(1)} МБ`

class RangeSource extends yauzl.RandomAccessReader {
  readonly #range: RangeReader
  constructor(range: RangeReader) {
    super()
    this.#range = range
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return this.#range(start, end)
  }
}
