import { counted, formatNumber, plural } from '../platform/russian.ts'
import { MISSING_LABELS } from '../platform/value.ts'
import type { Criterion, PlaceFact } from './criterion.ts'
import { rankWords } from './explain-sentence.ts'
import type { CriterionResult } from './model.ts'
import { dativeWords, genitiveWords, isSingular } from './number-words.ts'
import { runningWords, unitWords } from './rule-words.ts'

/** «порог достигнут по двум процедурам из шести, нужно хотя бы по двум» */
const tallyWords = (criterion: Criterion, tally: NonNullable<CriterionResult['tally']>): string => {
  const { gender, dative, genitive } = unitWords({
    countBy: 'countBy' in criterion ? criterion.countBy : 'procedure',
  })
  const { met, known, unknown, needed } = tally
  const running = criterion.kind === 'same-procedure' ? ` ${runningWords(criterion.years)}` : ''
  const total = genitiveWords(known, gender)
  const only = gender === 'feminine' ? 'единственной' : 'единственному'
  const form = (n: number) => (isSingular(n) ? 0 : 1)
  const reached =
    known === 0
      ? 'известных результатов нет'
      : met === 0 && known === 1
        ? `порог${running} не достигнут по ${only} ${dative[0]}`
        : met === 0
          ? `порог${running} не достигнут ни по ${dativeWords(1, gender)} из ${total} ${genitive[form(known)]}`
          : `порог достигнут${running} по ${dativeWords(met, gender)} ${dative[form(met)]} из ${total}`
  const gap = unknown === 0 ? '' : `, ещё по ${dativeWords(unknown, gender)} данных не хватает`
  return `${reached}${gap}; нужно хотя бы по ${dativeWords(needed, gender)}`
}

const FACT_WORDS = {
  'distance-km': (fact) => `${formatNumber(fact, 1)} км`,
  'hard-to-reach': (fact) => (fact > 0 ? 'да' : 'нет'),
  'pupils-per-staff-member': (fact) => `${formatNumber(fact, 1)} на одного работника`,
} satisfies Record<PlaceFact['indicator'], (fact: number) => string>

/** «выполнено 1 условие из 3, данных не хватает для одного», of those that apply to the school. */
const groupWords = (children: CriterionResult[]): string => {
  const own = children.filter(({ applicable }) => applicable)
  const met = own.filter(({ outcome }) => outcome === 'met').length
  const unknown = own.filter(({ outcome }) => outcome === 'insufficient-data').length
  const done =
    met === 0
      ? `не выполнено ни одно условие из ${own.length}`
      : `${plural(met, ['выполнено', 'выполнены', 'выполнено'])} ${counted(met, CONDITIONS)} из ${own.length}`
  return unknown === 0 ? done : `${done}, данных не хватает для ${genitiveWords(unknown, 'masculine')}`
}

const CONDITIONS = ['условие', 'условия', 'условий'] as const

const detail = (criterion: Criterion, result: CriterionResult, results: CriterionResult[]): string | null => {
  if ('of' in criterion)
    return groupWords(
      criterion.of.flatMap(({ id }) => results.find((candidate) => candidate.id === id) ?? []),
    )
  if (criterion.kind === 'place-fact')
    return result.fact === null ? null : `в реестре — ${FACT_WORDS[criterion.indicator](result.fact)}`
  if (result.tally) return tallyWords(criterion, result.tally)
  if (result.ranks.length > 0)
    return result.ranks
      .map((rank) => `${result.ranks.length > 1 ? `${rank.year} год: ` : ''}доля ${rankWords(rank)}`)
      .join('; ')
  return null
}

const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/**
 * Why one criterion is met, not met or undecided for a school, in one sentence without the criterion's own title.
 * @param results of the whole rule: a group counts its parts.
 */
export const explainCriterion = (
  criterion: Criterion,
  result: CriterionResult,
  results: CriterionResult[] = [],
): string => {
  if (!result.applicable) return 'К школе этого типа не относится.'
  const said = detail(criterion, result, results)
  if (said !== null) return `${firstUpper(said)}.`
  return `${firstUpper(result.missing === null ? 'показатель не достигнут' : MISSING_LABELS[result.missing])}.`
}
