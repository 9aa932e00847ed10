import { writeFile } from 'node:fs/promises'

/** Windows-1251 beyond ASCII, as far as our files need it. */
const CODES = new Map<string, number>([
  ['Ё', 0xa8],
  ['ё', 0xb8],
  ['«', 0xab],
  ['»', 0xbb],
  ['№', 0xb9],
  ['–', 0x96],
  ['—', 0x97],
  ['\u00a0', 0xa0],
])

const toWindows1251 = (text: string): Buffer => {
  const bytes = Buffer.alloc(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const byte = code < 0x80 ? code : code >= 0x410 && code <= 0x44f ? code - 0x350 : CODES.get(text[i]!)
    if (byte === undefined) throw new Error(`No Windows-1251 code for ${JSON.stringify(text[i])}`)
    bytes[i] = byte
  }
  return bytes
}

const quote = (cell: string): string => (/[";\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Writes csv as Russian Excel saves it: Windows-1251, semicolons, CRLF. */
export const writeCsv = async (path: string, rows: string[][]): Promise<void> => {
  await writeFile(path, toWindows1251(`${rows.map((row) => row.map(quote).join(';')).join('\r\n')}\r\n`))
}
