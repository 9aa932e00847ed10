import { openTable } from '../server/src/imports/read-table/open-table.ts'
import { report } from './harness.ts'

const began = performance.now()
const table = await openTable({ path: process.argv[2]!, fileName: 'книга.xlsx' })
let [rows, cells] = [0, 0]
for await (const row of table.rows()) {
  rows += 1
  for (const cell of row.cells) if (cell !== undefined) cells += 1
}
report({ seconds: (performance.now() - began) / 1000, rows, cells })
