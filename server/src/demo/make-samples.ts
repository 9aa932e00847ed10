import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RowProblem } from '../imports/model.ts'
import { DEMO_PROCEDURES } from './demo-procedures.ts'
import type { DemoRegion } from './demo-region.ts'
import { examMapping, examSheet } from './exam-tables.ts'
import { generateRegion } from './generate-region.ts'
import { PUPIL_LEVEL_WORKS } from './pupil-works.ts'
import { registrySheets } from './registry-files.ts'
import { type Blemish, samplesReadme } from './samples-readme.ts'
import { f1Sheet, f3Sheet, longTableRows } from './vpr-files.ts'
import { type CellValue, columnLetters, type SheetData, writeWorkbook } from './workbook.ts'
import { writeCsv } from './write-csv.ts'

/** The year after the demonstration's last one: a sample brings something new and contradicts nothing. */
const SAMPLE_YEAR = 2026
const SAMPLE_MUNICIPALITY = 0
const UNKNOWN_LOGIN = 'edu999901'
const UNKNOWN_SCHOOL = 'МБОУ «Школа, которой нет в реестре»'

/** One district of the demonstration region with the last year's results moved a year on. */
const sampleRegion = (): DemoRegion => {
  const region = generateRegion()
  const results = region.results
    .filter(
      ({ school, schoolYear }) =>
        schoolYear === 2025 && region.schools[school]!.municipality === SAMPLE_MUNICIPALITY,
    )
    .map((result) => ({ ...result, schoolYear: SAMPLE_YEAR }))
  return { ...region, results }
}

type Code = RowProblem['code']
type Spoil = (row: number, column: number | null, code: Code | null, what: string, reaction: string) => void
const spoiler =
  (file: string, blemishes: Blemish[]): Spoil =>
  (row, column, code, what, reaction) =>
    blemishes.push({
      file,
      row: row + 1,
      column: column === null ? null : columnLetters(column),
      code,
      what,
      reaction,
    })

const isPupilRow = (row: CellValue[]): boolean => typeof row[3] === 'number'

const spoilF1 = ({ rows }: SheetData, spoil: Spoil): void => {
  const width = rows[7]!.length
  const section = rows.findIndex((row) => String(row[1]).startsWith('Кол-во'))
  const counted = Number(/\d+$/.exec(String(rows[section]![1]))![0])
  rows[section]![1] = `Кол-во участников: ${counted + 2}`
  spoil(
    section,
    1,
    'participants-differ',
    `заявлено ${counted + 2} участников, в таблице ${counted}`,
    'предупреждение, строки приняты',
  )
  const pupils = rows.flatMap((row, at) => (isPupilRow(row) ? [at] : []))
  const [third, tenth, twentieth] = [pupils[2]!, pupils[9]!, pupils[19]!]
  rows[third]![width - 3] = 'двенадцать'
  spoil(
    third,
    width - 3,
    'cell-not-number',
    'первичный балл словом',
    'ячейка названа; балла нет, и нулём он не становится',
  )
  rows[tenth]![9] = 9
  spoil(
    tenth,
    9,
    'cell-out-of-range',
    '9 баллов за задание, где наибольший балл 2',
    'ячейка названа: балл вне пределов',
  )
  rows[twentieth]![width - 2] = 7
  spoil(twentieth, width - 2, 'mark-unknown', 'отметка «7»', 'строка не принята: такой отметки нет')
  const strangers = [pupils[0]!, pupils[1]!, pupils[3]!].map((at) => [...rows[at]!])
  spoil(
    rows.length,
    null,
    null,
    `школа ${UNKNOWN_LOGIN}, которой нет в реестре`,
    'строки приняты и ждут сопоставления',
  )
  rows.push([`${UNKNOWN_SCHOOL}(${UNKNOWN_LOGIN})`, `Кол-во участников: ${strangers.length}`])
  for (const [at, pupil] of strangers.entries())
    rows.push([UNKNOWN_LOGIN, pupil[1]!, UNKNOWN_SCHOOL, 50001 + at, ...pupil.slice(4)])
  spoil(rows.length, 0, 'row-total', 'строка «Итого»', 'пропущена: это не участник')
  rows.push(['Итого', String(pupils.length + strangers.length)])
}

const spoilF3 = ({ rows }: SheetData, spoil: Spoil): void => {
  const schools = rows.flatMap((row, at) => (/\(edu\d{6}\)$/.test(String(row[0])) ? [at] : []))
  const [first, second, third] = schools as [number, number, number]
  rows[first]![3] = { value: '#DIV/0!', style: 'error' }
  spoil(first, 3, 'cell-error', 'ошибка формулы #DIV/0!', 'строка не принята: в ячейке ошибка, а не доля')
  rows[second]!.splice(3, 4, 10, 30, 30, 20)
  spoil(
    second,
    null,
    'marks-do-not-sum',
    'доли отметок в сумме 90 %',
    'строка названа: доли не складываются в 100 %',
  )
  rows[third]!.splice(2, 5, 10, '12,3', '40,0', '40,0', '7,7')
  spoil(third, 3, 'share-impossible', '12,3 % от 10 участников', 'ячейка названа: такой доли не бывает')
  spoil(
    rows.length,
    null,
    null,
    `школа ${UNKNOWN_LOGIN}, которой нет в реестре`,
    'строка принята и ждёт сопоставления',
  )
  rows.push([`${UNKNOWN_SCHOOL}(${UNKNOWN_LOGIN})`, null, 20, 35, 40, 20, 5])
}

