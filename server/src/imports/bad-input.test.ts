import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { importFile, isStaged } from '../../test/import-file.ts'
import { makeXlsx } from '../../test/make-xlsx.ts'
import { makeZip } from '../../test/make-zip.ts'
import { repositoryRoot } from '../platform/root.ts'
import { listActiveCounts } from '../results/counts.ts'
import { listProblems } from './queries.ts'

const base = await testApp()
const { db, ground } = base

const HEADER = [
  'Год',
  'Класс',
  'Предмет',
  'Муниципалитет',
  'Логин',
  'ОО',
  'Кол-во участников',
  '2',
  '3',
  '4',
  '5',
]
const GOOD = [
  '2025',
  '5',
  'Математика',
  'Заозёрский район',
  'edu990001',
  'Школа № 1',
  '20',
  '35',
  '40',
  '20',
  '5',
]
type Column = (typeof HEADER)[number]

/** A row of another school than the good one, that differs from it in the named columns. */
const rowWith = (cells: Partial<Record<Column, string>>): string[] => {
  const all: Partial<Record<Column, string>> = { Логин: 'edu990002', ОО: 'Школа № 2', ...cells }
  return HEADER.map((column, at) => all[column] ?? GOOD[at]!)
}

const csv = (...rows: string[][]): string =>
  [HEADER, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\n')

const xmlText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const sheetData = (rows: string[][]) =>
  `<sheetData>${rows.map((row, at) => `<row r="${at + 1}">${row.map((cell) => `<c t="inlineStr"><is><t>${xmlText(cell)}</t></is></c>`).join('')}</row>`).join('')}</sheetData>`

const f1 = await readFile(join(repositoryRoot(), 'samples', 'vpr-2026-f1-ru-5.xlsx'))
const ole = (name: string) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(1500),
    Buffer.from(`${name}\0`, 'utf16le'),
    Buffer.alloc(500),
  ])

describe('a file that is no table of results is refused in one sentence, and nothing of it stays', () => {
  const unreadable = 'import/file-unreadable'
  it.each<[string, Buffer | string, string, RegExp]>([
    ['пустой.xlsx', '', unreadable, /пуст/],
    ['один знак порядка байтов.csv', '\uFEFF', unreadable, /пуст/],
    ['только переводы строк.csv', '\n\n\r\n', unreadable, /пуст/],
    ['только заголовок.csv', csv(), 'import/nothing-accepted', /прочитано строк: 1, пригодных нет/],
    ['оборван в начале.xlsx', f1.subarray(0, 300), unreadable, /обрывается/],
    ['оборван посередине.xlsx', f1.subarray(0, f1.length / 2), unreadable, /обрывается/],
    ['оборван в конце.xlsx', f1.subarray(0, f1.length - 3), unreadable, /повреждён/],
    ['испорчен внутри.xlsx', spoiled(f1), unreadable, /повреждён/],
    ['с паролем.xlsx', ole('EncryptedPackage'), 'import/file-encrypted', /снимите пароль/],
    ['старый.xls', ole('Workbook'), unreadable, /сохраните как \.xlsx/],
    ['документ.pdf', '%PDF-1.7\n%âãÏÓ', unreadable, /PDF/],
    ['картинка.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), unreadable, /PNG/],
    ['документ.docx', makeZip([{ name: 'word/document.xml', content: '<w/>' }]), unreadable, /Word/],
    ['страница.xls', '<html><table><tr><td>1</td></tr></table></html>', unreadable, /HTML/],
    ['архив.xlsx', makeZip([{ name: 'письмо.txt', content: 'x' }]), unreadable, /без книги Excel/],
    ['бомба.xlsx', bomb(), 'import/file-too-big', /распакован/],
    [
      'кодировка.csv',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(csv(GOOD), 'utf16le').swap16()]),
      unreadable,
      /UTF-16 BE/,
    ],
    [
      '17 тысяч столбцов.csv',
      `${HEADER.join(';')}${';x'.repeat(17_000)}\n`,
      'import/file-too-big',
      /16384 столбцов/,
    ],
    ['прошлый год.csv', csv(rowWith({ Год: '2024' })), 'import/wrong-year', /2024 год, а выбран 2025/],
    ['другая таблица.csv', 'Дата;Температура\n01.05.2025;12,3\n', 'import/format-unknown', /не похожа/],
    [
      'ни одной годной.csv',
      csv(rowWith({ 'Кол-во участников': 'много' })),
      'import/nothing-accepted',
      /стоит «много»/,
    ],
  ])('%s', async (name, bytes, code, sentence) => {
    const regionId = await newRegion(db)
    const row = await importFile(base, regionId, { name, bytes })
    expect(row).toMatchObject({ state: 'refused', preview: null, parquet_name: null })
    expect(row.problem?.code).toBe(code)
    expect(row.problem?.detail).toMatch(sentence)
    expect(row.problem?.detail).not.toMatch(/\/tmp|\.ts|Error|undefined/)
    expect(isStaged(ground, row.id)).toBe(false)
    expect(await db.selectFrom('schools').select('id').where('region_id', '=', regionId).execute()).toEqual(
      [],
    )
  })
})

