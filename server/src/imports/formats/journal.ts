import { Problem } from '../../platform/problem.ts'
import { counted } from '../../platform/russian.ts'
import type { JournalComparison, SourceSchoolRef } from '../../results/model.ts'
import type {
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  SheetSample,
  SourceRow,
} from '../model.ts'
import { personalNote } from './columns.ts'
import { controlTotals } from './control-totals.ts'
import { describeLayout, findJournalLayout, type JournalLayout, SIDES, sideTitle } from './journal-columns.ts'
import { percent } from './mark-shares.ts'
import { GROUP_EXPECTED, groupOf } from './participant-groups.ts'
import { type RowReport, readCount, readShare, rowReport } from './read-cell.ts'
import { schoolRef } from './school-text.ts'
import { readTitle, type SheetTitle } from './title.ts'

/** «Сравнение отметок с отметками по журналу» of ФИС ОКО: no results, but what the marks are worth beside the journal's. */
export const journal: Format = {
  id: 'journal',
  title: 'Сравнение отметок с отметками по журналу (ФИС ОКО)',
  detect: (samples) => samples.some((sample) => findJournalLayout(sample) !== undefined),
  open,
}

interface SheetPlan {
  layout: JournalLayout
  procedure: NonNullable<SheetTitle['procedure']>
  schoolYear: number
}

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const plans = new Map<string, SheetPlan>()
  const understanding: FileUnderstanding = {
    format: 'journal',
    level: 'journal',
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) {
    const layout = findJournalLayout(sample)
    if (layout === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(`Лист «${sample.sheet}» не содержит сравнения с журналом и не читается.`)
      continue
    }
    const title = readTitle(sample, layout.headerRows[0]!)
    const { procedure } = title
    if (procedure === undefined) {
      understanding.notes.push(`Лист «${sample.sheet}» не читается: над таблицей не указаны предмет и класс.`)
      continue
    }
    plans.set(sample.sheet, { layout, procedure, schoolYear: title.schoolYear ?? context.schoolYear })
    if (title.schoolYear !== null && !understanding.yearsInFile.includes(title.schoolYear))
      understanding.yearsInFile.push(title.schoolYear)
    if (!understanding.procedures.some((known) => known.code === procedure.code))
      understanding.procedures.push(procedure)
    const columns = describeLayout(layout)
    understanding.sheets.push({ name: sample.sheet, headerRows: layout.headerRows, columns })
    understanding.notes.push(...title.notes, ...personalNote(sample.sheet, layout.headers))
  }
  if (plans.size === 0)
    throw new Problem(
      'import/format-unknown',
      'В файле есть сравнение с журналом, но нет заголовка вида «ВПР 2026 Математика 4 класс»: неясно, какая это работа. Добавьте заголовок над таблицей.',
    )
  return { understanding, ...reader(plans, understanding) }
}

interface Sums {
  name: string
  schools: number
  lower: number
  same: number
  higher: number
}

