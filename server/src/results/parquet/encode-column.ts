import { type ByteSink, createByteSink } from './byte-sink.ts'
import { bitsOf, encodeDeltas, encodeHybrid, encodeRuns, type Runs } from './encode-numbers.ts'
import { encodeStruct, type Fields, i32, struct } from './thrift.ts'

export type ColumnType = 'text' | 'integer' | 'bigint' | 'decimal' | 'tiny'
type Value = string | number | null

/** The values of one column of a row group. */
export type ColumnValues =
  /** `value(places[row])`: what repeats from row to row. */
  | { places: Int32Array; value: (place: number) => Value }
  /** Whole numbers, best growing ones; null where not `has(row)`. */
  | { numbers: Float64Array | Int32Array; has?: (row: number) => boolean }
  /** Texts that do not repeat; what is left out is null. */
  | { texts: readonly (string | undefined)[] }

/** Pages of one column as they stand in the file: those of its dictionary, if it has one, and those of its rows. */
export interface EncodedColumn {
  bytes: Uint8Array
  encoding: number
  dictionaryBytes: number
}

/** Numbers of Parquet's own: encodings and kinds of pages. */
export const ENCODINGS = { plain: 0, levels: 3, deltas: 5, dictionary: 8 }
const PAGES = { data: 0, dictionary: 2 }
const NULL = -1
const UNSEEN = -1
/** Rows per run from which on a column is written by its runs. */
const LONG_RUNS = 8

/** The places of a row group, numbered in the order they appear: done once for all columns that share them. */
interface Numbering {
  used: number[]
  numbers: Int32Array
  runs: Runs
}

/** Encodes row groups one after another, in memory of its own. */
export function createColumnEncoder() {
  let pool: Int32Array[] = []
  let known = new Int32Array(0)

  function numberPlaces(places: Int32Array, rows: number, numbers: Int32Array): Numbering {
    let most = 0
    for (let row = 0; row < rows; row++) if (places[row]! > most) most = places[row]!
    if (known.length <= most) known = new Int32Array(2 * most + 1)
    known.fill(UNSEEN, 0, most + 1)
    const used: number[] = []
    const runs: Runs = { values: [], lengths: [] }
    let last = NULL
    let since = 0
    for (let row = 0; row < rows; row++) {
      const place = places[row]!
      if (place === last) {
        numbers[row] = numbers[row - 1]!
        continue
      }
      let number = known[place]!
      if (number === UNSEEN) {
        number = used.push(place) - 1
        known[place] = number
      }
      numbers[row] = number
      if (row > 0 && runs.values.length * LONG_RUNS <= rows) {
        runs.values.push(numbers[row - 1]!)
        runs.lengths.push(row - since)
      }
      since = row
      last = place
    }
    runs.values.push(numbers[rows - 1]!)
    runs.lengths.push(rows - since)
    return { used, numbers, runs }
  }

  return (rows: number, columns: readonly { type: ColumnType; values: ColumnValues }[]): EncodedColumn[] => {
    if (pool[0] === undefined || pool[0].length < rows) pool = []
    let taken = 0
    const scratch = () => {
      pool[taken] ??= new Int32Array(rows)
      return pool[taken++]!
    }
    const numberings = new Map<Int32Array, Numbering>()
    const numberingOf = (places: Int32Array) => {
      const numbering = numberings.get(places) ?? numberPlaces(places, rows, scratch())
      numberings.set(places, numbering)
      return numbering
    }
    const [present, values] = [scratch(), scratch()]
    return columns.map((column) => {
      if ('texts' in column.values) return encodeTexts(column.values.texts, rows, present)
      if ('numbers' in column.values) return encodeWhole(column.values, rows, present)
      const { places, value } = column.values
      return encodeRepeating(column.type, value, numberingOf(places), rows, { present, values })
    })
  }
}

