import type { Criterion } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { ADDED_QUOTA, listSettings, sharedThreshold } from './methodology-settings.ts'
import { unitWords } from './rule-words.ts'

/** Words, or the id of a setting that stands in their place. */
export type PhrasePart = { text: string } | { setting: string }
export interface Phrase {
  level: number
  used: string | null
  parts: PhrasePart[]
}

const text = (words: string): PhrasePart => ({ text: words })
const setting = (id: string): PhrasePart => ({ setting: id })

const LOW = 'участников показали результат ниже минимума'
const HIGH = 'участников показали высокие результаты'

/** The rule as sentences with its numbers as controls. A shared threshold is a control once and «с тем же порогом» after. */
export const listPhrases = (methodology: Methodology): Phrase[] => {
  const known = new Set(listSettings(methodology).map(({ id }) => id))
  const shared = sharedThreshold(methodology)
  let isSaid = false
  const threshold = (id: string, statistic: 'low' | 'high'): PhrasePart[] => {
    const whose = statistic === 'low' ? LOW : HIGH
    if (shared === null || statistic === 'high')
      return [text('не менее'), setting(`${id}.threshold`), text(whose)]
    if (isSaid) return [text(`не менее того же порога ${whose}`)]
    isSaid = true
    return [text('не менее'), setting('threshold'), text(whose)]
  }
  const years = (id: string): PhrasePart[] => [text('за'), setting(`${id}.years`), setting(`${id}.combine`)]

  const partsOf = (criterion: Criterion): PhrasePart[] => {
    const { id } = criterion
    switch (criterion.kind) {
      case 'k-of': {
        const [, many] = unitWords(criterion).dative
        return [
          ...[text('по'), setting(`${id}.k`), text(`и более ${many}`), setting(`${id}.procedures`)],
          ...years(id),
          ...threshold(id, criterion.statistic),
        ]
      }
      case 'same-procedure':
        return [
          ...[setting(`${id}.mode`), setting(`${id}.years`), text('подряд'), setting(`${id}.procedures`)],
          ...threshold(id, criterion.statistic),
        ]
      case 'share-at-least':
        return [
          ...[text('по всем процедурам вместе'), setting(`${id}.procedures`)],
          ...years(id),
          ...threshold(id, criterion.statistic),
        ]
      case 'quantile':
      case 'quota': {
        const side = criterion.side === 'highest' ? 'наибольшей' : 'наименьшей'
        const whose = criterion.statistic === 'low' ? 'участников ниже минимума' : 'высоких результатов'
        return [
          ...[text('среди'), setting(`${id}.fraction`), text('школ'), setting(`${id}.within`)],
          ...[text(`с ${side} долей ${whose}`), setting(`${id}.procedures`)],
          ...years(id),
          ...quotaEnd(id),
        ]
      }
      case 'place-fact':
        return [text(`${criterion.title}: не меньше`), setting(`${id}.atLeast`)]
      case 'and':
      case 'or':
        return [text('верно'), setting(`${id}.kind`), text('из перечисленных:')]
    }
  }

  const walk = (criterion: Criterion, level: number, isOneOfMany: boolean): Phrase[] => {
    const own: Phrase = {
      level,
      used: isOneOfMany ? `${criterion.id}.used` : null,
      parts: [...(level === 0 ? [text('Школа входит в перечень, если')] : []), ...partsOf(criterion)].filter(
        (part) => 'text' in part || known.has(part.setting),
      ),
    }
    const of = 'of' in criterion ? criterion.of : []
    return [own, ...of.flatMap((child) => walk(child, level + 1, of.length > 1))]
  }

  return [
    ...walk(primaryRule(methodology), 0, false),
    {
      level: 0,
      used: null,
      parts: [
        text('Результат процедуры, где участников меньше'),
        setting('minParticipants'),
        text('считать пробелом в данных'),
      ],
    },
    ...(known.has(`${ADDED_QUOTA}.join`) ? [addedQuota()] : []),
  ]
}

const quotaEnd = (id: string): PhrasePart[] => [
  ...[text('; при равных долях на границе'), setting(`${id}.ties`)],
  ...[text('; участников не меньше'), setting(`${id}.minParticipants`)],
  ...[text('; без типов школ:'), setting(`${id}.excludedTypes`)],
]

const addedQuota = (): Phrase => ({
  level: 0,
  used: null,
  parts: [
    ...[text('Квота'), setting(`${ADDED_QUOTA}.join`)],
    ...[text('среди'), setting(`${ADDED_QUOTA}.fraction`), text('школ'), setting(`${ADDED_QUOTA}.within`)],
    ...quotaEnd(ADDED_QUOTA),
  ],
})
