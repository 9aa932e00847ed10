import { counted, formatShare } from '../platform/russian.ts'
import { assumptionWords } from './assumption-sentence.ts'
import { type Criterion, listCriteria } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import type { CriterionResult, DistanceReason, Evidence, Finding, Rank } from './model.ts'
import { dativeWords, genitiveWords, isSingular } from './number-words.ts'
import {
  conditionWords,
  kindWords,
  lowerFirst,
  procedureName,
  runningWords,
  shareWords,
  shortOfShareWords,
  toUnits,
  unitWords,
  windowWords,
} from './rule-words.ts'

type Results = Map<string, CriterionResult>
type Counting = Extract<Criterion, { kind: 'k-of' }>
type Running = Extract<Criterion, { kind: 'same-procedure' }>

/** What of a finding the sentence is made of. */
export type Verdict = Pick<Finding, 'schoolYear' | 'status' | 'assessed' | 'lists'>

const resultsOf = (finding: Verdict): Results =>
  new Map((finding.lists[0]?.criteria ?? []).map((result) => [result.id, result]))

/** Leaves of the primary rule with their definitions. */
const leavesOf = (finding: Verdict, methodology: Methodology) => {
  const results = resultsOf(finding)
  return listCriteria(primaryRule(methodology)).flatMap((definition) => {
    const result = results.get(definition.id)
    return result && !('of' in definition) ? [{ result, definition }] : []
  })
}

