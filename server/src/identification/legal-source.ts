import type { LegalSource } from './criterion.ts'
import { lowerFirst } from './rule-words.ts'

const FULL = /^\d{4}-\d{2}-\d{2}$/

/** «16 января 2024 г.», «декабрь 2025 г.», «2020 год»: as exactly as the date is known. */
export const dateWords = (date: string): string => {
  if (/^\d{4}$/.test(date)) return `${date} год`
  const day = FULL.test(date) ? { day: 'numeric' as const } : {}
  const format = new Intl.DateTimeFormat('ru', { ...day, month: 'long', year: 'numeric', timeZone: 'UTC' })
  return format.format(new Date(date))
}

const isSaidInAct = ({ act, date }: LegalSource): boolean =>
  date !== null && act.includes(date.split('-').reverse().join('.'))

/** Where a rule comes from, for people: the act and its date; what no public text fixes is called a setting. */
export const sourceText = (source: LegalSource): string => {
  const { tag, act, date, note } = source
  if (tag === 'setting') return `Настройка: ${lowerFirst(note ?? act)}`
  return date === null || isSaidInAct(source) ? act : `${act}, ${dateWords(date)}`
}

/** The same as a line of a list: a whole date apart, so that the page writes it in its own way. */
export const sourceLine = (source: LegalSource): { title: string; date: string | null } => {
  const { tag, act, date } = source
  if (tag === 'setting') return { title: `Настройка: ${lowerFirst(act)}`, date: null }
  return date !== null && FULL.test(date) && !isSaidInAct(source)
    ? { title: act, date }
    : { title: sourceText(source), date: null }
}
