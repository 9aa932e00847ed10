import { Readable } from 'node:stream'
import type { SourceRow, Table, TableSource } from '../src/imports/model.ts'

/** Bytes as an upload gives them: a stream in small pieces, which can be opened again. */
export function asSource(bytes: Buffer, fileName: string, pieceBytes = 1024): TableSource {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
  return { stream: () => Readable.from(pieces()), size: bytes.length, fileName }
}

export async function readAll(table: Table, sheet?: string): Promise<SourceRow[]> {
  const rows: SourceRow[] = []
  for await (const row of table.rows(sheet)) rows.push(row)
  return rows
}
