import { formatShare } from '../platform/russian.ts'
import { PROCEDURES } from '../results/procedures.ts'
import type { Criterion } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { dativeWords, isSingular } from './number-words.ts'

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

/** A criterion as a condition: «по двум и более процедурам не менее 30 % участников показали результат ниже минимума». */
export const conditionWords = (criterion: Criterion, methodology: Methodology): string => {
  switch (criterion.kind) {
    case 'k-of': {
      const { gender, dative } = unitWords(criterion)
      const count = dativeWords(criterion.k, gender)
      const many = criterion.k === 1 ? `хотя бы по ${count} ${dative[0]}` : `по ${count} и более ${dative[1]}`
      const kind = kindWords(criterion, methodology)
      return `${many}${kind}${windowWords(criterion.window)} ${shareWords(criterion, codesOf(criterion, methodology))}`
    }
    case 'same-procedure':
      return `по одной и той же процедуре ${runningWords(criterion.years)} ${shareWords(criterion, codesOf(criterion, methodology))}`
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
