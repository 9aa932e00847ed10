import { writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type ColumnType, type ColumnValues, createColumnEncoder, ENCODINGS } from './encode-column.ts'
import { encodeStruct, type Fields, i32, i64, list, struct, text } from './thrift.ts'

export type Columns = readonly (readonly [name: string, type: ColumnType])[]

/**
 * A Parquet file written column by column, row group by row group. Our own, because the rows of a huge csv are places in
 * short lists already: Parquet's dictionaries and bit-packing say just that, and writing them so takes a fraction of what
 * an engine takes that is given rows and finds the repetitions again (decision 0012). Every column may hold nulls.
 */
export interface ColumnFile {
  readonly rowCount: number
  writeGroup(rowCount: number, values: ColumnValues[]): void
  /** Makes the file complete as it stands; more may be written afterwards. */
  seal(): void
  close(): Promise<void>
}

const OPTIONAL = 1
/** Physical and, where it has one, converted type. */
const TYPES: Record<ColumnType, [number, number?]> = {
  ...{ text: [6, 0], integer: [1], bigint: [2], decimal: [5], tiny: [1, 11] },
}
const MAGIC = Buffer.from('PAR1')

export async function openColumnFile(path: string, columns: Columns): Promise<ColumnFile> {
  const handle = await open(path, 'w')
  const encode = createColumnEncoder()
  const groups: Fields[] = []
  let end = 0
  let rowCount = 0
  const write = (bytes: Uint8Array) => {
    for (let from = 0; from < bytes.length; )
      from += writeSync(handle.fd, bytes, from, bytes.length - from, end + from)
    end += bytes.length
  }
  write(MAGIC)

  return {
    get rowCount() {
      return rowCount
    },
    writeGroup(rows, values) {
      if (rows === 0) return
      const from = end
      const encoded = encode(
        rows,
        columns.map(([, type], at) => ({ type, values: values[at]! })),
      )
      const chunks = encoded.map(({ bytes, encoding, dictionaryBytes }, at) => {
        const [name, type] = columns[at]!
        const offset = end
        write(bytes)
        const about: Fields = {
          1: i32(TYPES[type][0]),
          2: list([i32(ENCODINGS.levels), i32(encoding)]),
          3: list([text(name)]),
          4: i32(0), // not compressed
          5: i64(rows),
          6: i64(bytes.length),
          7: i64(bytes.length),
          9: i64(offset + dictionaryBytes),
          11: dictionaryBytes > 0 ? i64(offset) : undefined,
        }
        return struct({ 2: i64(offset), 3: struct(about) })
      })
      groups.push({ 1: list(chunks), 2: i64(end - from), 3: i64(rows) })
      rowCount += rows
    },
    seal() {
      const schema = [struct({ 4: text('rows'), 5: i32(columns.length) }), ...columns.map(schemaOf)]
      const notes = encodeStruct({
        ...{
          1: i32(2),
          2: list(schema),
          3: i64(rowCount),
          4: list(groups.map(struct)),
          6: text('traektoria'),
        },
      })
      const length = Buffer.alloc(4)
      length.writeUInt32LE(notes.length)
      // The next group takes the place of these notes, and longer ones follow it.
      const before = end
      write(Buffer.concat([notes, length, MAGIC]))
      end = before
    },
    close: () => handle.close(),
  }
}

function schemaOf([name, type]: Columns[number]) {
  const [physical, converted] = TYPES[type]
  return struct({
    ...{ 1: i32(physical), 3: i32(OPTIONAL), 4: text(name) },
    6: converted === undefined ? undefined : i32(converted),
  })
}
