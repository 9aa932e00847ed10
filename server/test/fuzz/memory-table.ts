import { Readable } from 'node:stream'
import type { Merge, SourceRow, Table } from '../../src/imports/model.ts'
import { openTable } from '../../src/imports/read-table/open-table.ts'

/** A table held in memory, so that its cells can be changed a hundred thousand times. */
export interface MemoryTable {
  kind: Table['kind']
  sheets: { name: string; rows: SourceRow[]; merges: Merge[] }[]
}

export const openBytes = (bytes: Buffer, fileName: string): Promise<Table> =>
  openTable({ stream: () => Readable.from([bytes]), size: bytes.length, fileName })

export async function loadTable(bytes: Buffer, fileName: string): Promise<MemoryTable> {
  const table = await openBytes(bytes, fileName)
  const sheets: MemoryTable['sheets'] = []
  for (const { name, hidden } of table.sheets) {
    if (hidden) continue
    const rows: SourceRow[] = []
    for await (const row of table.rows(name)) rows.push(structuredClone(row))
    sheets.push({ name, rows, merges: await table.merges(name) })
  }
  return { kind: table.kind, sheets }
}

/** The same table as the formats see it. */
export const asTable = ({ kind, sheets }: MemoryTable): Table => ({
  kind,
  sheets: sheets.map(({ name }, index) => ({ name, hidden: false, index })),
  async *rows(sheet) {
    for (const { name, rows } of sheets) if (sheet === undefined || sheet === name) yield* rows
  },
  merges: async (sheet) => sheets.find(({ name }) => name === sheet)?.merges ?? [],
  progress: () => ({ done: 0, total: 0 }),
})