const spoilLongTable = (rows: string[][], spoil: Spoil): void => {
  rows[2]![4] = ''
  spoil(2, 4, null, 'нет логина', 'школа узнана по названию внутри муниципалитета')
  rows[4]![0] = String(SAMPLE_YEAR - 1)
  spoil(4, 0, null, 'другой год', 'сказано, что в файле есть другой год')
  rows[6]![6] = 'двадцать'
  spoil(6, 6, 'cell-not-number', 'число участников словом', 'строка не принята: ожидалось число')
  rows[8]![1] = 'пятый'
  spoil(8, 1, 'grade-unknown', 'класс словом', 'строка названа: класс не понят')
  spoil(rows.length, null, 'row-duplicate', 'повтор второй строки таблицы', 'строка не принята: повтор')
  rows.push([...rows[1]!])
  spoil(rows.length, 5, 'row-total', 'строка «Итого»', 'пропущена: это не школа')
  rows.push([
    String(SAMPLE_YEAR),
    '5',
    'Русский язык',
    rows[1]![3]!,
    '',
    'Итого',
    '999',
    '10,00',
    '40,00',
    '40,00',
    '10,00',
  ])
}

const spoilOge = ({ rows }: SheetData, spoil: Spoil): void => {
  rows[5]![6] = 'н/д'
  spoil(
    5,
    6,
    'cell-not-number',
    '«н/д» вместо числа участников',
    'ячейка названа; вторая процедура строки принята',
  )
  rows[6]![8] = Number(rows[6]![8]) + 3
  spoil(
    6,
    null,
    'marks-do-not-sum',
    'отметок на три больше, чем участников',
    'строка названа: отметки не складываются в число участников',
  )
  rows[7]![3] = 99999
  rows[7]![4] = UNKNOWN_SCHOOL
  spoil(7, 3, null, 'код 99999, которого нет в реестре', 'строка принята и ждёт сопоставления')
  spoil(
    rows.length - 2,
    null,
    'row-total',
    'строки «Итого» и «Всего»',
    'пропущены: это не школы; расхождение с суммой по школам названо',
  )
}

const spoilEge = ({ rows }: SheetData, spoil: Spoil): void => {
  rows[5]![7] = Number(rows[5]![6]) + 1
  spoil(
    5,
    7,
    'count-exceeds-participants',
    'не преодолели порог больше человек, чем участвовало',
    'строка названа: больше числа участников',
  )
  spoil(
    rows.length - 2,
    null,
    'row-total',
    'строки «Итого» и «Всего»',
    'пропущены: это не школы; расхождение с суммой по школам названо',
  )
}

/**
 * Writes `samples/`: one small file of every format with deliberate blemishes, and the README that names their places.
 * The same code gives the same bytes, so a difference in git is a difference in meaning.
 */
export const makeSamples = async (outDir: string): Promise<Blemish[]> => {
  await mkdir(outDir, { recursive: true })
  const region = sampleRegion()
  const blemishes: Blemish[] = []
  const spoil = (file: string) => spoiler(file, blemishes)
  const inFolder = (file: string) => join(outDir, file)

  const registry = new Set(
    region.schools.flatMap((s, i) => (s.municipality === SAMPLE_MUNICIPALITY ? [i] : [])),
  )
  await writeWorkbook(inFolder('registry.xlsx'), registrySheets(region, registry))

  const f1 = f1Sheet(region, { ...PUPIL_LEVEL_WORKS[0]!, schoolYear: SAMPLE_YEAR })
  spoilF1(f1, spoil('vpr-2026-f1-ru-5.xlsx'))
  await writeWorkbook(inFolder('vpr-2026-f1-ru-5.xlsx'), [f1])

  const f3 = f3Sheet(region, 'vpr-ma-6', SAMPLE_YEAR)
  spoilF3(f3, spoil('vpr-2026-f3-ma-6.xlsx'))
  await writeWorkbook(inFolder('vpr-2026-f3-ma-6.xlsx'), [f3])

  const grade5 = DEMO_PROCEDURES.filter((procedure) => procedure.kind === 'vpr' && procedure.gradeLevel === 5)
  const long = longTableRows(region, grade5, SAMPLE_YEAR)
  spoilLongTable(long, spoil('vpr-2026-long-table.csv'))
  await writeCsv(inFolder('vpr-2026-long-table.csv'), long)

  for (const [exam, damage] of [['oge', spoilOge] as const, ['ege', spoilEge] as const]) {
    const sheet = examSheet(region, exam, SAMPLE_YEAR)
    damage(sheet, spoil(`${exam}-2026.xlsx`))
    await writeWorkbook(inFolder(`${exam}-2026.xlsx`), [sheet])
    await writeFile(inFolder(`${exam}-mapping.json`), `${JSON.stringify(examMapping(exam), null, 2)}\n`)
  }
  await writeFile(
    inFolder('README.md'),
    samplesReadme(blemishes, region.municipalities[SAMPLE_MUNICIPALITY]!.name),
  )
  return blemishes
}
