import type { SheetSample } from '../model.ts'

/** Years in a text: «2024», «2023/24» and «2023-2024» are the school year that ends in 2024. */
export const yearIn = (text: string): number | null => {
  const match = /(?<!\d)(20\d{2})(?:\s*[/–—-]\s*(20)?(\d{2})(?!\d))?(?!\d)/u.exec(text)
  if (match === null) return null
  const first = Number(match[1])
  return match[3] !== undefined && 2000 + Number(match[3]) === first + 1 ? first + 1 : first
}

/** The year over the table: a line that speaks of the exam first, then any other, then the sheet's name. */
export const titleYear = (sample: SheetSample, firstHeaderRow: number): number | null => {
  const texts = sample.rows
    .filter((row) => row.rowNumber < firstHeaderRow)
    .flatMap((row) => row.cells.flatMap((cell) => (cell === undefined ? [] : [cell.text])))
  const own = texts.filter((text) => /егэ|единого|учебн/iu.test(text))
  for (const text of [...own, ...texts, sample.sheet]) {
    const year = yearIn(text.replace(/\d{1,2}\.\d{1,2}\.20\d{2}/gu, ' '))
    if (year !== null) return year
  }
  return null
}
