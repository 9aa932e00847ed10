import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { compare, type Part, row, runInTurn, runScript, type Settings, seconds } from './harness.ts'
import { makeWorkbook } from './make-workbook.ts'

/** Reading a workbook against exceljs in its streaming mode and against pandas. */
export async function benchXlsx({ quick, runs, folder }: Settings): Promise<Part> {
  const whole = quick ? 20_000 : 200_000
  const path = join(folder, 'book.xlsx')
  const small = join(folder, 'small.xlsx')
  await makeWorkbook(path, whole)
  await makeWorkbook(small, whole / 10)
  const found = await runInTurn(runs, {
    ours: () => runScript('xlsx-ours.ts', [path]),
    exceljs: () => runScript('peers/exceljs-xlsx.ts', [path]),
    pandas: () => runScript('peers/pandas-xlsx.py', [path]),
  })
  const tenth = await runScript('xlsx-ours.ts', [small])
  await Promise.all([rm(path), rm(small)])
  const size = `xlsx, ${whole.toLocaleString('ru-RU')} строк × 8 колонок`
  const faster = (peer: 'exceljs' | 'pandas', least: number) =>
    compare(
      `${size}: чтение, во сколько раз быстрее ${peer === 'pandas' ? 'pandas read_excel' : 'exceljs (поток)'}`,
      [seconds(found.ours.seconds), `${seconds(found[peer].seconds)}, ${found[peer].peakMegabytes} МБ`],
      found[peer].seconds / found.ours.seconds,
      { least },
    )
  const growth = found.ours.peakMegabytes / tenth.peakMegabytes
  return {
    title: 'Книга Excel',
    rows: [
      faster('exceljs', 5),
      faster('pandas', 10),
      row(
        `память: ${(whole / 10).toLocaleString('ru-RU')} → ${whole.toLocaleString('ru-RU')} строк`,
        `${tenth.peakMegabytes} → ${found.ours.peakMegabytes} МБ`,
        'не растёт (≤ × 1,5)',
        growth <= 1.5,
      ),
      row(`строк × 10, времени × ${(found.ours.seconds / tenth.seconds).toFixed(1)}`, seconds(tenth.seconds)),
    ],
    notes: [
      `Ячеек прочитано: нами ${found.ours.cells}, exceljs ${found.exceljs.cells} (считает и пустые под объединением).`,
    ],
  }
}
