import { describe, expect, it } from 'vitest'
import type { Merge, SheetSample, SourceRow } from '../model.ts'
import { guessHeaderRows, joinHeader } from './header.ts'

/** A sheet drawn as text: columns parted by `|`; a number stands as a number; blank rows are left out as the readers do. */
function sheet(drawing: string): SourceRow[] {
  return drawing
    .trim()
    .split('\n')
    .map((line, at) => ({
      sheet: 'Лист1',
      rowNumber: at + 1,
      cells: line.split('|').map((part) => {
        const text = part.trim()
        if (text === '') return undefined
        return { text, kind: /^\d+(\.\d+)?$/.test(text) ? ('number' as const) : ('text' as const) }
      }),
    }))
    .filter((row) => row.cells.some((cell) => cell !== undefined))
}

const merge = (fromRow: number, toRow: number, fromColumn: number, toColumn: number): Merge => ({
  fromRow,
  toRow,
  fromColumn,
  toColumn,
})
const sample = (rows: SourceRow[], merges: Merge[] = []): SheetSample => ({ sheet: 'Лист1', rows, merges })
const headers = (rows: SourceRow[], merges: Merge[], from: number, to: number) =>
  joinHeader(rows, merges, from, to).map((column) => column.header)

describe('joinHeader', () => {
  it('lets a merged group name speak for its columns and a tall cell speak once', () => {
    const rows = sheet(`
Код | Школа | Русский язык |      | Математика |
    |       | участвовали  | балл | участвовали | балл
1   | СОШ 1 | 20           | 4.1  | 21          | 3.9`)
    const merges = [merge(1, 2, 0, 0), merge(1, 2, 1, 1), merge(1, 1, 2, 3), merge(1, 1, 4, 5)]
    expect(headers(rows, merges, 1, 2)).toEqual([
      'Код',
      'Школа',
      'Русский язык → участвовали',
      'Русский язык → балл',
      'Математика → участвовали',
      'Математика → балл',
    ])
  })

  it('fills group names to the right where csv has no merges, and not past a column that stands alone', () => {
    const rows = sheet(`
Област | Код |         | БЕЛ      |       | МАТ      |
       |     | Училище | Явили се | Успех | Явили се | Успех
София  | 105 | 1 СУ    | 20       | 61.5  | 20       | 44`)
    expect(headers(rows, [], 1, 2)).toEqual([
      'Област',
      'Код',
      'Училище',
      'БЕЛ → Явили се',
      'БЕЛ → Успех',
      'МАТ → Явили се',
      'МАТ → Успех',
    ])
  })

  it('joins three lines, collapses line breaks and keeps unnamed columns in their places', () => {
    const rows = sheet('Итоги | Итоги |\nВПР | ВПР |\n5 класс | 6\u00A0 класс | ')
    expect(joinHeader(rows, [merge(1, 1, 0, 1), merge(2, 2, 0, 1)], 1, 3)).toEqual([
      { index: 0, header: 'Итоги → ВПР → 5 класс', path: ['Итоги', 'ВПР', '5 класс'] },
      { index: 1, header: 'Итоги → ВПР → 6 класс', path: ['Итоги', 'ВПР', '6 класс'] },
      { index: 2, header: '', path: [] },
    ])
  })
})

