import type { ChartOf } from '../charts/chart.ts'
import { groupBy } from '../platform/group-by.ts'
import { counted, formatCount } from '../platform/russian.ts'
import {
  intervalWords,
  PARTICIPANTS,
  PROCEDURES_GENITIVE,
  PROCEDURES_PREPOSITIONAL,
  percent,
  shareWords,
} from './chart-words.ts'
import type { SchoolCard } from './schemas.ts'

type Criterion = SchoolCard['explanation']['criteria'][number]
type EvidenceRow = Criterion['evidence'][number]

/** Procedures whose every row reached the threshold of a rule that was met: with several years, all of them. */
export function decidingProcedures(criteria: readonly Criterion[]): Set<string> {
  const deciding = new Set<string>()
  for (const criterion of criteria) {
    if (criterion.outcome !== 'met') continue
    const groups = groupBy(criterion.evidence, (row) => row.procedure)
    for (const [procedure, rows] of groups)
      if (rows.every((row) => row.meets === true)) deciding.add(procedure)
  }
  return deciding
}

/** The procedures of the year behind the verdict: those that decided first, then from the greatest share down. */
export function buildWhyChart(card: SchoolCard): ChartOf<'intervals'> {
  const { criteria, schoolYear, thresholdShare } = card.explanation
  const deciding = decidingProcedures(criteria)
  const seen = new Map<string, EvidenceRow>()
  for (const row of criteria.flatMap((criterion) => criterion.evidence))
    if (row.schoolYear === schoolYear && !seen.has(row.procedure)) seen.set(row.procedure, row)
  const rows = [...seen.values()]
    .flatMap((row) =>
      'estimate' in row.share ? [{ row, ...row.share, isDeciding: deciding.has(row.procedure) }] : [],
    )
    .sort((a, b) => Number(b.isDeciding) - Number(a.isDeciding) || b.estimate - a.estimate)
  const reached = rows.filter(({ row }) => row.meets === true).length
  const participants = rows.reduce((sum, { n }) => sum + n, 0)
  const earlier = (procedure: string) =>
    (card.procedures.find((history) => history.procedure === procedure)?.years ?? []).flatMap((year) =>
      year.schoolYear < schoolYear && year.schoolYear >= schoolYear - 2 && 'estimate' in year.share
        ? [{ value: year.share.estimate, label: String(year.schoolYear) }]
        : [],
    )
  const wordsOf = ({ row, estimate, low, high, isDeciding }: (typeof rows)[number]) =>
    [
      `${row.name}: ${shareWords(row.low, row.participants, estimate)}`,
      isDeciding ? 'решающая' : null,
      `с учётом случайности ${intervalWords(low, high)}`,
      ...earlier(row.procedure).map((dot) => `${dot.label} год: ${percent(dot.value)}`),
    ]
      .filter((part) => part !== null)
      .join('; ')
  return {
    kind: 'intervals',
    id: 'why',
    title: titleOf(reached, rows.length, thresholdShare, schoolYear),
    note: 'Точка — доля участников с результатом ниже минимума, полоса — сколько могла бы дать случайность (95\u00a0%), кружки — прошлые годы. Оранжевое — порог достигнут.',
    source: `Источник: загруженные результаты ${schoolYear} года; откуда каждое число — в конце страницы.`,
    n: `${counted(participants, PARTICIPANTS)} процедур.`,
    fileName: `${card.name}, решающие процедуры ${schoolYear}`,
    threshold:
      thresholdShare === null ? null : { value: thresholdShare, label: `порог ${percent(thresholdShare)}` },
    rows: rows.map(({ row, estimate, low, high, isDeciding }) => ({
      key: row.procedure,
      name: row.name,
      note:
        [
          isDeciding ? 'решающая' : null,
          row.viaPredecessor ? `по данным школы-предшественницы: ${row.viaPredecessor}` : null,
          row.countBasis === 'recovered' ? 'число восстановлено по доле' : null,
        ]
          .filter((part) => part !== null)
          .join('; ') || null,
      valueText: shareWords(row.low, row.participants, estimate),
      value: estimate,
      low,
      high,
      isReached: row.meets,
      earlier: earlier(row.procedure),
    })),
    table: {
      head: ['Процедура', 'Ниже минимума', 'С учётом случайности', 'Порог', 'Прошлые годы'],
      rows: rows.map(({ row, estimate, low, high, isDeciding }) => [
        `${row.name}${isDeciding ? ' (решающая)' : ''}`,
        shareWords(row.low, row.participants, estimate),
        intervalWords(low, high),
        row.meets === null ? 'правило не сравнивает' : row.meets ? 'достигнут' : 'не достигнут',
        earlier(row.procedure)
          .map((dot) => `${dot.label}: ${percent(dot.value)}`)
          .join('; ') || 'нет данных',
      ]),
    },
    reading: rows.map((item) => ({ key: item.row.procedure, words: wordsOf(item) })),
  }
}

function titleOf(reached: number, all: number, threshold: number | null, schoolYear: number): string {
  if (all === 0) return `Результатов ${schoolYear} года, на которые смотрит правило, нет`
  if (threshold === null)
    return `Доли ниже минимума в ${counted(all, PROCEDURES_PREPOSITIONAL)} ${schoolYear} года`
  const state = `Порог ${percent(threshold)} ${reached === 0 ? 'не достигнут' : 'достигнут'}`
  if (all === 1) return `${state} в единственной процедуре`
  if (reached === 0) return `${state} ни в одной из ${counted(all, PROCEDURES_GENITIVE)}`
  return `${state} в ${counted(reached, PROCEDURES_PREPOSITIONAL)} из ${formatCount(all)}`
}