function encodeRepeating(
  type: ColumnType,
  valueAt: (place: number) => Value,
  { used, numbers, runs }: Numbering,
  rows: number,
  { present, values }: { present: Int32Array; values: Int32Array },
): EncodedColumn {
  const ids = new Map<string | number, number>()
  const idOf = new Int32Array(used.length)
  used.forEach((place, number) => {
    const value = valueAt(place)
    if (value !== null && !ids.has(value)) ids.set(value, ids.size)
    idOf[number] = value === null ? NULL : ids.get(value)!
  })
  const sink = createByteSink()
  for (const value of ids.keys()) writePlain(sink, type, value)
  const dictionary = page(PAGES.dictionary, { 1: i32(ids.size), 2: i32(ENCODINGS.plain) }, sink.take())
  const width = bitsOf(ids.size - 1)
  const hasNulls = idOf.includes(NULL)
  if (ids.size === 0) {
    writeLevels(sink, rows, { values: [0], lengths: [rows] })
    sink.byte(width)
  } else if (hasNulls) {
    let count = 0
    for (let row = 0; row < rows; row++) {
      const id = idOf[numbers[row]!]!
      present[row] = id === NULL ? 0 : 1
      if (id !== NULL) values[count++] = id
    }
    writeLevels(sink, rows, present)
    sink.byte(width)
    encodeHybrid(sink, values, count, width)
  } else {
    writeLevels(sink, rows, { values: [1], lengths: [rows] })
    sink.byte(width)
    if (ids.size === 1) encodeRuns(sink, { values: [0], lengths: [rows] }, width)
    else if (runs.values.length * LONG_RUNS <= rows)
      encodeRuns(sink, { values: runs.values.map((number) => idOf[number]!), lengths: runs.lengths }, width)
    else {
      for (let row = 0; row < rows; row++) values[row] = idOf[numbers[row]!]!
      encodeHybrid(sink, values, rows, width)
    }
  }
  const bytes = Buffer.concat([dictionary, dataPage(rows, ENCODINGS.dictionary, sink.take())])
  return { bytes, encoding: ENCODINGS.dictionary, dictionaryBytes: dictionary.length }
}

function encodeWhole(
  { numbers, has }: Extract<ColumnValues, { numbers: unknown }>,
  rows: number,
  present: Int32Array,
): EncodedColumn {
  const sink = createByteSink()
  if (has === undefined) writeLevels(sink, rows, { values: [1], lengths: [rows] })
  else {
    for (let row = 0; row < rows; row++) present[row] = has(row) ? 1 : 0
    writeLevels(sink, rows, present)
  }
  const kept = has === undefined ? numbers : numbers.filter((_, row) => row < rows && present[row] === 1)
  encodeDeltas(sink, kept, Math.min(rows, kept.length))
  return {
    bytes: dataPage(rows, ENCODINGS.deltas, sink.take()),
    encoding: ENCODINGS.deltas,
    dictionaryBytes: 0,
  }
}

function encodeTexts(
  texts: readonly (string | undefined)[],
  rows: number,
  present: Int32Array,
): EncodedColumn {
  const sink = createByteSink()
  for (let row = 0; row < rows; row++) present[row] = texts[row] === undefined ? 0 : 1
  writeLevels(sink, rows, present)
  for (let row = 0; row < rows; row++) if (texts[row] !== undefined) writePlain(sink, 'text', texts[row]!)
  return {
    bytes: dataPage(rows, ENCODINGS.plain, sink.take()),
    encoding: ENCODINGS.plain,
    dictionaryBytes: 0,
  }
}

function writePlain(sink: ByteSink, type: ColumnType, value: string | number): void {
  if (type === 'text') {
    const bytes = Buffer.from(String(value))
    sink.uint32(bytes.length)
    sink.bytes(bytes)
  } else if (type === 'decimal') sink.double(Number(value))
  else sink.uint32(Number(value))
}

/** Which rows have a value: one bit each, after their length. */
function writeLevels(sink: ByteSink, rows: number, present: Int32Array | Runs): void {
  const levels = createByteSink()
  if ('lengths' in present) encodeRuns(levels, present, 1)
  else encodeHybrid(levels, present, rows, 1)
  const bytes = levels.take()
  sink.uint32(bytes.length)
  sink.bytes(bytes)
}

const dataPage = (rows: number, encoding: number, body: Uint8Array): Uint8Array =>
  page(
    PAGES.data,
    { 1: i32(rows), 2: i32(encoding), 3: i32(ENCODINGS.levels), 4: i32(ENCODINGS.levels) },
    body,
  )

function page(type: number, about: Fields, body: Uint8Array): Uint8Array {
  const header = encodeStruct({
    ...{ 1: i32(type), 2: i32(body.length), 3: i32(body.length) },
    [type === PAGES.data ? 5 : 7]: struct(about),
  })
  return Buffer.concat([header, body])
}
