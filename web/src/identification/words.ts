import type { IdentificationRow, SchoolListSummary } from '../api.ts'
import { capitalise, counted, formatNumber } from '../ui/format.ts'
import type { Tone } from '../ui/words.tsx'

export type Status = IdentificationRow['status']

export const STATUS_WORDS = {
  listed: 'в перечне',
  'not-listed': 'не в перечне',
  'insufficient-data': 'недостаточно данных',
} satisfies Record<Status, string>

/** The status as a right to help, for the head of a school's page. */
export const STATUS_SENTENCES = {
  listed: 'Включена в перечень для поддержки',
  'not-listed': 'Не входит в перечень',
  'insufficient-data': 'Недостаточно данных для вывода',
} satisfies Record<Status, string>

export const STATUS_TONES = {
  listed: 'warm',
  'not-listed': 'neutral',
  'insufficient-data': 'caution',
} satisfies Record<Status, Tone>

export const CLUSTER_WORDS = ['не в перечне', 'базово', 'умеренно', 'сильно'] as const
export const CLUSTER_FULL = [
  'не в перечне',
  'базово неуспевающие',
  'умеренно неуспевающие',
  'сильно неуспевающие',
] as const

/** The official terms, for filters and hints. */
export const DYNAMICS_WORDS = {
  positive: 'положительная',
  neutral: 'нейтральная',
  negative: 'отрицательная',
} as const

/** The same in two syllables, for a dense table. */
export const DYNAMICS_SHORT = { positive: 'лучше', neutral: 'так же', negative: 'хуже' } as const

export const RELIABILITY_WORDS = { high: 'высокая', medium: 'средняя', low: 'низкая' } as const

export type Advisory = NonNullable<IdentificationRow['advisory']>

/** Would the verdict stand on true shares, without the chance of who sat the work that day. */
export const ADVISORY_WORDS = {
  firm: 'устойчиво',
  likely: 'вероятно',
  chance: 'случайность не исключена',
} satisfies Record<Advisory, string>

/** Beside the official sign of a change, never instead of it. */
export const CHANGE_WORDS = {
  distinguishable: 'больше случайных колебаний',
  indistinguishable: 'неразличимо',
} satisfies Record<NonNullable<IdentificationRow['dynamicsAdvisory']>, string>

/** Numbers of participants a commission may ask for. */
export const LEAST_PARTICIPANTS = [5, 10, 20, 30] as const

export const LEAST_OPTIONS = LEAST_PARTICIPANTS.flatMap((least) => [
  { value: String(least), label: `не меньше ${least}` },
  { value: `under${least}`, label: `меньше ${least}` },
])

/** What of these a school with so many participants in its deciding procedures passes. */
export const leastValues = (participants: number | null): string[] =>
  participants === null
    ? []
    : LEAST_PARTICIPANTS.map((least) => (participants >= least ? String(least) : `under${least}`))

/** «64 %»; what rounds to 0 or 100 is no certainty. */
export const probabilityText = (probability: number): string => {
  const percent = Math.round(probability * 100)
  if (percent < 1) return 'меньше 1\u00a0%'
  return percent > 99 ? 'больше 99\u00a0%' : `${percent}\u00a0%`
}

export const SCHOOL_TYPE_WORDS: Record<string, string> = {
  primary: 'начальная',
  basic: 'основная',
  secondary: 'средняя',
  advanced: 'с углублённым изучением',
  gymnasium: 'гимназия',
  lyceum: 'лицей',
}

export const SETTLEMENT_WORDS: Record<string, string> = { city: 'город', town: 'посёлок', village: 'село' }

/** Lists of a methodology that are not the main one. */
export const SIDE_LISTS: Record<string, string> = {
  shnor: 'перечень для поддержки',
  risk: 'зона риска',
  'stably-high': 'стабильно высокие',
}

export const LIST_STATE_WORDS = {
  draft: 'черновик',
  review: 'у комиссии',
  approved: 'утверждён',
  cancelled: 'отменён',
} satisfies Record<SchoolListSummary['state'], string>

export const LIST_STATE_TONES = {
  draft: 'neutral',
  review: 'caution',
  approved: 'good',
  cancelled: 'neutral',
} satisfies Record<SchoolListSummary['state'], Tone>

export const LEVEL_WORDS = {
  federal: 'федеральный',
  regional: 'региональный',
  municipal: 'муниципальный',
} satisfies Record<SchoolListSummary['level'], string>

/** The reason alone, without «Школа включена в перечень 2025 года:», for a column where every row would begin so. */
export function groundOf(sentence: string): string {
  const ground = sentence.replace(/^Школа (?:включена|не входит) в перечень \d{4} года: /, '')
  return capitalise(ground)
}

/**
 * «У 9 школ из 21 надёжность вывода низкая».
 * @param own listed schools that the reader sees; fewer than `whole` for who answers for a part of the region
 */
export function doubtWords(doubtful: number, own: number, whole: number): string {
  const isPart = own < whole
  const end = 'надёжность вывода низкая'
  if (isPart && own === 1) return `У вашей школы ${end}`
  if (doubtful === own) return `У всех ${isPart ? 'ваших ' : ''}школ перечня ${end}`
  return isPart
    ? `У ${formatNumber(doubtful, 0)} из ${counted(own, ['вашей школы', 'ваших школ', 'ваших школ'])} перечня ${end}`
    : `У ${counted(doubtful, ['школы', 'школ', 'школ'])} из ${formatNumber(own, 0)} ${end}`
}