/** One byte changed in the packed middle. */
function spoiled(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[Math.floor(copy.length / 3)]! ^= 0x55
  return copy
}

function bomb(): Buffer {
  const row = '<row><c><v>1</v></c></row>'
  return makeXlsx({ sheets: { Лист1: `<sheetData>${row.repeat(130_000_000 / row.length)}</sheetData>` } })
}

describe('a bad cell costs its row, is named with its place, and is never 0', () => {
  it.each<[Column, string, string | null]>([
    ['Кол-во участников', '-5', 'cell-not-number'],
    ['Кол-во участников', '1e308', 'cell-not-number'],
    ['Кол-во участников', 'NaN', 'cell-not-number'],
    ['Кол-во участников', '3000000000', 'cell-out-of-range'],
    ['Кол-во участников', '99999999999999999999999', 'cell-not-number'],
    ['Кол-во участников', "=cmd|'/C calc'!A0", 'cell-not-number'],
    ['Кол-во участников', '', 'cell-missing'],
    ['Кол-во участников', '20 000', null],
    ['2', '-35', 'cell-out-of-range'],
    ['2', '1e308', 'cell-not-number'],
    ['2', '100,01', 'cell-out-of-range'],
    ['2', '#ДЕЛ/0!', 'cell-error'],
    ['2', '90', 'marks-do-not-sum'],
    ['Год', '20255', 'cell-not-number'],
    ['Год', '2025/2027', 'cell-not-number'],
    ['Предмет', '', 'cell-missing'],
    ['Предмет', 'я'.repeat(6_000), 'cell-out-of-range'],
    ['ОО', 'я'.repeat(33_000), 'cell-out-of-range'],
    ['Муниципалитет', 'я'.repeat(33_000), 'cell-out-of-range'],
    ['ОО', "'; drop table schools; --", null],
    ['ОО', '<script>alert(1)</script>', null],
    ['ОО', '=HYPERLINK("http://x")', null],
    ['ОО', '\u{1F3EB} «№ 2»', null],
    ['Муниципалитет', '__proto__', null],
  ])('%s: %.30s', async (column, value, code) => {
    const regionId = await newRegion(db)
    const bad = rowWith({ [column]: value })
    const { id, state, preview } = await importFile(base, regionId, { name: 'т.csv', bytes: csv(GOOD, bad) })
    expect(state).toBe('committed')
    expect(preview).toMatchObject({
      ...{ rowsRead: 3, rowsAccepted: code === null ? 2 : 1 },
      ...{ rowsRejected: code === null ? 0 : 1, rowsSkipped: 1 },
    })
    const problems = await listProblems(db, id, { offset: 0, limit: 10 })
    const rejected = problems.filter((problem) => problem.severity === 'rejected')
    if (code === null) expect(rejected).toEqual([])
    else expect(rejected[0]).toMatchObject({ code, rowNumber: 3 })
    const counts = await listActiveCounts(db, regionId, { from: 1990, to: 2100 })
    expect(counts.length).toBe(code === null ? 2 : 1)
  })
})

test('participants 0 is a school that did not hold the procedure: passed over, not a number', async () => {
  const regionId = await newRegion(db)
  const bytes = csv(GOOD, rowWith({ 'Кол-во участников': '0' }))
  const { preview } = await importFile(base, regionId, { name: 'т.csv', bytes })
  expect(preview).toMatchObject({ rowsRead: 3, rowsAccepted: 1, rowsRejected: 0, rowsSkipped: 2 })
})

