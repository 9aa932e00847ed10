import { counted, formatNumber, formatShare, type PluralForms } from '../../platform/russian.ts'
import { MISSING_LABELS } from '../../platform/value.ts'
import type { Finding } from '../model.ts'
import { genitiveWords } from '../number-words.ts'
import {
  ADVISORY_LABELS,
  type AdvisoryWord,
  CHANGE_LABELS,
  type Change,
  type RiskReason,
  type SchoolCertainty,
} from './model.ts'

const PARTICIPANTS: PluralForms = ['участник', 'участника', 'участников']

/** «93 %»; what rounds to 0 or 100 is not certainty: «меньше 1 %», «больше 99 %». */
export const probabilityWords = (probability: number): string => {
  const percent = Math.round(probability * 100)
  if (percent < 1) return `меньше ${formatShare(100)}`
  if (percent > 99) return `больше ${formatShare(9_900)}`
  return formatShare(percent * 100)
}

/** «от 18 до 57 %» */
export const intervalWords = ({ low, high }: { low: number; high: number }): string => {
  const percent = (share: number) => formatNumber(share * 100, 0)
  return `от ${percent(low)} до ${formatShare(Math.round(high * 100) * 100)}`
}

const LISTED_WORDS = {
  firm: 'Вывод устойчив',
  likely: 'Вывод вероятен, но не бесспорен',
  chance: 'Случайность не исключена',
} satisfies Record<AdvisoryWord, string>

/** The advisory verdict as a sentence; it says whose probability it is. */
const verdictSentence = (finding: Finding, certainty: SchoolCertainty): string => {
  const { advisory, membershipProbability: membership, atMost } = certainty
  if (!('value' in advisory) || !('value' in membership))
    return 'missing' in advisory && advisory.missing === 'not-applicable'
      ? ''
      : `Сколько в выводе случая, сказать нельзя: ${'missing' in advisory ? MISSING_LABELS[advisory.missing] : ''}.`
  const said =
    finding.status === 'listed'
      ? `с учётом того, что результаты года отчасти случайны, условия перечня выполнены с вероятностью ${probabilityWords(membership.value)}`
      : `с учётом того, что результаты года отчасти случайны, школа подходила бы под условия перечня с вероятностью ${probabilityWords(membership.value)}`
  const absent =
    atMost !== null && atMost - membership.value >= 0.01
      ? `; непредставленные результаты могли бы поднять её до ${probabilityWords(atMost)}`
      : ''
  return `${LISTED_WORDS[advisory.value]}: ${said}${absent}.`
}

/** Said only where it leads to another word. */
const dependentSentence = ({ advisory, dependent }: SchoolCertainty): string[] => {
  if (!('value' in advisory) || !('word' in dependent) || dependent.word === advisory.value) return []
  return [
    `Если учесть, что результаты одной школы по разным процедурам связаны (связь ${formatNumber(dependent.correlation, 2)}), вероятность — ${probabilityWords(dependent.probability)}: ${ADVISORY_LABELS[dependent.word]}.`,
  ]
}

/** «Решают результаты 16 участников: если бы двое из них написали иначе, вывод изменился бы.» */
const fragilitySentence = ({ reliability, distance }: Finding): string[] => {
  if (!('participants' in reliability) || !('value' in distance)) return []
  const { participants } = reliability
  if (participants >= 30 || distance.value > 3) return []
  const people = distance.value === 1 ? 'одного' : genitiveWords(distance.value, 'masculine')
  const results = distance.value === 1 ? 'результат' : 'результаты'
  return [
    `В самой малочисленной из этих процедур ${counted(participants, PARTICIPANTS)}: ${results} ${people} меняют вывод.`.replace(
      'результат одного меняют',
      'результат одного меняет',
    ),
  ]
}

/** How sure the verdict is, in sentences, for the card and for documents. */
export const explainCertainty = (finding: Finding, certainty: SchoolCertainty): string[] =>
  [
    verdictSentence(finding, certainty),
    ...dependentSentence(certainty),
    ...fragilitySentence(finding),
  ].filter((sentence) => sentence !== '')

/** Shown wherever shrunk shares are: they are not the official ones and stand in another order. */
export const SHRINKAGE_NOTE =
  'Сглаженная доля приближена к средней по региону тем сильнее, чем меньше участников, поэтому порядок школ по ней другой. На вывод по правилу она не влияет.'

/** «+12 п. п.: неразличимо» */
export const changeWords = ({ difference, word }: Change): string => {
  const points = formatNumber(difference * 100, 0)
  return `${difference > 0 ? '+' : ''}${points} п. п.: ${CHANGE_LABELS[word]}`
}

/** «вероятность 63 %, вероятно», «неразличимо»; empty for a fact. */
export const riskReasonWords = ({ probability, word }: RiskReason): string => {
  if (word === null) return ''
  if (word === 'distinguishable' || word === 'indistinguishable') return CHANGE_LABELS[word]
  return 'value' in probability
    ? `${ADVISORY_LABELS[word]}, вероятность ${probabilityWords(probability.value)}`
    : ADVISORY_LABELS[word]
}
