import type { ChartOf } from '../charts/chart.ts'
import { counted, formatCount } from '../platform/russian.ts'
import { PARTICIPANTS, percent, points } from './chart-words.ts'
import { HIDDEN_TOTAL } from './procedure-totals.ts'

export interface ProcedureLine {
  procedure: string
  name: string
  now: { participants: number; low: number; schools: number } | null
  before: { participants: number; low: number } | null
  /** The total of this year is there and not shown to whoever asks. */
  isHidden: boolean
  /** False: this year must not be compared with the one before. */
  isComparable: boolean
  lowSchools: number
}

const share = (part: { participants: number; low: number } | null): number | null =>
  part === null || part.participants === 0 ? null : part.low / part.participants

/** Shares of low results of a place by procedure, this year and the one before. */
export function buildProceduresChart(input: {
  lines: readonly ProcedureLine[]
  schoolYear: number
  previousYear: number | null
}): ChartOf<'dots'> {
  const { schoolYear, previousYear } = input
  const rows = input.lines.flatMap((line) => {
    const now = share(line.now)
    const before = line.isComparable ? share(line.before) : null
    if (now === null && before === null && !line.isHidden) return []
    const changeText =
      now === null
        ? ''
        : before === null
          ? line.before && !line.isComparable
            ? 'несопоставимо'
            : ''
          : points(now - before)
    const absent = line.isHidden ? 'скрыто' : 'нет данных'
    return [{ line, now, before, absent, valueText: now === null ? absent : percent(now), changeText }]
  })
  const worst = [...rows].sort((a, b) => (b.now ?? -1) - (a.now ?? -1))[0]
  const participants = rows.reduce((sum, row) => sum + (row.line.now?.participants ?? 0), 0)
  return {
    kind: 'dots',
    id: 'procedures',
    title:
      worst && worst.now !== null
        ? `Ниже минимума чаще всего — «${worst.line.name}»: ${percent(worst.now)}`
        : 'Результатов по процедурам за этот год нет',
    note: 'Доля участников с результатом ниже минимума. Процедуры разные по трудности: между собой их доли не сравнивают.',
    source: `Источник: загруженные результаты ${schoolYear} года.`,
    n: `${counted(participants, PARTICIPANTS)} процедур.`,
    fileName: `Процедуры ${schoolYear}`,
    unit: 'share',
    nowLabel: `${schoolYear} год`,
    beforeLabel: previousYear === null ? null : `${previousYear} год`,
    rows: rows.map(({ line, now, before, valueText, changeText }) => ({
      key: line.procedure,
      name: line.name,
      now,
      before,
      valueText,
      changeText,
    })),
    table: {
      head: ['Процедура', 'Участников', 'Ниже минимума', 'Доля', 'За год', 'Школ у порога и выше'],
      rows: rows.map(({ line, absent, valueText, changeText }) => [
        line.name,
        line.now ? formatCount(line.now.participants) : absent,
        line.now ? formatCount(line.now.low) : absent,
        valueText,
        changeText || absent,
        line.now ? `${formatCount(line.lowSchools)} из ${formatCount(line.now.schools)}` : absent,
      ]),
    },
    reading: rows.map(({ line, now, before, valueText, changeText }) => ({
      key: line.procedure,
      words: [
        `${line.name}: ${line.isHidden ? HIDDEN_TOTAL : valueText}`,
        before !== null && previousYear !== null ? `в ${previousYear} году ${percent(before)}` : null,
        now !== null && before !== null ? changeText : null,
        line.now
          ? `порога достигли ${formatCount(line.lowSchools)} из ${formatCount(line.now.schools)} школ`
          : null,
      ]
        .filter((part) => part !== null)
        .join(', '),
    })),
  }
}