test('what only rejected rows name does not get into the catalogue of procedures', async () => {
  const regionId = await newRegion(db)
  const bytes = csv(GOOD, rowWith({ Предмет: 'Небывалый предмет', '2': '90' }))
  await importFile(base, regionId, { name: 'т.csv', bytes })
  const known = await db
    .selectFrom('procedures')
    .select('code')
    .where('name', 'like', '%небывалый%')
    .execute()
  expect(known).toEqual([])
})

test('the same table in windows-1251, utf-8 with a mark, utf-16 and as a workbook gives the same numbers', async () => {
  const text = csv(GOOD, rowWith({}))
  const cp1251 = Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0)!
      if (letter === '№') return 0xb9
      if (letter === 'ё') return 0xb8
      return code < 128 ? code : code - 0x350
    }),
  )
  const all = [
    ['1251.csv', cp1251],
    ['bom.csv', `\uFEFF${text}`],
    ['16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    ['книга.xlsx', makeXlsx({ sheets: { Лист1: sheetData([HEADER, GOOD, rowWith({})]) } })],
  ] as const
  const shown = []
  for (const [name, bytes] of all) {
    const regionId = await newRegion(db)
    expect((await importFile(base, regionId, { name, bytes })).state).toBe('committed')
    const counts = await listActiveCounts(db, regionId, { from: 2025, to: 2025 })
    const schools = await db.selectFrom('schools').select('name').where('region_id', '=', regionId).execute()
    shown.push({ low: counts.map(({ low }) => low), names: schools.map(({ name: school }) => school).sort() })
  }
  for (const one of shown) expect(one).toEqual({ low: [7, 7], names: ['Школа № 1', 'Школа № 2'] })
})

test('two sheets are read as one file; a hidden one is not', async () => {
  const regionId = await newRegion(db)
  const xlsx = makeXlsx({
    sheets: {
      Первый: sheetData([HEADER, GOOD]),
      Второй: sheetData([HEADER, rowWith({ Предмет: 'Русский язык' })]),
      'Скрытый" state="hidden': sheetData([HEADER, rowWith({ Предмет: 'История' })]),
    },
  })
  const { state, preview } = await importFile(base, regionId, { name: 'к.xlsx', bytes: xlsx })
  expect(state).toBe('committed')
  expect(preview?.sheets.map(({ name }) => name)).toEqual(['Первый', 'Второй'])
  expect(preview).toMatchObject({ rowsRead: 4, rowsAccepted: 2, rowsSkipped: 2 })
})

test('letters that no database keeps are dropped from cells, wherever a workbook hides them', async () => {
  const regionId = await newRegion(db)
  const name = 'Шк&#0;о_x0000_л&#xD800;а_xDC00_ № 2'
  const row = sheetData([HEADER, GOOD, rowWith({ ОО: 'ИМЯ', Муниципалитет: 'ИМЯ' })]).replaceAll('ИМЯ', name)
  const xlsx = makeXlsx({ sheets: { 'Ли&#0;ст': row } })
  expect((await importFile(base, regionId, { name: 'к.xlsx', bytes: xlsx })).state).toBe('committed')
  const schools = await db.selectFrom('schools').select('name').where('region_id', '=', regionId).execute()
  expect(schools.map((school) => school.name).sort()).toEqual(['Школа № 1', 'Школа № 2'])
})

test('the same school twice is taken once, whichever way its login is written', async () => {
  const regionId = await newRegion(db)
  const again = rowWith({ Логин: 'EDU990001', '2': '30', '3': '45' })
  const { preview } = await importFile(base, regionId, { name: 'т.csv', bytes: csv(GOOD, GOOD, again) })
  expect(preview).toMatchObject({ rowsAccepted: 1, rowsRejected: 2 })
  expect(preview?.problems[0]).toMatchObject({ code: 'row-duplicate', count: 2 })
})

test('16,384 columns, the most that Excel has, are read', async () => {
  const regionId = await newRegion(db)
  const wide = (row: string[], filler: string) => [...row, ...Array<string>(16_384 - row.length).fill(filler)]
  const bytes = [wide(HEADER, 'x'), wide(GOOD, '1')].map((row) => row.join(';')).join('\n')
  expect((await importFile(base, regionId, { name: 'ш.csv', bytes })).state).toBe('committed')
})
