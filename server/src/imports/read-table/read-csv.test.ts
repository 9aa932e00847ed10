import { describe, expect, it } from 'vitest'
import { asSource, readAll } from '../../../test/table-source.ts'
import { openTable } from './open-table.ts'

const CP1251 = 'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя'
const CP1251_FROM = 0xc0

/** Russian text as Windows-1251, which Node can read but not write. */
function windows1251(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => {
      const at = CP1251.indexOf(letter)
      if (at !== -1) return CP1251_FROM + at
      if (letter === '№') return 0xb9
      if (letter === 'ё') return 0xb8
      return letter.charCodeAt(0)
    }),
  )
}

async function read(bytes: Buffer | string, pieceBytes?: number) {
  const table = await openTable(asSource(Buffer.from(bytes as string), 'файл.csv', pieceBytes))
  const rows = (await readAll(table)).map((row) => [
    row.rowNumber,
    ...row.cells.map((cell) => cell?.text ?? null),
  ])
  return { encoding: table.encoding, separator: table.separator, rows }
}

describe('the encoding of a csv', () => {
  const text = 'Школа;Участники\r\nСОШ № 1, ёлка;5\r\n'
  const rows = [
    [1, 'Школа', 'Участники'],
    [2, 'СОШ № 1, ёлка', '5'],
  ]

  it.each([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    [
      'UTF-8 with three marks, one of them quoted',
      Buffer.from(`\uFEFF\uFEFF"\uFEFFШкола"${text.slice(5)}`),
      'utf-8',
    ],
    ['Windows-1251', windows1251(text), 'windows-1251'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without one', Buffer.from(text, 'utf16le'), 'utf-16le'],
  ])('%s', async (_, bytes, encoding) => {
    expect(await read(bytes)).toEqual({ encoding, separator: ';', rows })
    expect(await read(bytes, 1)).toEqual({ encoding, separator: ';', rows })
  })

  it('is found where the first Russian letter comes late', async () => {
    const late = `code;name\n${'1;school\n'.repeat(100_000)}`
    expect((await read(windows1251(`${late}2;Школа\n`), 65_536)).rows.at(-1)).toEqual([100_002, '2', 'Школа'])
    expect((await read(`${late}2;Школа\n`, 65_536)).rows.at(-1)).toEqual([100_002, '2', 'Школа'])
  })

  it('stays UTF-8 when a few letters in it are spoilt', async () => {
    const spoilt = Buffer.concat([
      Buffer.from('Школа;Район\nСредняя общеобразовательная;'),
      Buffer.from([0xd0]),
      Buffer.from('\n'),
    ])
    expect(await read(spoilt)).toMatchObject({
      encoding: 'utf-8',
      rows: [
        [1, 'Школа', 'Район'],
        [2, 'Средняя общеобразовательная', '\uFFFD'],
      ],
    })
  })
})

describe('the separator of a csv', () => {
  it.each([
    ['a semicolon among decimal commas', 'a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n', ';', 3],
    ['a semicolon where every number has a decimal comma', '1,5;2,5\n3,5;4,5\n', ';', 2],
    ['a comma among decimal points', 'a,b\n1.5,2\n3.5,4\n', ',', 2],
    ['a comma among quoted commas and semicolons', '"a;x","b"\n"1;5","г. X, ул. Y"\n"2;5","г. Z"\n', ',', 2],
    ['a tab', 'a\tb, c\n1,5\t2\n', '\t', 2],
    ['a bar', 'a|b\n1,5|2,5\n', '|', 2],
    ['the one that Excel is told', 'sep=|\na;b|c\n1;2|3\n', '|', 2],
    ['titles of other widths above', 'Отчёт, 2024 год, Область\nШкола;Доля\nА;1,5\nБ;2,5\nВ;3,5\n', ';', 2],
  ])('is %s', async (_, text, separator, width) => {
    const { separator: found, rows } = await read(text)
    expect(found).toBe(separator)
    expect(rows.at(-1)!.length - 1).toBe(width)
  })

  it('does not count the line that names it as a row', async () => {
    expect((await read('sep=;\na;b\n')).rows).toEqual([[2, 'a', 'b']])
  })

  it('does not matter in a table of one column', async () => {
    expect((await read('Школа\nА\nБ\n')).rows).toEqual([
      [1, 'Школа'],
      [2, 'А'],
      [3, 'Б'],
    ])
  })
})

describe('rows of a csv', () => {
  it('pass blank lines by and keep the numbers of the others', async () => {
    expect((await read('a;b\n\n;;\n"x\ny";1\n\nz;2\n')).rows).toEqual([
      [1, 'a', 'b'],
      [4, 'x\ny', '1'],
      [7, 'z', '2'],
    ])
  })

  it('leave numbers as they are written', async () => {
    const table = await openTable(asSource(Buffer.from('a;b\n007;1 234,50\n'), 'x'))
    expect((await readAll(table))[1]?.cells).toEqual([
      { text: '007', kind: 'text' },
      { text: '1 234,50', kind: 'text' },
    ])
  })

  it('can be read again and left half-way', async () => {
    const table = await openTable(asSource(Buffer.from('a;b\n1;2\n'.repeat(5000)), 'x'))
    for await (const row of table.rows()) if (row.rowNumber === 3) break
    expect(table.progress().done).toBeLessThan(table.progress().total)
    expect(await readAll(table)).toHaveLength(10_000)
    expect(table.progress().done).toBe(table.progress().total)
  })
})