/** Procedures that reach the threshold in at least so many years. */
const deciding = (evidence: Evidence[], years: number): string[] => {
  const counts = new Map<string, number>()
  for (const { procedure, meets, missing } of evidence)
    if (meets && missing === null) counts.set(procedure, (counts.get(procedure) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= years).map(([procedure]) => procedure)
}

const knownProcedures = (evidence: Evidence[]): string[] => [
  ...new Set(evidence.filter(({ state }) => state === 'known').map(({ procedure }) => procedure)),
]

/** What a criterion counts can be said as «по двум процедурам из шести»: its tally is of one year or of years added up. */
const isOneCount = ({ window }: Counting): boolean => window.years === 1 || window.combine === 'pooled'
/** Each unit is one procedure of one year, so that a single row says whether it reached the threshold. */
const isPlain = (criterion: Counting): boolean =>
  criterion.countBy === 'procedure' && criterion.window.years === 1

/** What has just been said of procedures of this year, so that the next part may refer to it. */
interface Said {
  definition: Counting
  met: number
}

const PLACES = ['место', 'места', 'мест'] as const
const SCHOOLS = ['школу', 'школы', 'школ'] as const
const SCHOOLS_WITH = ['школа', 'школы', 'школ'] as const

/** «(6 %, граница — 4,84 %)»: the school's share and the share of the last one chosen; never a place, because this is no league table. */
export const rankWords = ({ share, border, isBorderHidden, places, of, tied }: Rank): string => {
  const bounds = [
    formatShare(share),
    ...(border === null ? [] : [`граница — ${formatShare(border)}`]),
    ...(isBorderHidden ? ['граница скрыта: это результат другой школы'] : []),
  ].join(', ')
  if (places === null || places === undefined) return bounds
  const quota = `${bounds}; ${counted(places, PLACES)} на ${counted(of, SCHOOLS)}`
  return tied !== null && tied > 1 ? `${quota}, с той же долей ${counted(tied, SCHOOLS_WITH)}` : quota
}

/** Why a met criterion is met. Parts of «и» stand together; of «или» only the met ones are named. */
const reasonWords = (
  definition: Criterion,
  results: Results,
  methodology: Methodology,
  said: Said | null = null,
): string => {
  if ('of' in definition) {
    const met = definition.of.filter((child) => results.get(child.id)?.outcome === 'met')
    let before: Said | null = null
    return met
      .map((child, i) => {
        const words = reasonWords(child, results, methodology, before)
        const glue = definition.kind === 'and' ? ' и ' : i === 1 ? '; кроме того, ' : '; а также '
        const joined = i === 0 ? words : isReference(child, before) ? `; ${words}` : `${glue}${words}`
        before = child.kind === 'k-of' && isPlain(child) ? sayOf(child, results) : null
        return joined
      })
      .join('')
  }
  const result = results.get(definition.id)!
  if (definition.kind === 'k-of' && isOneCount(definition)) {
    const { met, known } = result.tally!
    const { gender } = unitWords(definition)
    const kind = kindWords(definition, methodology)
    const codes = isPlain(definition) ? deciding(result.evidence, 1) : knownProcedures(result.evidence)
    return `по ${toUnits(met, definition)}${kind} из ${genitiveWords(known, gender)}${windowWords(definition.window)} ${shareWords(definition, codes)}`
  }
  if (definition.kind === 'same-procedure') return runningReason(definition, result, said)
  const rank = result.ranks[0]
  return `${lowerFirst(definition.title)}${rank ? ` (${rankWords(rank)})` : ''}`
}

const sayOf = (definition: Counting, results: Results): Said => ({
  definition,
  met: results.get(definition.id)!.tally!.met,
})

/** Whether «из них» is true: both look at the same procedures of this year with the same threshold. */
const isReference = (definition: Criterion, said: Said | null): boolean =>
  said !== null &&
  definition.kind === 'same-procedure' &&
  said.definition.window.back === 0 &&
  said.definition.threshold === definition.threshold &&
  said.definition.statistic === definition.statistic &&
  (said.definition.procedures === 'all' ||
    (definition.procedures !== 'all' &&
      definition.procedures.every((code) => said.definition.procedures.includes(code))))

const runningReason = (definition: Running, result: CriterionResult, said: Said | null): string => {
  const codes = deciding(result.evidence, definition.years)
  const names = codes.map(procedureName).join('; ')
  const running = runningWords(definition.years)
  if (said && isReference(definition, said)) {
    const which =
      codes.length === said.met
        ? said.met === 2
          ? 'по обеим'
          : 'по всем'
        : `из них по ${dativeWords(codes.length, 'feminine')}`
    return `${which} (${names}) — ${running}`
  }
  const which = codes.length === 1 ? 'одной и той же процедуре' : toUnits(codes.length, PROCEDURE)
  return `по ${which} (${names}) ${running} ${shareWords(definition, codes)}`
}

const PROCEDURE = { countBy: 'procedure' } as const

/** How far a counting criterion is from being met; null where a count says nothing. */
const shortfallWords = (definition: Criterion, result: CriterionResult, also: string): string | null => {
  const { tally, evidence } = result
  if (definition.kind === 'same-procedure')
    return `нет процедуры, по которой ${runningWords(definition.years)} ${shareWords(definition, knownProcedures(evidence))}`
  if (definition.kind !== 'k-of' || !isPlain(definition) || !tally || tally.known === 0) return null
  const { met, known } = tally
  const { gender, genitive } = unitWords(definition)
  const total = genitiveWords(known, gender)
  const year = windowWords(definition.window)
  if (met > 0) {
    const reached = shareWords(definition, deciding(evidence, 1))
    return `${reached} только по ${toUnits(met, definition)} из ${total}${year}, а нужно хотя бы по ${dativeWords(definition.k, gender)}${also}`
  }
  const where =
    known === 1
      ? 'по единственной процедуре'
      : `ни по одной из ${total} ${genitive[isSingular(known) ? 0 : 1]}`
  return `${where}${year} ${shortOfShareWords(definition, knownProcedures(evidence))}`
}

/** « или по одной и той же два года подряд»: the other way onto the list, where a rule offers it beside a count. */
const otherWay = (rule: Criterion): string => {
  const running = rule.kind === 'or' ? rule.of.find((child) => child.kind === 'same-procedure') : undefined
  return running?.kind === 'same-procedure' ? ` или по одной и той же ${runningWords(running.years)}` : ''
}

const notListedWords = (finding: Verdict, methodology: Methodology): string => {
  const rule = primaryRule(methodology)
  const results = resultsOf(finding)
  const isGrouped = 'of' in rule && rule.of.some((child) => 'of' in child)
  const leaves = leavesOf(finding, methodology).filter(
    ({ result }) => result.outcome !== 'met' && result.applicable,
  )
  const short = isGrouped
    ? undefined
    : leaves
        .map(({ definition, result }) => shortfallWords(definition, result, otherWay(rule)))
        .find((words) => words !== null)
  if (short) return short
  const conditions = ('of' in rule ? rule.of : [rule]).filter(({ id }) => results.get(id)?.applicable)
  const words = conditions
    .map((child) => ('of' in child ? lowerFirst(child.title) : conditionWords(child, methodology)))
    .join('; ')
  if (conditions.length === 1) return `не выполнено условие — ${words}`
  const total = `из ${genitiveWords(conditions.length, 'masculine')} условий`
  return rule.kind === 'and'
    ? `выполнены не все ${total} — ${words}`
    : `не выполнено ни одно ${total} — ${words}`
}

const SHOWN_NAMES = 3

/** What is missing, year by year: «не хватает результатов 2024 года (ВПР, математика, 5 класс)». */
const missingWords = (finding: Verdict, methodology: Methodology): string => {
  const gaps = new Map<number, Set<string>>()
  const hidden = new Map<number, Set<string>>()
  const undisclosed = new Map<number, Set<string>>()
  const notComparable = new Set<number>()
  const facts = new Set<string>()
  let isTooFew = false
  for (const { result, definition } of leavesOf(finding, methodology)) {
    if (result.outcome !== 'insufficient-data') continue
    if (result.missing === 'too-few') isTooFew = true
    if (definition.kind === 'place-fact') facts.add(lowerFirst(definition.title))
    const rows = definition.kind === 'same-procedure' ? undecidedRows(result.evidence) : result.evidence
    for (const { state, procedure, year, missing, participants } of rows) {
      if (missing === 'not-comparable') notComparable.add(year)
      else if (missing === 'withheld' && participants === null)
        hidden.set(year, (hidden.get(year) ?? new Set()).add(procedure))
      else if (missing === 'undisclosed')
        undisclosed.set(year, (undisclosed.get(year) ?? new Set()).add(procedure))
      else if (state === 'unknown' && missing !== 'too-few')
        gaps.set(year, (gaps.get(year) ?? new Set()).add(procedure))
    }
  }
  const years = [...gaps].sort(([a], [b]) => b - a)
  const empty = years.filter(([year, codes]) => codes.size > SHOWN_NAMES && isEmptyYear(finding, year))
  // Years that lack the same procedures are named together.
  const partly = new Map<string, number[]>()
  for (const gap of years.filter((one) => !empty.includes(one))) {
    const names = namesOf(gap[1])
    partly.set(names, [...(partly.get(names) ?? []), gap[0]])
  }
  const parts = [
    ...(empty.length > 0
      ? [`за ${yearsWords(yearsOf(empty), 'год', 'годы')} у школы нет ни одного результата`]
      : []),
    ...[...partly].map(
      ([names, of]) => `не хватает результатов ${yearsWords(of, 'года', 'годов')} (${names})`,
    ),
    ...[...hidden].map(([year, codes]) => `результаты ${year} года скрыты источником (${namesOf(codes)})`),
    ...[...undisclosed].map(
      ([year, codes]) => `результаты ${year} года скрыты: меньше 10 участников (${namesOf(codes)})`,
    ),
    ...[...notComparable].map(
      (year) => `результаты ${year} года нельзя сравнивать с результатами ${year + 1} года`,
    ),
    ...(isTooFew ? ['участников меньше, чем требует методика'] : []),
    ...(facts.size > 0 ? [`в реестре нет сведений (${[...facts].join('; ')})`] : []),
  ]
  return parts.join('; ') || 'данных для вывода не хватает'
}

/** Of a procedure asked over several years: nothing where one of its years decides it, else its latest gap. */
const undecidedRows = (evidence: Evidence[]): Evidence[] => {
  const decided = new Set(
    evidence.filter(({ meets, missing }) => meets === false && missing === null).map((row) => row.procedure),
  )
  const seen = new Set<string>()
  return evidence.filter(({ procedure, state, missing }) => {
    if (decided.has(procedure)) return false
    if (missing === 'not-comparable') return true
    if (state !== 'unknown' || seen.has(procedure)) return false
    seen.add(procedure)
    return true
  })
}

/** Nothing is known of the year; what was cancelled for everybody says nothing either. */
const isEmptyYear = (finding: Verdict, year: number): boolean =>
  (finding.lists[0]?.criteria ?? []).every(({ evidence }) =>
    evidence.every((row) => row.year !== year || row.state !== 'known'),
  )

const yearsOf = (gaps: [number, Set<string>][]): number[] => gaps.map(([year]) => year)

/** «ЕГЭ, русский язык; … и ещё 2 процедуры» */
const namesOf = (codes: Set<string>): string => {
  const names = [...codes].map(procedureName)
  const more = names.length - SHOWN_NAMES
  const rest = more > 0 ? ` и ещё ${counted(more, ['процедура', 'процедуры', 'процедур'])}` : ''
  return `${names.slice(0, SHOWN_NAMES).join('; ')}${rest}`
}

/** «2024 год», «2023 и 2024 годы» */
const yearsWords = (years: number[], one: string, many: string): string => {
  const sorted = [...years].sort((a, b) => a - b)
  const last = sorted.pop()
  return sorted.length === 0 ? `${last} ${one}` : `${sorted.join(', ')} и ${last} ${many}`
}

/** Why a school is, or is not, on the primary list, in one sentence. How near it is, `explainDistance` says. */
export const explainFinding = (finding: Verdict, methodology: Methodology): string => {
  const { schoolYear, status } = finding
  if (!finding.assessed)
    return 'По этой методике школа не оценивается: у школ её типа нет процедур, на которые опирается методика.'
  const assumed = assumptionWords(finding)
  switch (status) {
    case 'listed':
      return `Школа включена в перечень ${schoolYear} года: ${reasonWords(primaryRule(methodology), resultsOf(finding), methodology)}.${assumed}`
    case 'insufficient-data':
      return `Вывода за ${schoolYear} год пока нет: ${missingWords(finding, methodology)}.${assumed}`
    case 'not-listed':
      return `Школа не входит в перечень ${schoolYear} года: ${notListedWords(finding, methodology)}.${assumed}`
  }
}

const NO_DISTANCE = {
  'insufficient-data': 'Сколько результатов изменили бы вывод, станет видно, когда он появится.',
  'share-only':
    'Сколько результатов изменили бы вывод, сказать нельзя: известны только доли, а не число участников.',
  'relative-rule':
    'Сколько результатов изменили бы вывод, сказать нельзя: правило сравнивает школы между собой, поэтому вывод зависит и от других школ.',
  'pooled-rule':
    'Сколько результатов изменили бы вывод, сказать нельзя: правило складывает результаты нескольких процедур или лет.',
  'place-facts':
    'Результаты участников вывода не меняют: правило опирается на условия, в которых работает школа.',
  never: 'Вывод не изменился бы при любых результатах участников.',
  'not-assessed': 'Результаты участников вывода не меняют: по этой методике школа не оценивается.',
} satisfies Record<DistanceReason, string>

/** What would change the conclusion, in one sentence; where it cannot be said, why. */
export const explainDistance = ({ distance }: Pick<Finding, 'distance'>): string => {
  if (!('value' in distance)) return NO_DISTANCE[distance.because]
  const { value } = distance
  const results = value === 1 ? 'результат' : 'результаты'
  const people = isSingular(value) ? 'участника' : 'участников'
  return `Вывод изменился бы, если бы ${value === 1 ? 'другим был' : 'другими были'} ${results} ${genitiveWords(value, 'masculine')} ${people}.`
}
