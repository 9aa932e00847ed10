import type { z } from 'zod'
import type { Mapping } from '../imports/formats/mapping.ts'
import { demoProcedure } from './demo-procedures.ts'
import { type DemoRegion, type DemoResult, SCHOOL_TYPES } from './demo-region.ts'
import { byMunicipality, municipalityOf, nameInYear, resultsOf, sumParticipants } from './result-index.ts'
import { type CellValue, columnLetters, header, type SheetData } from './workbook.ts'

/** Header texts of one exam's columns and how a cell is computed over one or several schools. */
interface ExamColumn {
  title: string
  role: 'participants' | 'low' | 'high' | 'meanScore' | '2' | '3' | '4' | '5'
  cell: (results: DemoResult[]) => number
}
interface ExamGroup {
  procedure: string
  title: string
  columns: ExamColumn[]
}

const count = (title: string, role: ExamColumn['role'], of: (result: DemoResult) => number): ExamColumn => ({
  title,
  role,
  cell: (results) => results.reduce((sum, result) => sum + of(result), 0),
})
const PARTICIPANTS = count('приняло участие, чел.', 'participants', (result) => result.participants)
const mean = (title: string): ExamColumn => ({
  title,
  role: 'meanScore',
  cell: (results) =>
    Number(
      (results.reduce((sum, r) => sum + r.mean! * r.participants, 0) / sumParticipants(results)).toFixed(1),
    ),
})
const marks = (['2', '3', '4', '5'] as const).map((mark) =>
  count(mark, mark, (result) => result.marks![mark]),
)
const points = [
  PARTICIPANTS,
  count('не преодолели минимальный порог, чел.', 'low', (result) => result.low),
  count('получили 61–100 баллов, чел.', 'high', (result) => result.high),
  mean('средний балл'),
]
const baseMaths = [
  PARTICIPANTS,
  count('получили «2», чел.', 'low', (result) => result.low),
  count('получили «4» и «5», чел.', 'high', (result) => result.high),
  mean('средняя отметка'),
]

export type Exam = 'oge' | 'ege'
const GROUPS: Record<Exam, ExamGroup[]> = {
  oge: [
    { procedure: 'oge-ru', title: 'Русский язык', columns: [PARTICIPANTS, ...marks] },
    { procedure: 'oge-ma', title: 'Математика', columns: [PARTICIPANTS, ...marks] },
  ],
  ege: [
    { procedure: 'ege-ru', title: 'Русский язык', columns: points },
    { procedure: 'ege-ma-prof', title: 'Математика (профильный уровень)', columns: points },
    { procedure: 'ege-ma-base', title: 'Математика (базовый уровень)', columns: baseMaths },
  ],
}
const EXAM_NAMES = { oge: 'ОГЭ', ege: 'ЕГЭ' }
const PLACE_COLUMNS = ['№ п/п', 'Муниципалитет', 'Код МСУ', 'Код ОО', 'Наименование ОО', 'Вид ОО']
const HEADER_ROW = 4

/**
 * One wide table of a region's ОГЭ or ЕГЭ as an assessment centre sends it: a two-line header with merged cells, a group of
 * columns per exam, blanks where nobody sat it, a subtotal after each municipality and the region's total at the end.
 */
export const examSheet = (region: DemoRegion, exam: Exam, schoolYear: number): SheetData => {
  const groups = GROUPS[exam]
  const waiting = new Map(
    region.truth.waiting
      .filter((w) => w.file === exam && w.schoolYear === schoolYear)
      .map((w) => [w.code, w]),
  )
  const results = groups.map((group) => resultsOf(region, group.procedure, schoolYear))
  const cells = (bySchool: (own: DemoResult[]) => DemoResult[]): CellValue[] =>
    groups.flatMap((group, i) => {
      const own = bySchool(results[i]!)
      return group.columns.map((column) => (own.length === 0 ? null : column.cell(own)))
    })

  const merges = PLACE_COLUMNS.map(
    (_, i) => `${columnLetters(i)}${HEADER_ROW}:${columnLetters(i)}${HEADER_ROW + 1}`,
  )
  const upper: CellValue[] = PLACE_COLUMNS.map(header)
  const lower: CellValue[] = PLACE_COLUMNS.map(() => null)
  for (const { title, columns } of groups) {
    const from = upper.length
    upper.push(header(title), ...columns.slice(1).map(() => null))
    lower.push(...columns.map((column) => header(column.title)))
    merges.push(`${columnLetters(from)}${HEADER_ROW}:${columnLetters(upper.length - 1)}${HEADER_ROW}`)
  }
  merges.push(`A1:${columnLetters(upper.length - 1)}1`)

  const rows: CellValue[][] = [
    [header(`Результаты ${EXAM_NAMES[exam]} по образовательным организациям, ${schoolYear} год`)],
    [`${region.region.name}. Основной период с резервными днями и апелляциями`],
    [null],
    upper,
    lower,
  ]
  let ordinal = 0
  for (const [index, here] of byMunicipality(region, results.flat())) {
    const municipality = region.municipalities[index]!
    for (const at of [...new Set(here.map((result) => result.school))].sort((a, b) => a - b)) {
      const school = region.schools[at]!
      const stranger = waiting.get(school.code)
      rows.push([
        ++ordinal,
        municipality.name,
        municipality.code,
        // Half of the codes are numbers, half are text: real tables mix them.
        stranger?.key ?? (ordinal % 2 ? Number(school.rcoiCode) : school.rcoiCode),
        stranger?.name ?? nameInYear(region, at, schoolYear),
        SCHOOL_TYPES[school.type],
        ...cells((own) => own.filter((result) => result.school === at)),
      ])
    }
    const ofMunicipality = (own: DemoResult[]) =>
      own.filter((result) => municipalityOf(region, result) === index)
    rows.push([
      null,
      municipality.name,
      null,
      null,
      `Итого: ${municipality.name}`,
      null,
      ...cells(ofMunicipality),
    ])
  }
  rows.push([null, null, null, null, `Всего: ${region.region.name}`, null, ...cells((own) => own)])
  return { name: `${EXAM_NAMES[exam]} ${schoolYear}`, rows, merges, widths: [6, 24, 14, 10, 56, 12] }
}

/** The saved mapping by which such a table is read (docs/formats: any table by mapping). */
export const examMapping = (exam: Exam): z.input<typeof Mapping> => ({
  version: 1,
  name: `${EXAM_NAMES[exam]}: сводная таблица области`,
  headerRows: [HEADER_ROW, HEADER_ROW + 1],
  school: {
    keyKind: 'rcoi',
    key: { column: 'Код ОО' },
    name: { column: 'Наименование ОО' },
    municipality: { column: 'Муниципалитет' },
    municipalityCode: { column: 'Код МСУ' },
  },
  missing: { '': 'not-applicable' },
  groups: GROUPS[exam].map(({ procedure, title, columns }) => {
    const column = (role: ExamColumn['role']) => {
      const found = columns.find((candidate) => candidate.role === role)!
      return { column: `${title} → ${found.title}` }
    }
    const hasMarks = demoProcedure(procedure).kind === 'oge'
    return {
      procedure,
      participants: column('participants'),
      ...(hasMarks
        ? { marks: { 2: column('2'), 3: column('3'), 4: column('4'), 5: column('5') } }
        : { low: column('low'), high: column('high'), meanScore: column('meanScore') }),
    }
  }),
})
