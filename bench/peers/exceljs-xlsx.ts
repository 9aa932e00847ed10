import exceljs from 'exceljs'
import { report } from '../harness.ts'

const began = performance.now()
const reader = new exceljs.stream.xlsx.WorkbookReader(process.argv[2]!, {
  sharedStrings: 'cache',
  styles: 'cache',
})
let [rows, cells] = [0, 0]
for await (const sheet of reader) {
  for await (const row of sheet) {
    rows += 1
    row.eachCell(() => (cells += 1))
  }
}
report({ seconds: (performance.now() - began) / 1000, rows, cells })
