import { isAscii } from 'node:buffer'
import { createCsvParser } from './csv-parser.ts'
import { isUtf16 } from './detect.ts'
import type { ReadLimits } from './limits.ts'
import { detectSingleByte, type SingleByte } from './single-byte.ts'

export type Encoding = 'utf-8' | 'utf-16le' | SingleByte

/** In order of preference where two fit equally: a tab is never decoration, a comma may be a decimal one. */
const SEPARATORS = ['\t', ';', '|', ','] as const
/** A text is UTF-8 with a few spoilt letters, not Windows-1251, when good letters outnumber the bad ones so much. */
const GOOD_TO_BAD = 10

/** The encoding of a text by its beginning; null where that is all ASCII and more should be looked at. */
export function detectEncoding(start: Buffer, isWhole: boolean): Encoding | null {
  if (isUtf16(start)) return 'utf-16le'
  return isAscii(start) ? null : detectByLetters(start, isWhole)
}

/**
 * UTF-8, or the likeliest single-byte encoding where the bytes are no UTF-8.
 * @param isWhole whether the text ends here; if not, a letter cut at the end is not a bad one
 */
export function detectByLetters(bytes: Buffer, isWhole: boolean): Encoding {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: !isWhole })
  const bad = text.split('\uFFFD').length - 1
  const good = text.match(/[\u0080-\uFFFC\uFFFE-\u{10FFFF}]/gu)?.length ?? 0
  return bad * GOOD_TO_BAD <= good ? 'utf-8' : detectSingleByte(bytes)
}

/**
 * The separator that gives most records the same number of cells (two or more), outside quotes. `sep=;` in the first
 * line, which Excel understands, is obeyed. A table of one column gets `;`.
 */
export function detectSeparator(sample: string, isWhole: boolean, limits: ReadLimits): string {
  const declared = /^\uFEFF*"?sep=(.)"?[\r\n]/i.exec(sample)?.[1]
  if (declared) return declared
  let best = { separator: ';', records: 0 }
  for (const separator of SEPARATORS) {
    const widths = new Map<number, number>()
    const count = ({ length }: string[]) => void widths.set(length, (widths.get(length) ?? 0) + 1)
    const parser = createCsvParser(separator, count, '', { ...limits, columns: Number.POSITIVE_INFINITY })
    parser.write(sample)
    if (isWhole) parser.end()
    widths.delete(1)
    const records = Math.max(0, ...widths.values())
    if (records > best.records) best = { separator, records }
  }
  return best.separator
}

/** Whether the first record is Excel's `sep=` line, which is not a row of the table. */
export const isSeparatorLine = (fields: string[], line: number) =>
  line === 1 && /^sep=.?$/i.test(fields.join(''))
