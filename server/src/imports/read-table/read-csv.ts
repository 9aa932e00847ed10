import { isAscii } from 'node:buffer'
import type { Readable } from 'node:stream'
import type { SourceRow, Table } from '../model.ts'
import {
  detectByLetters,
  detectEncoding,
  detectSeparator,
  type Encoding,
  isSeparatorLine,
} from './csv-dialect.ts'
import { createCsvParser } from './csv-parser.ts'
import type { ReadLimits } from './limits.ts'
import { storableText } from './storable-text.ts'

/** A csv file has no sheets: its rows name none. */
export const CSV_SHEET = ''

const SAMPLE_BYTES = 256 * 1024
/** From the first letter outside ASCII on. */
const LETTERS_BYTES = 4096
/** A text that is pure ASCII for so long is read as UTF-8 without looking further. */
const ASCII_BYTES = 512 * 1024 * 1024

/** Opens a csv: decides the encoding and the separator from its bytes; cells are texts, untouched inside, trimmed outside. */
export async function openCsv(
  stream: () => Readable,
  size: number,
  fileName: string,
  limits: ReadLimits,
): Promise<Table> {
  const { sample, encoding } = await look(stream())
  const text = new TextDecoder(encoding).decode(sample, { stream: sample.length < size })
  const separator = detectSeparator(text, sample.length === size, limits)
  let done = 0

  async function* rows(sheet = CSV_SHEET): AsyncGenerator<SourceRow> {
    if (sheet !== CSV_SHEET) throw new Error(`a csv has no sheet ${JSON.stringify(sheet)}`)
    const ready: SourceRow[] = []
    const parser = createCsvParser(
      separator,
      (fields, rowNumber) => {
        const row = toSourceRow(fields, rowNumber)
        if (row) ready.push(row)
      },
      fileName,
      limits,
    )
    const decoder = new TextDecoder(encoding)
    const bytes = stream()
    done = 0
    try {
      for await (const piece of bytes as AsyncIterable<Buffer>) {
        parser.write(storableText(decoder.decode(piece, { stream: true })))
        done += piece.length
        for (const row of ready) yield row
        ready.length = 0
      }
      parser.write(decoder.decode())
      parser.end()
      for (const row of ready) yield row
    } finally {
      bytes.destroy()
    }
  }

  return {
    kind: 'csv',
    sheets: [{ name: CSV_SHEET, hidden: false, index: 0 }],
    encoding,
    separator,
    rows,
    merges: async () => [],
    progress: () => ({ done, total: size }),
  }
}

/** A record as a row; undefined where nothing stands in it. */
export function toSourceRow(fields: string[], rowNumber: number): SourceRow | undefined {
  if (isSeparatorLine(fields, rowNumber)) return undefined
  const cells = fields.map((field) => (field === '' ? undefined : { text: field, kind: 'text' as const }))
  return cells.some((cell) => cell !== undefined) ? { sheet: CSV_SHEET, rowNumber, cells } : undefined
}

/** Keeps the beginning and, where it is all ASCII, reads on to the first letters that tell the encoding. */
async function look(stream: Readable): Promise<{ sample: Buffer; encoding: Encoding }> {
  const pieces: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  try {
    const sample = await take(pieces, SAMPLE_BYTES)
    let encoding = detectEncoding(sample, sample.length < SAMPLE_BYTES)
    for (let seen = sample.length; encoding === null && seen < ASCII_BYTES; ) {
      const { value: piece, done } = await pieces.next()
      if (done) break
      seen += piece.length
      if (isAscii(piece)) continue
      const more = await take(pieces, LETTERS_BYTES)
      encoding = detectByLetters(Buffer.concat([piece, more]), more.length < LETTERS_BYTES)
    }
    return { sample, encoding: encoding ?? 'utf-8' }
  } finally {
    stream.destroy()
  }
}

/** At least so many bytes, or all there are. */
async function take(pieces: AsyncIterator<Buffer>, bytes: number): Promise<Buffer> {
  const taken: Buffer[] = []
  for (let length = 0; length < bytes; ) {
    const { value: piece, done } = await pieces.next()
    if (done) break
    taken.push(piece)
    length += piece.length
  }
  return Buffer.concat(taken)
}
