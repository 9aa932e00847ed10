import { type ByteSink, createByteSink } from './byte-sink.ts'

/**
 * What Parquet's notes are made of (https://github.com/apache/parquet-format, parquet.thrift), in Thrift's compact
 * protocol: a struct is its fields by number.
 */
export type Thrift =
  | { i32: number }
  | { i64: number }
  | { text: string }
  | { struct: Fields }
  | { list: Thrift[] }
/** What is undefined is left out. */
export type Fields = Record<number, Thrift | undefined>

const TYPE = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 }
const typeOf = (value: Thrift): number => TYPE[Object.keys(value)[0] as keyof typeof TYPE]

export const i32 = (value: number): Thrift => ({ i32: value })
export const i64 = (value: number): Thrift => ({ i64: value })
export const text = (value: string): Thrift => ({ text: value })
export const struct = (fields: Fields): Thrift => ({ struct: fields })
export const list = (items: Thrift[]): Thrift => ({ list: items })

export function encodeStruct(fields: Fields): Uint8Array {
  const sink = createByteSink()
  writeFields(sink, fields)
  return sink.take()
}

function writeFields(sink: ByteSink, fields: Fields): void {
  let last = 0
  // Numbered keys of an object come in the order of their numbers.
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const id = Number(key)
    sink.byte(((id - last) << 4) | typeOf(value))
    last = id
    write(sink, value)
  }
  sink.byte(0)
}

function write(sink: ByteSink, value: Thrift): void {
  if ('i32' in value) sink.zigzag(value.i32)
  else if ('i64' in value) sink.zigzag(value.i64)
  else if ('struct' in value) writeFields(sink, value.struct)
  else if ('text' in value) {
    const bytes = Buffer.from(value.text)
    sink.varint(bytes.length)
    sink.bytes(bytes)
  } else {
    const type = value.list[0] === undefined ? TYPE.i32 : typeOf(value.list[0])
    if (value.list.length < 15) sink.byte((value.list.length << 4) | type)
    else {
      sink.byte(0xf0 | type)
      sink.varint(value.list.length)
    }
    for (const item of value.list) write(sink, item)
  }
}