function reader(
  plans: Map<string, SheetPlan>,
  understanding: FileUnderstanding,
): Pick<FormatReader, 'parse' | 'finish'> {
  const totals = controlTotals()
  const places = new Map<string, { name: string; code: string | null }>()
  const seen = new Set<string>()
  const sums = new Map<string, Sums>()

  const parse = (row: SourceRow): ParsedRow => {
    const plan = plans.get(row.sheet)
    if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
    const { layout, procedure, schoolYear } = plan
    if (row.rowNumber <= layout.headerRows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    const group = groupOf(row, layout.group, places.get(row.sheet)?.code != null)
    if (group.kind === 'none') return { results: [], problems: [], skip: 'blank' }
    const report = rowReport(row)
    const text = row.cells[layout.group]?.text.trim() ?? ''
    if (group.kind === 'unknown') {
      report.add('Группы участников', 'school-key-missing', text || null, GROUP_EXPECTED)
      return { results: [], problems: report.problems }
    }
    const total = readTotal(row, layout, group.kind === 'school' ? report : undefined)
    if (group.kind !== 'school') {
      const scope = group.kind === 'country' ? 'none' : group.kind === 'region' ? 'all' : 'section'
      const { sheet, rowNumber } = row
      totals.add({ sheet, rowNumber, name: group.name, scope, participants: total, schools: null })
      if (group.kind === 'municipality') places.set(row.sheet, group)
      return { results: [], problems: [], skip: 'total' }
    }
    const school = schoolOf(text, places.get(row.sheet))
    // Nobody sat the work: there is nothing to compare.
    if (total === 0) return { results: [], problems: [], skip: 'blank' }
    const key = `${procedure.code} ${schoolYear} ${school.key}`
    if (seen.has(key))
      report.add('Группы участников', 'row-duplicate', text, 'школа, которой в этом листе ещё не было')
    if (total !== null) totals.count(row.sheet, total)
    const counts = readCounts(row, layout, total, report)
    if (counts === undefined || report.isRejected) return { results: [], problems: report.problems }
    checkShares(row, layout, counts, report)
    seen.add(key)
    const sum = sums.get(procedure.code) ?? { name: procedure.name, schools: 0, lower: 0, same: 0, higher: 0 }
    sum.schools += 1
    for (const side of SIDES) sum[side] += counts[side]
    sums.set(procedure.code, sum)
    const result: JournalComparison = {
      level: 'journal',
      school,
      procedure: procedure.code,
      schoolYear,
      participants: total,
      ...counts,
      sheet: row.sheet,
      rowNumber: row.rowNumber,
    }
    return { results: [result], problems: report.problems }
  }

  const finish = () => {
    understanding.notes.push(...[...sums.values()].map(sumSentence))
    return totals.differences()
  }
  return { parse, finish }
}

/** What the file brings of one work, over the pupils who have both marks. */
function sumSentence({ name, schools, lower, same, higher }: Sums): string {
  const both = lower + same + higher
  const words = counted(schools, ['школа', 'школы', 'школ'])
  if (both === 0) return `${name}: ${words}, отметок по журналу нет ни у кого.`
  const share = (count: number) => percent(Math.round((count / both) * 1000) * 10)
  const pupils = counted(both, ['участник', 'участника', 'участников'])
  return `${name}: ${words}, ${pupils} с отметкой по журналу: за работу она ниже у ${share(lower)}, такая же у ${share(same)}, выше у ${share(higher)}.`
}

function schoolOf(text: string, place: { name: string; code: string | null } | undefined): SourceSchoolRef {
  const named = schoolRef({ code: null, name: text, municipality: place?.name ?? null })!
  return { ...named, municipalityCode: place?.code ?? null }
}

/** Everybody who sat the work; a bad cell leaves it unknown, for nothing is divided by it. */
function readTotal(row: SourceRow, layout: JournalLayout, report: RowReport | undefined): number | null {
  if (layout.total === null) return null
  const total = readCount(row.cells[layout.total], [0, 10_000_000])
  if (total.kind === 'bad')
    report?.add('Кол-во участников', total.code, total.given, total.expected, 'warning')
  return total.kind === 'value' ? total.value : null
}

type Counts = Pick<JournalComparison, (typeof SIDES)[number]>

/** The three counts; a bad or empty one rejects the row, for it is no 0. */
function readCounts(
  row: SourceRow,
  layout: JournalLayout,
  total: number | null,
  report: RowReport,
): Counts | undefined {
  const counts: Counts = { lower: 0, same: 0, higher: 0 }
  for (const side of SIDES) {
    const column = `${sideTitle(side)}, кол-во`
    const count = readCount(row.cells[layout.counts[side]], [0, 1_000_000])
    if (count.kind === 'absent') report.add(column, 'cell-missing', null, 'число участников')
    else if (count.kind === 'bad') report.add(column, count.code, count.given, count.expected)
    else counts[side] = count.value
  }
  if (report.isRejected) return undefined
  const both = counts.lower + counts.same + counts.higher
  if (total !== null && both > total) {
    report.add(null, 'count-exceeds-participants', String(both), `не больше числа участников (${total})`)
    return undefined
  }
  return counts
}

/** Rounding of two decimals, and a little for a program that cuts instead of rounding. */
const TOLERANCE = 1

/** Printed percentages are over pupils with a mark in the journal; where they are not those of the counts, it is said. */
function checkShares(row: SourceRow, layout: JournalLayout, counts: Counts, report: RowReport): void {
  const both = counts.lower + counts.same + counts.higher
  if (both === 0) return
  for (const side of SIDES) {
    const column = layout.shares[side]
    const share = column === undefined ? undefined : readShare(row.cells[column])
    if (share?.kind !== 'value') continue
    const { hundredths, decimals } = share.value
    const own = (counts[side] / both) * 10_000
    if (Math.abs(own - hundredths) <= TOLERANCE * 10 ** (2 - Math.min(2, decimals))) continue
    report.add(
      `${sideTitle(side)}, %`,
      'share-impossible',
      percent(hundredths),
      `${percent(Math.round(own))}: ${counts[side]} из ${both} с отметкой по журналу; взяты числа`,
      'warning',
    )
  }
}
