import { formatShare } from '../platform/russian.ts'
import { PROCEDURES } from '../results/procedures.ts'
import type { Criterion, PlaceFact, Quantile, Quota, Window } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { dativeWords, genitiveWords, isSingular } from './number-words.ts'

const CATALOGUE = new Map(PROCEDURES.map((procedure) => [procedure.code, procedure]))

export const procedureName = (code: string): string => CATALOGUE.get(code)?.name ?? code

type Counting = Extract<Criterion, { kind: 'k-of' }>

/** «процедура» or «предмет»: what a counting criterion counts, as it stands after «по» and after «из». */
export const unitWords = ({ countBy }: Pick<Counting, 'countBy'>) =>
  countBy === 'subject'
    ? ({
        gender: 'masculine',
        dative: ['предмету', 'предметам'],
        genitive: ['предмета', 'предметов'],
      } as const)
    : ({
        gender: 'feminine',
        dative: ['процедуре', 'процедурам'],
        genitive: ['процедуры', 'процедур'],
      } as const)

/** «двум процедурам», «двадцати одному предмету» */
export const toUnits = (n: number, criterion: Pick<Counting, 'countBy'>): string => {
  const { gender, dative } = unitWords(criterion)
  return `${dativeWords(n, gender)} ${dative[isSingular(n) ? 0 : 1]}`
}

type LowKind = 'mark' | 'score' | 'any'

/** What these procedures agree about: how a low result looks there. */
const lowKind = (procedures: string[]): LowKind => {
  const rules = procedures.map((code) => CATALOGUE.get(code)?.lowRule)
  if (rules.length === 0) return 'any'
  if (rules.every((rule) => rule && 'mark' in rule)) return 'mark'
  return rules.every((rule) => rule && 'testScoreBelow' in rule) ? 'score' : 'any'
}

const LOW_VERBS = {
  mark: 'получили отметку «2»',
  score: 'не набрали минимальный балл',
  any: 'показали результат ниже минимума',
} satisfies Record<LowKind, string>

const LOW_NOUNS = {
  mark: 'участников с отметкой «2»',
  score: 'участников, не набравших минимальный балл,',
  any: 'участников с результатом ниже минимума',
} satisfies Record<LowKind, string>

type Shared = { threshold: number; statistic: 'low' | 'high' }

/** «не менее 30 % участников получили отметку «2»» */
export const shareWords = ({ threshold, statistic }: Shared, procedures: string[]): string => {
  const did = statistic === 'low' ? LOW_VERBS[lowKind(procedures)] : 'показали высокие результаты'
  return `не менее ${formatShare(threshold)} участников ${did}`
}

/** «доля участников с отметкой «2» не достигла 30 %» */
export const shortOfShareWords = ({ threshold, statistic }: Shared, procedures: string[]): string => {
  const whose = statistic === 'low' ? LOW_NOUNS[lowKind(procedures)] : 'участников с высокими результатами'
  return `доля ${whose} не достигла ${formatShare(threshold)}`
}

const YEARS: Record<number, string> = { 2: 'два года', 3: 'три года' }

export const runningWords = (years: number): string => `${YEARS[years] ?? `${years} лет`} подряд`

export const windowWords = ({ years, back }: { years: number; back: number }): string =>
  years > 1 ? ` за ${YEARS[years]}` : back === 1 ? ' прошлого года' : ''

/** « за два года», « хотя бы в одном из трёх лет»: a window with the way its years are joined. */
const windowPhrase = ({ years, back, combine }: Window): string => {
  if (years === 1 || combine === 'pooled')
    return back === 2 && years === 1 ? ' позапрошлого года' : windowWords({ years, back })
  const of = `из ${genitiveWords(years, 'masculine')} лет`
  return combine === 'every-year' ? ` в каждом ${of}` : ` хотя бы в одном ${of}`
}

export const lowerFirst = (text: string): string =>
  /^[А-ЯЁ]([а-яё]|\s)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

const KIND_WORDS: Record<string, string> = { vpr: ' ВПР', oge: ' ОГЭ', ege: ' ЕГЭ' }

/** « ВПР» where a criterion looks at one kind of procedure only and the methodology has others. */
export const kindWords = (criterion: Criterion, { procedures }: Methodology): string => {
  if (!('procedures' in criterion) || criterion.procedures === 'all') return ''
  const codes = new Set(criterion.procedures)
  const kinds = new Set(procedures.filter(({ code }) => codes.has(code)).map(({ kind }) => kind))
  const [kind] = kinds
  const others = procedures.some((procedure) => procedure.kind !== kind)
  return kinds.size === 1 && others ? (KIND_WORDS[kind!] ?? '') : ''
}

/** « (кроме: ВПР, математика, 5 класс)» where a criterion looks at some of the procedures, and not at the whole of a kind. */
const subsetWords = (criterion: Criterion, { procedures }: Methodology): string => {
  if (!('procedures' in criterion) || criterion.procedures === 'all') return ''
  const chosen = new Set(criterion.procedures)
  const kinds = new Set(procedures.filter(({ code }) => chosen.has(code)).map(({ kind }) => kind))
  const left = procedures.filter(({ code, kind }) => !chosen.has(code) && kinds.has(kind))
  const isWholeKinds = left.length === 0
  if (isWholeKinds && kinds.size === 1) return ''
  const others = procedures.filter(({ code }) => !chosen.has(code))
  if (others.length === 0) return ''
  const names = (codes: { code: string }[]) => codes.map(({ code }) => procedureName(code)).join('; ')
  return others.length < chosen.size
    ? ` (кроме: ${names(others)})`
    : ` (${names(procedures.filter(({ code }) => chosen.has(code)))})`
}

