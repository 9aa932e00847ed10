import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../platform/problem.ts'
import { createCsvParser } from './csv-parser.ts'
import { READ_LIMITS } from './limits.ts'

type Record = [line: number, ...fields: string[]]

function parsed(pieces: string[], separator = ';'): Record[] {
  const records: Record[] = []
  const parser = createCsvParser(
    separator,
    (fields, line) => void records.push([line, ...fields]),
    'файл.csv',
    READ_LIMITS,
  )
  for (const piece of pieces) parser.write(piece)
  parser.end()
  return records
}

const read = (text: string, separator = ';') => parsed([text], separator).map(([, ...fields]) => fields)

describe('the csv parser', () => {
  it.each([
    [
      'plain cells',
      'a;b\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['CRLF, CR and LF in one file', 'a\r\nb\rc\nd', [['a'], ['b'], ['c'], ['d']]],
    ['a trailing empty column', '1;2;\n', [['1', '2', '']]],
    ['an empty last cell without a line end', '1;', [['1', '']]],
    [
      'separators, line ends and escaped quotes within quotes',
      '"a;b";"c\r\nd";"e ""f"""',
      [['a;b', 'c\nd', 'e "f"']],
    ],
    ['an empty quoted cell', '"";"";1', [['', '', '1']]],
    ['blanks of any kind around cells and quotes', ' a\u00A0; "b;c" \uFEFF;\t"d"\t', [['a', 'b;c', 'd']]],
    ['marks before the first quote and within it', '\uFEFF\uFEFF"a";1\n', [['a', '1']]],
    ['a quoted mark', '\uFEFF"\uFEFFа";1', [['а', '1']]],
    [
      'quotes inside a cell that does not begin with one',
      'ООО "Ромашка; 2";14" монитор',
      [['ООО "Ромашка', '2"', '14" монитор']],
    ],
    [
      'a cell that begins with a quoted word',
      '"Лицей" №5;10\n"Лицей" и "Школа";7',
      [
        ['"Лицей" №5', '10'],
        ['"Лицей" и "Школа"', '7'],
      ],
    ],
    [
      'unescaped quotes in a quoted cell',
      '"МБОУ "Школа №1"";5\n"МБОУ "СОШ", г. X";6',
      [
        ['МБОУ "Школа №1"', '5'],
        ['МБОУ "СОШ", г. X', '6'],
      ],
    ],
    [
      'unescaped quotes that do not balance',
      '"НИЯУ "при "МИФИ"";"ул. А"\n1;2',
      [
        ['НИЯУ "при "МИФИ"', 'ул. А'],
        ['1', '2'],
      ],
    ],
    [
      'an inch mark in a quoted cell',
      '"14" монитор";5\nb;6',
      [
        ['14" монитор', '5'],
        ['b', '6'],
      ],
    ],
    [
      'a quote that never closes, losing no row',
      '"не закрыта;5\nb;6\nc;7',
      [
        ['"не закрыта', '5'],
        ['b', '6'],
        ['c', '7'],
      ],
    ],
    [
      'a quote that closes nothing on its line',
      '"а";"б\nв;г',
      [
        ['а', '"б'],
        ['в', 'г'],
      ],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
    expect(parsed([...text]).map(([, ...fields]) => fields)).toEqual(expected)
  })

  it('keeps separators within unescaped quotes', () => {
    expect(read('"МБОУ "Школа", г. X",5', ',')).toEqual([['МБОУ "Школа", г. X', '5']])
  })

  it('numbers records by the line on which a text editor shows their beginning', () => {
    expect(parsed(['a\r\n"b\r\nc\rd"\n\ne']).map(([line, first]) => [line, first])).toEqual([
      [1, 'a'],
      [2, 'b\nc\nd'],
      [5, ''],
      [6, 'e'],
    ])
  })

  it('gives back every table that was written with proper quotes, cut anywhere, as csv-parse does', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'аб1;",\t|\n\r \u00A0«😀'), maxLength: 8 })
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    const newline = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(
        table,
        newline,
        fc.constantFrom(';', ',', '\t', '|'),
        fc.integer({ min: 1, max: 9 }),
        (cells, end, separator, cut) => {
          const text = cells
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(separator) + end)
            .join('')
          const shown = (value: string) => value.replace(/\r\n?/g, '\n').trim()
          const pieces = Array.from({ length: Math.ceil(text.length / cut) }, (_, at) =>
            text.slice(at * cut, (at + 1) * cut),
          )
          const mine = parsed(pieces, separator).map(([, ...fields]) => fields)
          expect(mine).toEqual(cells.map((row) => row.map(shown)))
          const theirs: string[][] = parse(text, {
            delimiter: separator,
            relax_column_count: true,
            record_delimiter: end,
          })
          expect(mine).toEqual(theirs.map((row) => row.map(shown)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('reads any text at all the same whole and cut, and loses no letter outside quotes and blanks', () => {
    const text = fc.string({ unit: fc.constantFrom(...'аб1;"\n\r '), maxLength: 40 })
    const letters = (value: string) => value.replace(/["\s;]/g, '')
    fc.assert(
      fc.property(text, (value) => {
        const whole = parsed([value])
        expect(parsed([...value])).toEqual(whole)
        expect(letters(whole.flatMap(([, ...fields]) => fields).join(''))).toBe(letters(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses a record without an end instead of holding the file in memory', () => {
    const parser = createCsvParser(';', () => {}, 'файл.csv', { ...READ_LIMITS, columns: 1e9 })
    expect(() => {
      for (let at = 0; at < 20; at++) parser.write('x'.repeat(1024 * 1024))
    }).toThrow(Problem)
  })
})
