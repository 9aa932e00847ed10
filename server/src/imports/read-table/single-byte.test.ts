import { expect, test } from 'vitest'
import { asSource, readAll } from '../../../test/table-source.ts'
import { openTable } from './open-table.ts'
import { detectSingleByte, SINGLE_BYTE, type SingleByte } from './single-byte.ts'

/** Russian text in an encoding that Node reads but does not write. */
function encode(text: string, encoding: SingleByte): Buffer {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]))
  return Buffer.from([...text].map((letter) => bytes.get(letter) ?? 0x3f))
}

const TABLES = [
  'Школа;Участники\nСОШ № 1;5\nЁлкинская ООШ;12\n',
  'Логин;Муниципалитет;ОО\nedu671001;Вяземский район;МБОУ СШ 1\nedu671002;г. Ельня;МБОУ ООШ 3\n',
  'ШКОЛА;РАЙОН\nСОШ;ВЯЗЕМСКИЙ\nГИМНАЗИЯ;СМОЛЕНСК\n',
  'код;имя\n1;Щорс\n',
  'school;n\nШк;1\n',
  'год;класс;предмет;кол-во участников\n2026;5;математика;20\n',
]

test.each(SINGLE_BYTE)('a table in %s is read in it', async (encoding) => {
  for (const table of TABLES) {
    if (encoding !== 'windows-1251' && table.length < 20) continue
    const bytes = encode(table, encoding)
    expect([table, detectSingleByte(bytes)]).toEqual([table, encoding])
    const opened = await openTable(asSource(bytes, 'файл.csv'))
    expect(opened.encoding).toBe(encoding)
    const rows = await readAll(opened)
    expect(rows[0]!.cells[0]!.text).toBe(table.slice(0, table.indexOf(';')))
  }
})

test('a few letters that speak for nothing are Windows-1251', () => {
  expect(detectSingleByte(Buffer.from('a;b\n1;2\n'))).toBe('windows-1251')
  expect(detectSingleByte(Buffer.from([0x41, 0xb9, 0x31]))).toBe('windows-1251')
})