describe('guessHeaderRows', () => {
  it('finds a one-line header at the top', () => {
    expect(guessHeaderRows(sample(sheet('Школа | Число\nА | 5\nБ | 6\nВ | 7')))).toEqual({
      from: 1,
      to: 1,
      dataFrom: 2,
    })
  })

  it('passes titles and preamble by', () => {
    const rows = sheet(`
ВПР 2026 Русский язык 4 класс
Максимальный первичный балл: | 38

Школа | Муниципалитет | Участники | Балл
А     | X             | 5         | 1.5
Б     | Y             | 6         | 1.7
В     | Y             | 6         | 1.7
Г     | Y             | 6         | 1.7
Д     | Y             | 6         | 1.7`)
    expect(guessHeaderRows(sample(rows))).toEqual({ from: 4, to: 4, dataFrom: 5 })
  })

  it('takes a merged two-line header whole, without the title over it', () => {
    const rows = sheet(`
Результаты
Код | Школа | Русский |     | Математика |
    |       | чел.    | %   | чел.       | %
1   | А     | 5       | 1.5 | 5          | 7
2   | Б     | 6       | 1.7 | 5          | 7`)
    const merges = [
      merge(1, 1, 0, 5),
      merge(2, 3, 0, 0),
      merge(2, 3, 1, 1),
      merge(2, 2, 2, 3),
      merge(2, 2, 4, 5),
    ]
    expect(guessHeaderRows(sample(rows, merges))).toEqual({ from: 2, to: 3, dataFrom: 4 })
  })

  it('is not misled by marks, column numbers or years that head columns', () => {
    const marks = sheet(
      'Группы | Кол-во ОО | Кол-во участников | 2 | 3 | 4 | 5\nРФ | 9 | 90 | 10.1 | 40 | 30 | 19.9\nРег | 9 | 90 | 1 | 2 | 3 | 4',
    )
    expect(guessHeaderRows(sample(marks))).toEqual({ from: 1, to: 1, dataFrom: 2 })
    const numbered = sheet('Школа | Участники | Двоек\n1 | 2 | 3\nА | 20 | 3\nБ | 30 | 4')
    expect(guessHeaderRows(sample(numbered))).toEqual({ from: 1, to: 1, dataFrom: 3 })
    const years = sheet('Школа | 2021 | 2022 | 2023\nА | 20 | 3 | 4\nБ | 30 | 4 | 7')
    expect(guessHeaderRows(sample(years))).toEqual({ from: 1, to: 1, dataFrom: 2 })
  })

  it('takes a row of suppressed results for data', () => {
    const rows = sheet(
      'Школа | A | B | C\nА | SUPP | SUPP | SUPP\nБ | 20 | 3 | 4\nВ | SUPP | SUPP | SUPP\nГ | 30 | 4 | 7',
    )
    expect(guessHeaderRows(sample(rows))).toEqual({ from: 1, to: 1, dataFrom: 2 })
  })

  it('takes the first wide row of a table of words', () => {
    expect(guessHeaderRows(sample(sheet('Реестр\nШкола | Район\nА | X\nБ | Y')))).toEqual({
      from: 2,
      to: 2,
      dataFrom: 3,
    })
  })

  it('says that there is no header where data begin at once, or where there is nothing', () => {
    expect(guessHeaderRows(sample(sheet('1 | 5\n2 | 7\n3 | 8')))).toBeNull()
    expect(guessHeaderRows(sample([]))).toBeNull()
  })
})

it('a line of numbers under merged groups is the second line of the header', () => {
  const text = (value: string) => ({ text: value, kind: 'text' as const })
  const number = (value: string) => ({ text: value, kind: 'number' as const })
  const row = (
    rowNumber: number,
    cells: (ReturnType<typeof text> | ReturnType<typeof number> | undefined)[],
  ) => ({ sheet: 'ОГЭ', rowNumber, cells })
  const rows = [
    row(1, [text('Результаты ОГЭ')]),
    row(3, [text('Код ОО'), text('Наименование'), text('Русский язык')]),
    row(4, [
      undefined,
      undefined,
      text('приняло участие'),
      number('2'),
      number('3'),
      number('4'),
      number('5'),
    ]),
    ...Array.from({ length: 12 }, (_, index) =>
      row(5 + index, [
        text(`110${index}`),
        text(`Школа № ${index}`),
        number('30'),
        number('1'),
        number('9'),
        number('12'),
        number('8'),
      ]),
    ),
  ]
  const merges = [{ fromRow: 3, toRow: 3, fromColumn: 2, toColumn: 6 }]
  expect(guessHeaderRows({ sheet: 'ОГЭ', rows, merges })).toEqual({ from: 3, to: 4, dataFrom: 5 })
})
