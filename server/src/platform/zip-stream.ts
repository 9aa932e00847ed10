import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** One file of an archive; its text is made while it is packed. */
export interface ZipEntry {
  name: string
  content: Iterable<string> | AsyncIterable<string>
}

const MOST_BYTES = 0xffff_ffff
/** Sizes stand after the bytes; names are UTF-8. */
const FLAGS = 0x0808
const DEFLATE = 8
/** The first of January 1980: the same content gives the same bytes. */
const DAY = 0x21

/**
 * An archive as bytes while its files are made (PKWARE APPNOTE 6.3.10, without zip64). Nothing waits in memory: whoever reads
 * slowly makes the files slowly, and whoever stops reading ends them.
 * @throws Error where a file or the archive has 4 GiB: then the bytes end in a fault instead of a broken archive
 */
export async function* zipStream(
  entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>,
): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let offset = 0
  for await (const { name, content } of entries) {
    const nameBytes = Buffer.from(name)
    const header = fields(30, [[0, 0x04034b50, 4], ...common(4), [26, nameBytes.length, 2]])
    yield Buffer.concat([header, nameBytes])
    const sums = { crc: 0, size: 0, packed: 0 }
    yield* packed(content, sums)
    if (sums.size >= MOST_BYTES) throw new Error(`${name}: more than a zip without zip64 holds`)
    const told: Field[] = [
      [0, sums.crc, 4],
      [4, sums.packed, 4],
      [8, sums.size, 4],
    ]
    yield Buffer.concat([fields(4, [[0, 0x08074b50, 4]]), fields(12, told)])
    const entry = fields(46, [
      ...([[0, 0x02014b50, 4], [4, 20, 2], ...common(6)] as Field[]),
      ...told.map(([at, value, bytes]): Field => [at + 16, value, bytes]),
      ...([
        [28, nameBytes.length, 2],
        [42, offset, 4],
      ] as Field[]),
    ])
    directory.push(entry, nameBytes)
    offset += header.length + nameBytes.length + sums.packed + 16
    if (offset >= MOST_BYTES) throw new Error('more than a zip without zip64 holds')
  }
  const listing = Buffer.concat(directory)
  const count = directory.length / 2
  yield listing
  yield fields(22, [
    ...([
      [0, 0x06054b50, 4],
      [8, count, 2],
      [10, count, 2],
    ] as Field[]),
    ...([
      [12, listing.length, 4],
      [16, offset, 4],
    ] as Field[]),
  ])
}

type Field = [at: number, value: number, bytes: number]

/** Version needed, flags, method, time and day: the same in both headers. */
const common = (at: number): Field[] => [
  [at, 20, 2],
  [at + 2, FLAGS, 2],
  [at + 4, DEFLATE, 2],
  [at + 8, DAY, 2],
]

function fields(length: number, values: Field[]): Buffer {
  const bytes = Buffer.alloc(length)
  for (const [at, value, width] of values) bytes.writeUIntLE(value, at, width)
  return bytes
}

async function* packed(
  content: ZipEntry['content'],
  sums: { crc: number; size: number; packed: number },
): AsyncGenerator<Buffer> {
  const plain = async function* () {
    for await (const text of content) {
      const bytes = Buffer.from(text)
      sums.crc = crc32(bytes, sums.crc)
      sums.size += bytes.length
      yield bytes
    }
  }
  // The fault of the content becomes the fault of what is read here.
  const deflate = pipeline(Readable.from(plain()), createDeflateRaw({ level: 5 }), () => {})
  for await (const chunk of deflate as AsyncIterable<Buffer>) {
    sums.packed += chunk.length
    yield chunk
  }
}
