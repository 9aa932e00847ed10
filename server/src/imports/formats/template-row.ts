import type { AggregateResult, ProcedureRef, SourceSchoolRef } from '../../results/model.ts'
import type { Cell, ParsedRow, SourceRow } from '../model.ts'
import {
  type Reading,
  type RowReport,
  readCount,
  readScore,
  readShare,
  readText,
  rowReport,
} from './read-cell.ts'
import { parseMunicipalityText } from './school-text.ts'
import type { TemplateColumn } from './template-columns.ts'
import { parseSchoolYear } from './title.ts'

type At = (column: TemplateColumn) => Cell | undefined

export interface TemplateKnown {
  procedures: ReadonlyMap<string, ProcedureRef>
  seen: Set<string>
  schoolYear: number
}

/** An edited or added row of our own workbook. */
export function parseTemplateRow(row: SourceRow, at: At, known: TemplateKnown): ParsedRow {
  const report = rowReport(row)
  const take = <T>(column: string, reading: Reading<T>): T | null => {
    if (reading.kind === 'bad') report.add(column, reading.code, reading.given, reading.expected)
    return reading.kind === 'value' ? reading.value : null
  }
  const schoolYear = readYear(readText(at('year')), known.schoolYear, report)
  const procedure = readText(at('procedure'))
  if (procedure === null) report.add('Код процедуры', 'cell-missing', null, 'код с листа «Процедуры»')
  else if (!known.procedures.has(procedure))
    report.add('Код процедуры', 'subject-unknown', procedure, 'код с листа «Процедуры»')
  const school = readSchool(at)
  if (school === null) report.add('Код школы', 'school-key-missing', null, 'код с листа «Школы»')
  const n = take('Участников', readCount(at('participants'), [1, 1_000_000]))
  if (n === null && !report.isRejected) report.add('Участников', 'cell-missing', null, 'число участников')
  const each = ([2, 3, 4, 5] as const).map((mark) => take(`«${mark}»`, readCount(at(`mark${mark}`))))
  const low = take('Ниже минимума', readCount(at('low')))
  const high = take('Высокие результаты', readCount(at('high')))
  const lowShare = take('Доля ниже минимума, %', readShare(at('lowShare')))?.hundredths ?? null
  const highShare = take('Доля высоких результатов, %', readShare(at('highShare')))?.hundredths ?? null
  const meanScore = take('Средний балл', readScore(at('meanScore'), [0, 1000]))
  if (report.isRejected || n === null || school === null || procedure === null)
    return { results: [], problems: report.problems }

  const counts = settle(n, each, low, high, report)
  if (counts.low === null && lowShare === null && meanScore === null && !report.isRejected)
    report.add(
      'Ниже минимума',
      'cell-missing',
      null,
      'отметки, число или доля ниже минимума либо средний балл',
    )
  const key = `${procedure} ${schoolYear} ${school.key}`
  if (known.seen.has(key))
    report.add(
      'Код школы',
      'row-duplicate',
      school.key,
      'школа, которой по этой процедуре и году ещё не было',
    )
  if (report.isRejected) return { results: [], problems: report.problems }
  known.seen.add(key)
  const result: AggregateResult = {
    level: 'aggregate',
    school,
    procedure,
    schoolYear,
    participants: n,
    ...counts,
    lowShare: counts.low === null ? lowShare : null,
    highShare: counts.high === null ? highShare : null,
    meanScore,
    countBasis: counts.low === null ? 'share-only' : 'exact',
    sheet: row.sheet,
    rowNumber: row.rowNumber,
  }
  return { results: [result], problems: report.problems }
}

function readYear(text: string | null, chosen: number, report: RowReport): number {
  if (text === null) return chosen
  const year = parseSchoolYear(text)
  if (year === null) report.add('Учебный год', 'cell-not-number', text, 'год, например 2025 или 2024/25')
  return year ?? chosen
}

/** Codes of the workbook are the registry's own; a login typed by hand is known as one by matching. */
function readSchool(at: At): SourceSchoolRef | null {
  const key = readText(at('school'))
  if (key === null) return null
  const place = parseMunicipalityText(readText(at('municipality')) ?? '')
  const name = readText(at('schoolName'))
  return { keyKind: 'code', key, name, municipality: place.name, municipalityCode: place.code }
}

/** Marks and totals of one row agree, or the row is rejected: which of them is wrong cannot be known. */
function settle(
  n: number,
  each: (number | null)[],
  low: number | null,
  high: number | null,
  report: RowReport,
): Pick<AggregateResult, 'low' | 'high' | 'marks'> {
  const filled = each.filter((count) => count !== null)
  if (filled.length === 0) {
    for (const [column, count] of [
      ['Ниже минимума', low],
      ['Высокие результаты', high],
    ] as const)
      if (count !== null && count > n)
        report.add(column, 'count-exceeds-participants', String(count), `не больше числа участников (${n})`)
    if (low !== null && high !== null && low <= n && high <= n && low + high > n)
      report.add(
        'Высокие результаты',
        'count-exceeds-participants',
        String(low + high),
        `вместе не больше ${n}`,
      )
    return { low, high, marks: null }
  }
  const [two, three, four, five] = each
  if (two == null || three == null || four == null || five == null) {
    report.add('«2»–«5»', 'cell-missing', null, 'все четыре отметки или ни одной')
    return { low: null, high: null, marks: null }
  }
  const sum = two + three + four + five
  if (sum !== n) report.add('«2»–«5»', 'marks-do-not-sum', String(sum), `в сумме ${n}, по числу участников`)
  if (low !== null && low !== two)
    report.add('Ниже минимума', 'marks-do-not-sum', String(low), `столько же, сколько «2»: ${two}; или пусто`)
  if (high !== null && high !== four + five)
    report.add(
      'Высокие результаты',
      'marks-do-not-sum',
      String(high),
      `«4» и «5» вместе: ${four + five}; или пусто`,
    )
  return { low: two, high: four + five, marks: { 2: two, 3: three, 4: four, 5: five } }
}
