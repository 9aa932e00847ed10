import exceljs from 'exceljs'

/** A workbook as regions send them: a two-line header with merged cells, texts, codes, dates, percents. */
export async function makeWorkbook(path: string, rows: number): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({
    filename: path,
    useStyles: true,
    useSharedStrings: true,
  })
  const sheet = workbook.addWorksheet('Результаты')
  sheet.addRow(['Муниципалитет', 'Школа', 'Код', 'Дата', 'Результаты', '', '', ''])
  sheet.addRow(['', '', '', '', 'Участников', 'Не преодолели', 'Доля', 'Средний балл'])
  sheet.mergeCells('E1:H1')
  for (let at = 0; at < rows; at++) {
    const line = sheet.addRow([
      `Муниципальный район № ${at % 40}`,
      `МБОУ «Средняя школа № ${at % 900}» имени Героя`,
      `edu67${String(1000 + (at % 900))}`,
      new Date(Date.UTC(2026, 3, 1 + (at % 28))),
      20 + (at % 80),
      at % 20,
      (at % 100) / 100,
      3 + (at % 200) / 100,
    ])
    line.getCell(4).numFmt = 'dd.mm.yyyy'
    line.getCell(7).numFmt = '0.0%'
    line.commit()
  }
  await workbook.commit()
}
