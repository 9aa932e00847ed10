import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import type { ExportCell, ExportColumn } from './tables.ts'

/** Enough for dictionaries to be worth it, few enough to be encoded between two answers of the server. */
const GROUP_ROWS = 10_000

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT32' },
  decimal: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
} as const

/**
 * A table as the bytes of a Parquet file, a group of rows at a time: the first come before the last row is read.
 * @param about lines that say what the table is, kept in the file's own notes as `about`; asked for once the first
 *   bytes are on their way
 */
export async function* parquetBytes(
  columns: ExportColumn[],
  pages: AsyncIterable<ExportCell[][]>,
  about: () => Promise<string[]>,
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter(1 << 20)
  const schema: SchemaElement[] = [
    { name: 'table', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[type] })),
  ]
  const kvMetadata: { key: string; value: string }[] = []
  const file = new ParquetWriter({ writer, schema, kvMetadata })
  /** What was written since it was asked last; the places in the file go on counting. */
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice()
    writer.index = 0
    return bytes
  }
  yield taken()
  kvMetadata.push({ key: 'about', value: (await about()).join('\n') })
  let group = columns.map((): ExportCell[] => [])
  const write = () => {
    const columnData = columns.map(({ name }, at) => ({ name, data: group[at]!, offsetIndex: false }))
    file.write({ columnData, rowGroupSize: GROUP_ROWS })
    group = columns.map(() => [])
    return taken()
  }
  for await (const page of pages) {
    for (const row of page) for (let at = 0; at < row.length; at++) group[at]!.push(row[at]!)
    if (group[0]!.length >= GROUP_ROWS) yield write()
  }
  if (group[0]?.length) yield write()
  file.finish()
  yield taken()
}
