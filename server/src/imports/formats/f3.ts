import { Problem } from '../../platform/problem.ts'
import type { AggregateResult, SourceSchoolRef } from '../../results/model.ts'
import type {
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  SheetSample,
  SourceRow,
} from '../model.ts'
import { type ColumnRule, describeColumns, findHeader, type HeaderMatch, personalNote } from './columns.ts'
import { controlTotals } from './control-totals.ts'
import {
  MARK_COLUMNS,
  readMarkShares,
  type ShareDecimals,
  sampleDecimals,
  toAggregate,
} from './mark-shares.ts'
import { GROUP_EXPECTED, groupOf } from './participant-groups.ts'
import { isEmpty, readCount, rowReport } from './read-cell.ts'
import { schoolRef } from './school-text.ts'
import { readTitle, type SheetTitle } from './title.ts'

type F3Column = 'group' | 'schools' | 'participants' | 'mark2' | 'mark3' | 'mark4' | 'mark5'

const COLUMNS: readonly ColumnRule<F3Column>[] = [
  {
    id: 'group',
    role: 'группа участников',
    headers: ['Группы участников', 'Группа участников'],
    type: 'text',
    required: true,
  },
  {
    id: 'participants',
    role: 'участников',
    headers: ['Кол-во участников', 'Количество участников', 'Кол-во уч.'],
    type: 'count',
    range: [0, 10_000_000],
    required: true,
  },
  {
    id: 'schools',
    role: 'число школ',
    headers: ['Кол-во ОО', 'Количество ОО'],
    type: 'count',
    required: false,
  },
  ...MARK_COLUMNS,
]

/** «Статистика по отметкам» of ФИС ОКО: percentages of marks by school, with rows of totals above them. */
export const f3: Format = {
  id: 'f3',
  title: 'Ф3 «Статистика по отметкам» (ФИС ОКО)',
  detect: (samples) => samples.some((sample) => findHeader(sample, COLUMNS) !== undefined),
  open,
}

interface SheetPlan {
  header: HeaderMatch<F3Column>
  procedure: NonNullable<SheetTitle['procedure']>
  schoolYear: number
  decimals: ShareDecimals
}

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const plans = new Map<string, SheetPlan>()
  const understanding: FileUnderstanding = {
    format: 'f3',
    level: 'aggregate',
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) {
    const header = findHeader(sample, COLUMNS)
    if (header === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(`Лист «${sample.sheet}» не содержит статистики по отметкам и не читается.`)
      continue
    }
    const title = readTitle(sample, header.rows[0]!)
    const { procedure } = title
    if (procedure === undefined) {
      understanding.notes.push(`Лист «${sample.sheet}» не читается: над таблицей не указаны предмет и класс.`)
      continue
    }
    const schoolYear = title.schoolYear ?? context.schoolYear
    plans.set(sample.sheet, { header, procedure, schoolYear, decimals: sampleDecimals(sample, header) })
    if (title.schoolYear !== null && !understanding.yearsInFile.includes(title.schoolYear))
      understanding.yearsInFile.push(title.schoolYear)
    if (!understanding.procedures.some((known) => known.code === procedure.code))
      understanding.procedures.push(procedure)
    const roles = new Map(
      COLUMNS.flatMap((rule) =>
        header.columns.has(rule.id) ? [[header.columns.get(rule.id)!, rule.role] as const] : [],
      ),
    )
    understanding.sheets.push({
      name: sample.sheet,
      headerRows: header.rows,
      columns: describeColumns(header.headers, roles),
    })
    understanding.notes.push(...title.notes, ...personalNote(sample.sheet, header.headers))
  }
  if (plans.size === 0) {
    throw new Problem(
      'import/format-unknown',
      'В файле есть статистика по отметкам, но нет заголовка вида «ВПР 2026 Русский язык 4 класс»: неясно, какая это работа. Добавьте заголовок над таблицей.',
    )
  }
  return { understanding, ...reader(plans) }
}

function reader(plans: Map<string, SheetPlan>): Pick<FormatReader, 'parse' | 'finish'> {
  const totals = controlTotals()
  const places = new Map<string, { name: string; code: string | null }>()
  const seen = new Set<string>()

  const parse = (row: SourceRow): ParsedRow => {
    const plan = plans.get(row.sheet)
    if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
    if (row.rowNumber <= plan.header.rows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    const at = (id: F3Column) => row.cells[plan.header.columns.get(id) ?? -1]
    const saysNoSchools = plan.header.columns.has('schools') && isEmpty(at('schools'))
    const isBareNameNone = saysNoSchools || places.get(row.sheet)?.code != null
    const group = groupOf(row, plan.header.columns.get('group')!, isBareNameNone)
    if (group.kind === 'none') return { results: [], problems: [], skip: 'blank' }
    const report = rowReport(row)
    const text = at('group')?.text.trim() ?? ''
    if (group.kind === 'unknown') {
      report.add('Группы участников', 'school-key-missing', text || null, GROUP_EXPECTED)
      return { results: [], problems: report.problems }
    }
    const participants = readCount(at('participants'), [0, 10_000_000])
    const n = participants.kind === 'value' ? participants.value : null

    if (group.kind !== 'school') {
      const schools = readCount(at('schools'))
      totals.add({
        sheet: row.sheet,
        rowNumber: row.rowNumber,
        name: group.name,
        // The whole sample holds schools that this file does not.
        scope: group.kind === 'country' ? 'none' : group.kind === 'region' ? 'all' : 'section',
        participants: n,
        schools: schools.kind === 'value' ? schools.value : null,
      })
      if (group.kind === 'municipality') places.set(row.sheet, group)
      return { results: [], problems: [], skip: 'total' }
    }

    if (participants.kind === 'absent')
      report.add('Кол-во участников', 'cell-missing', null, 'число участников')
    if (participants.kind === 'bad')
      report.add('Кол-во участников', participants.code, participants.given, participants.expected)
    if (n === 0) return { results: [], problems: [], skip: 'blank' }
    const place = places.get(row.sheet)
    const shares = readMarkShares(row, plan.header.columns, plan.decimals, report)
    // The municipality is the last one named above.
    const named = schoolRef({ code: null, name: text, municipality: place?.name ?? null })!
    const school: SourceSchoolRef = { ...named, municipalityCode: place?.code ?? null }
    const key = `${row.sheet} ${school.key}`
    if (seen.has(key))
      report.add('Группы участников', 'row-duplicate', text, 'школа, которой в этом листе ещё не было')
    if (n !== null) totals.count(row.sheet, n)
    if (n === null || shares === undefined || report.isRejected)
      return { results: [], problems: report.problems }
    const counts = toAggregate(n, shares, report)
    if (counts === undefined) return { results: [], problems: report.problems }
    seen.add(key)
    const result: AggregateResult = {
      level: 'aggregate',
      school,
      procedure: plan.procedure.code,
      schoolYear: plan.schoolYear,
      ...counts,
      sheet: row.sheet,
      rowNumber: row.rowNumber,
    }
    return { results: [result], problems: report.problems }
  }

  return { parse, finish: () => totals.differences() }
}
