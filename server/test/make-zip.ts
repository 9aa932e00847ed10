import { crc32, deflateRawSync } from 'node:zlib'

/** One file of a zip made for a test. `lie` replaces what the headers claim. */
export interface ZipFile {
  name: string
  content: string | Buffer
  stored?: boolean
  encrypted?: boolean
  lie?: { crc?: number; unpacked?: number }
}

/** A small zip writer, so that broken and hostile files are made in the test and not kept as binaries. */
export function makeZip(files: ZipFile[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const content = Buffer.from(file.content as string)
    const packed = file.stored ? content : deflateRawSync(content)
    const name = Buffer.from(file.name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE((file.encrypted ? 1 : 0) | 0x800, 2)
    fields.writeUInt16LE(file.stored ? 0 : 8, 4)
    fields.writeUInt32LE(file.lie?.crc ?? crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(file.lie?.unpacked ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed])
    const made = Buffer.alloc(2)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), made, fields, tail, name]))
    locals.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(listing.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, listing, Buffer.from('PK\x05\x06'), end])
}
