import type { Readable } from 'node:stream'
import type { SourceRow, Table } from '../model.ts'
import { detectEncoding, detectSeparator, type Encoding, isSeparatorLine } from './csv-dialect.ts'
import { createCsvParser } from './csv-parser.ts'
import type { ReadLimits } from './limits.ts'

/** A csv file has one sheet; its rows name it so. */
export const CSV_SHEET = 'csv'

const SAMPLE_BYTES = 256 * 1024
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
        if (isSeparatorLine(fields, rowNumber)) return
        const cells = fields.map((field) =>
          field === '' ? undefined : { text: field, kind: 'text' as const },
        )
        if (cells.some((cell) => cell !== undefined)) ready.push({ sheet, rowNumber, cells })
      },
      fileName,
      limits,
    )
    const decoder = new TextDecoder(encoding)
    const bytes = stream()
    done = 0
    try {
      for await (const piece of bytes as AsyncIterable<Buffer>) {
        parser.write(decoder.decode(piece, { stream: true }))
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

/** Reads as far as the first letters outside ASCII, which tell the encoding, and keeps the beginning. */
async function look(stream: Readable): Promise<{ sample: Buffer; encoding: Encoding }> {
  const kept: Buffer[] = []
  let seen = 0
  let encoding: Encoding | null = null
  for await (const piece of stream as AsyncIterable<Buffer>) {
    encoding ??= detectEncoding(piece, seen === 0)
    if (seen < SAMPLE_BYTES) kept.push(piece)
    seen += piece.length
    if ((seen >= SAMPLE_BYTES && encoding) || seen > ASCII_BYTES) break
  }
  stream.destroy()
  return { sample: Buffer.concat(kept), encoding: encoding ?? 'utf-8' }
}