/** A criterion as a condition: «по двум и более процедурам не менее 30 % участников показали результат ниже минимума». */
export const conditionWords = (criterion: Criterion, methodology: Methodology): string => {
  switch (criterion.kind) {
    case 'k-of': {
      const { gender, dative } = unitWords(criterion)
      const count = dativeWords(criterion.k, gender)
      const many = criterion.k === 1 ? `хотя бы по ${count} ${dative[0]}` : `по ${count} и более ${dative[1]}`
      const kind = `${kindWords(criterion, methodology)}${subsetWords(criterion, methodology)}`
      return `${many}${kind}${windowPhrase(criterion.window)} ${shareWords(criterion, codesOf(criterion, methodology))}`
    }
    case 'same-procedure': {
      const kind = `${kindWords(criterion, methodology)}${subsetWords(criterion, methodology)}`
      const which =
        criterion.k === 1
          ? 'одной и той же процедуре'
          : `${dativeWords(criterion.k, 'feminine')} и более процедурам`
      return `по ${which}${kind} ${runningWords(criterion.years)} ${shareWords(criterion, codesOf(criterion, methodology))}`
    }
    case 'and':
    case 'or': {
      // A group inside a group is called by its title: «и» and «или» in one sentence would not say what belongs together.
      const parts = criterion.of.map((child) =>
        'of' in child ? lowerFirst(child.title) : conditionWords(child, methodology),
      )
      return parts.join(criterion.kind === 'and' ? ', и при этом ' : ', или ')
    }
    default:
      return lowerFirst(criterion.title)
  }
}

const codesOf = (criterion: { procedures: 'all' | string[] }, methodology: Methodology): string[] =>
  criterion.procedures === 'all' ? methodology.procedures.map(({ code }) => code) : criterion.procedures

/** The primary rule in one plain sentence, from its own parameters. */
export const explainRule = (methodology: Methodology): string =>
  `Школа входит в перечень, если ${conditionWords(primaryRule(methodology), methodology)}.`

const WITHIN = {
  region: 'школ региона',
  municipality: 'школ каждого муниципалитета',
  'school-type': 'школ своего типа',
} satisfies Record<Quota['within'], string>

const relativeWords = (criterion: Quantile | Quota, methodology: Methodology): string => {
  const { fraction, side, statistic, window } = criterion
  const where = criterion.kind === 'quota' ? WITHIN[criterion.within] : WITHIN.region
  const whose = statistic === 'low' ? 'участников ниже минимума' : 'участников с высокими результатами'
  const which = `${kindWords(criterion, methodology)}${subsetWords(criterion, methodology)}${windowPhrase(window)}`
  return `среди ${formatShare(fraction)} ${where} с ${side === 'highest' ? 'наибольшей' : 'наименьшей'} долей ${whose}${which}`
}

const FACTS = {
  'distance-km': (bound) => `расстояние до центра не меньше ${bound} км`,
  'hard-to-reach': () => 'труднодоступная местность',
  'pupils-per-staff-member': (bound) => `не меньше ${bound} обучающихся на одного работника`,
} satisfies Record<PlaceFact['indicator'], (bound: number) => string>

/** One count a year, the same in every year: «any procedure in each of the years». */
const isAnyInEachYear = (criteria: Criterion[]): criteria is Counting[] => {
  const [first] = criteria
  return (
    first?.kind === 'k-of' &&
    criteria.length > 1 &&
    criteria.every(
      (one, i) =>
        one.kind === 'k-of' &&
        one.window.back === i &&
        one.window.years === 1 &&
        one.threshold === first.threshold &&
        one.k === first.k &&
        String(one.procedures) === String(first.procedures),
    )
  )
}

const groupWords = (criterion: Extract<Criterion, { of: Criterion[] }>, methodology: Methodology): string => {
  const { kind, of } = criterion
  if (kind === 'and' && isAnyInEachYear(of)) {
    const { k, threshold, statistic } = of[0]!
    const many =
      k === 1 ? 'хотя бы по одной процедуре' : `по ${dativeWords(k, 'feminine')} и более процедурам`
    const which = `${kindWords(of[0]!, methodology)}${subsetWords(of[0]!, methodology)}`
    return `${many}${which} в каждом из ${genitiveWords(of.length, 'masculine')} лет ${shareWords({ threshold, statistic }, codesOf(of[0]!, methodology))}`
  }
  if (kind === 'or') return `хотя бы одно из ${genitiveWords(of.length, 'masculine')} условий`
  return of.length === 2 ? 'оба условия сразу' : 'все условия сразу'
}

/** The title of a criterion made of its own parameters, for a rule that was changed: its words must never lag behind its numbers. */
export const criterionTitle = (criterion: Criterion, methodology: Methodology): string => {
  const words = (): string => {
    switch (criterion.kind) {
      case 'and':
      case 'or':
        return groupWords(criterion, methodology)
      case 'share-at-least':
        return `по всем процедурам вместе${kindWords(criterion, methodology)}${subsetWords(criterion, methodology)}${windowPhrase(criterion.window)} ${shareWords(criterion, codesOf(criterion, methodology))}`
      case 'quantile':
      case 'quota':
        return relativeWords(criterion, methodology)
      case 'place-fact':
        return FACTS[criterion.indicator](criterion.atLeast)
      default:
        return conditionWords(criterion, methodology)
    }
  }
  const text = words()
  return text.charAt(0).toUpperCase() + text.slice(1)
}
