import { formatShare } from '../platform/russian.ts'
import { PROCEDURES } from '../results/procedures.ts'
import { type Criterion, listCriteria } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { type CriterionResult, DISTANCE_REASON_LABELS, type Evidence, type Finding } from './model.ts'
import { dativeWords, genitiveWords, isSingular } from './number-words.ts'

const CATALOGUE = new Map(PROCEDURES.map((procedure) => [procedure.code, procedure]))

const procedureName = (code: string): string => CATALOGUE.get(code)?.name ?? code

/** «двум процедурам» */
const toProcedures = (n: number) =>
  `${dativeWords(n, 'feminine')} ${isSingular(n) ? 'процедуре' : 'процедурам'}`

/** What a low participant did, as far as all these procedures agree. */
const lowWords = (procedures: string[]): string => {
  const rules = procedures.map((code) => CATALOGUE.get(code)?.lowRule)
  if (rules.every((rule) => rule && 'mark' in rule)) return 'получили отметку «2»'
  if (rules.every((rule) => rule && 'testScoreBelow' in rule)) return 'не набрали минимальный балл'
  return 'показали результат ниже минимума'
}

const YEARS_RUNNING: Record<number, string> = { 2: 'два года подряд', 3: 'три года подряд' }

/** A criterion as a condition: «по двум и более процедурам не менее 30 % участников показали результат ниже минимума». */
const conditionWords = (criterion: Criterion, procedures: string[]): string => {
  const codes =
    'procedures' in criterion && criterion.procedures !== 'all' ? criterion.procedures : procedures
  switch (criterion.kind) {
    case 'k-of': {
      const unit = criterion.countBy === 'subject' ? ['предмету', 'предметам'] : ['процедуре', 'процедурам']
      const gender = criterion.countBy === 'subject' ? 'masculine' : 'feminine'
      const many = criterion.k === 1 ? 'хотя бы по' : 'по'
      const count = `${dativeWords(criterion.k, gender)}${criterion.k === 1 ? '' : ' и более'}`
      const noun = isSingular(criterion.k) && criterion.k === 1 ? unit[0] : unit[1]
      return `${many} ${count} ${noun}${windowWords(criterion.window)} ${shareWords(criterion, codes)}`
    }
    case 'same-procedure':
      return `по одной и той же процедуре ${YEARS_RUNNING[criterion.years]} ${shareWords(criterion, codes)}`
    case 'and':
    case 'or': {
      // A group inside a group is called by its title: «и» and «или» in one sentence would not say what belongs together.
      const parts = criterion.of.map((child) =>
        'of' in child ? lowerFirst(child.title) : conditionWords(child, procedures),
      )
      return parts.join(criterion.kind === 'and' ? ', и при этом ' : ', или ')
    }
    default:
      return lowerFirst(criterion.title)
  }
}

const windowWords = ({ years, back }: { years: number; back: number }): string =>
  years > 1 ? ` за ${years === 2 ? 'два года' : 'три года'}` : back === 1 ? ' прошлого года' : ''

const shareWords = (criterion: { threshold: number; statistic: 'low' | 'high' }, codes: string[]): string => {
  const share = `не менее ${formatShare(criterion.threshold)} участников`
  return criterion.statistic === 'low'
    ? `${share} ${lowWords(codes)}`
    : `${share} показали высокие результаты`
}

const lowerFirst = (text: string): string =>
  /^[А-ЯЁ][а-яё]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

/** The primary rule in one plain sentence, from its own parameters. */
export const explainRule = (methodology: Methodology): string => {
  const codes = methodology.procedures.map(({ code }) => code)
  return `Школа входит в перечень, если ${conditionWords(primaryRule(methodology), codes)}.`
}

/** Leaves of the primary rule with their definitions. */
const leavesOf = (finding: Finding, methodology: Methodology) => {
  const results = resultsOf(finding)
  return listCriteria(primaryRule(methodology)).flatMap((definition) => {
    const result = results.get(definition.id)
    return result && !('of' in definition) ? [{ result, definition }] : []
  })
}

const resultsOf = (finding: Finding): Map<string, CriterionResult> =>
  new Map((finding.lists[0]?.criteria ?? []).map((result) => [result.id, result]))

