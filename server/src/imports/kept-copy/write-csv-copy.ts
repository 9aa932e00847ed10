import { open } from 'node:fs/promises'
import type { SourceRow, Table } from '../model.ts'

const PIECE_CHARACTERS = 256 * 1024

/**
 * Writes a csv that our reader reads exactly as `table`, with every row passed through `clean`: the same separator and
 * lines, in UTF-8. @returns whether `clean` changed any row
 */
export async function writeCsvCopy(
  table: Table,
  path: string,
  clean: (row: SourceRow) => SourceRow,
): Promise<boolean> {
  const handle = await open(path, 'wx', 0o600)
  const separator = table.separator ?? ';'
  let isChanged = false
  let piece = ''
  let line = 1
  try {
    for await (const row of table.rows()) {
      const cleaned = clean(row)
      isChanged ||= cleaned !== row
      // Empty lines, lines inside cells and a `sep=` of the original: the row stands on its own line again.
      for (; line < row.rowNumber; line++) piece += '\n'
      const record = cleaned.cells.map((cell) => field(cell?.text ?? '')).join(separator)
      piece += `${record}\n`
      line += record.split('\n').length
      if (piece.length < PIECE_CHARACTERS) continue
      await handle.writeFile(piece)
      piece = ''
    }
    await handle.writeFile(piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return isChanged
}

/** Any separator is put in quotes, not only the file's own: the copy's separator is recognised anew when it is read. */
const field = (text: string): string => (/["\n\r\t;|,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