const deciding = (evidence: Evidence[], years: number): string[] => {
  const counts = new Map<string, number>()
  for (const { procedure, meets, missing } of evidence)
    if (meets && missing === null) counts.set(procedure, (counts.get(procedure) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= years).map(([procedure]) => procedure)
}

/**
 * Why a met criterion is met: «по двум процедурам из шести не менее 30 % участников получили отметку «2»». Parts of «и» stand
 * together; of «или» only the met ones are named.
 * @param said a criterion of the same threshold that has just been said, so that its share need not be said twice.
 */
const reasonWords = (
  definition: Criterion,
  results: Map<string, CriterionResult>,
  said: Criterion | null = null,
): string => {
  if ('of' in definition) {
    const met = definition.of.filter((child) => results.get(child.id)?.outcome === 'met')
    return met
      .map((child, i) => reasonWords(child, results, met[i - 1] ?? null))
      .join(definition.kind === 'and' ? ' и ' : '; кроме того, ')
  }
  const result = results.get(definition.id)!
  if (definition.kind === 'k-of' && isPlainCount(definition)) {
    const { met, known } = result.tally!
    const total = `${genitiveWords(known, 'feminine')}${windowWords(definition.window)}`
    return `по ${toProcedures(met)} из ${total} ${shareWords(definition, deciding(result.evidence, 1))}`
  }
  if (definition.kind === 'same-procedure') {
    const codes = deciding(result.evidence, definition.years)
    const which =
      codes.length === 1
        ? `одной и той же процедуре (${procedureName(codes[0]!)})`
        : `${toProcedures(codes.length)} (${codes.map(procedureName).join('; ')})`
    const running = YEARS_RUNNING[definition.years]
    const isSaid = said && 'threshold' in said && said.threshold === definition.threshold
    return `по ${which} ${isSaid ? `— ${running}` : `${running} ${shareWords(definition, codes)}`}`
  }
  const rank = result.ranks[0]
  return `${lowerFirst(definition.title)}${rank ? ` (${formatShare(rank.share)}, место ${rank.place} из ${rank.of})` : ''}`
}

/** One year, one share per procedure: what can be said as «по двум процедурам из шести». */
const isPlainCount = (definition: Extract<Criterion, { kind: 'k-of' }>): boolean =>
  definition.countBy === 'procedure' && definition.window.years === 1

/** How far a counting criterion is from being met. */
const shortfallWords = (definition: Criterion, result: CriterionResult): string | null => {
  const { tally } = result
  if (definition.kind !== 'k-of' || !isPlainCount(definition) || !tally) return null
  const { met, known } = tally
  if (known === 0) return null
  const total = genitiveWords(known, 'feminine')
  const share = `не менее ${formatShare(definition.threshold)} участников`
  const codes = result.evidence.filter(({ state }) => state === 'known').map(({ procedure }) => procedure)
  const year = windowWords(definition.window)
  const held = known === 1 ? 'в единственной процедуре' : `ни по одной процедуре из ${total}`
  if (met === 0)
    return `${held}${year} доля участников, которые ${lowWords(codes)}, не достигла ${formatShare(definition.threshold)}`
  return `${share} ${lowWords(deciding(result.evidence, 1))} только по ${toProcedures(met)} из ${total}${year}, а нужно не меньше ${genitiveWords(definition.k, 'feminine')}`
}

/** For a rule that does not count procedures: which of its signs the school does not show. */
const notMetWords = (finding: Finding, methodology: Methodology): string => {
  const rule = primaryRule(methodology)
  const results = resultsOf(finding)
  const signs = ('of' in rule ? rule.of : [rule]).filter(({ id }) => results.get(id)?.applicable)
  const titles = signs.map(({ title }) => lowerFirst(title)).join('; ')
  return signs.length === 1
    ? `нет признака — ${titles}`
    : `нет ${rule.kind === 'and' ? 'всех признаков сразу' : 'ни одного из признаков'} — ${titles}`
}

/** «ЕГЭ, русский язык (2025), …»: at most three names, then how many more. */
const missingWords = (finding: Finding, methodology: Methodology): string => {
  // Of a procedure the latest gap is enough: without it the earlier ones would not decide anyway.
  const gaps = new Map<string, { year: number; name: string }>()
  const notComparable = new Set<number>()
  for (const { result, definition } of leavesOf(finding, methodology)) {
    if (result.outcome !== 'insufficient-data') continue
    if (definition.kind === 'place-fact')
      gaps.set(definition.id, { year: 0, name: lowerFirst(definition.title) })
    const decided = new Set(
      result.evidence
        .filter(({ meets, missing }) => meets === false && missing === null)
        .map((row) => row.procedure),
    )
    for (const { state, procedure, year, missing } of result.evidence) {
      // A procedure that is not low in one of the years is decided, whatever its other years were.
      if (definition.kind === 'same-procedure' && decided.has(procedure)) continue

      if (missing === 'not-comparable') notComparable.add(year)
      else if (state === 'unknown' && year > (gaps.get(procedure)?.year ?? 0))
        gaps.set(procedure, { year, name: `${procedureName(procedure)} (${year})` })
    }
  }
  const names = [...gaps.values()].map(({ name }) => name)
  const shown = names.slice(0, 3).join('; ')
  const parts = [
    ...(names.length === 0
      ? []
      : [`нет данных — ${shown}${names.length > 3 ? ` и ещё ${names.length - 3}` : ''}`]),
    ...[...notComparable].map(
      (year) => `результаты ${year} года нельзя сравнивать с результатами ${year + 1} года`,
    ),
  ]
  return parts.join(', ') || 'данных для вывода не хватает'
}

/** One sentence (or two) that says why a school is, or is not, on the primary list, and how near it is. */
export const explainFinding = (finding: Finding, methodology: Methodology): string => {
  const { schoolYear, status } = finding
  if (!finding.assessed)
    return 'Школа по этой методике не оценивается: процедур, на которые она опирается, у школ этого типа нет.'
  if (status === 'listed')
    return `Школа включена в перечень ${schoolYear} года: ${reasonWords(primaryRule(methodology), resultsOf(finding))}.`
  if (status === 'insufficient-data')
    return `Вывода за ${schoolYear} год пока нет: ${missingWords(finding, methodology)}.`
  const why =
    leavesOf(finding, methodology)
      .map(({ definition, result }) => shortfallWords(definition, result))
      .find((words) => words !== null) ?? notMetWords(finding, methodology)
  const distance = explainDistance(finding)
  return `Школа не входит в перечень ${schoolYear} года: ${why}.${'value' in finding.distance ? ` ${distance}` : ''}`
}

/** What would change the conclusion, in words; where it cannot be said, why. */
export const explainDistance = ({ distance }: Pick<Finding, 'distance'>): string => {
  if (!('value' in distance))
    return `Сколько результатов меняют вывод, сказать нельзя: ${DISTANCE_REASON_LABELS[distance.because]}.`
  const { value } = distance
  const results = value === 1 ? 'результат' : 'результаты'
  const people = isSingular(value) ? 'участника' : 'участников'
  return `Вывод изменился бы, если бы ${value === 1 ? 'другим был' : 'другими были'} ${results} ${genitiveWords(value, 'masculine')} ${people}.`
}
