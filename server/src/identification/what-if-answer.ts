import { counted, plural } from '../platform/russian.ts'
import { compareRules } from './compare-rules.ts'
import type { Methodology } from './methodology.ts'
import { changeMethodology } from './methodology-changes.ts'
import { type Changes, listSettings, type Setting } from './methodology-settings.ts'
import type { SchoolInput } from './model.ts'
import { explainRule } from './rule-words.ts'
import { compareRuns, countListed, type PrimaryRun } from './what-if.ts'
import type { MovedSchool, Sensitivity, WhatIfAnswer } from './what-if-schemas.ts'

const SCHOOLS = ['школа', 'школы', 'школ'] as const

/** What a changed rule would do, in numbers and names. Pure. @param run decides the primary list of a methodology. */
export const answerWhatIf = (
  schools: SchoolInput[],
  schoolYear: number,
  base: Methodology,
  changes: Changes,
  run: (methodology: Methodology) => PrimaryRun,
): WhatIfAnswer => {
  const changed = changeMethodology(base, changes)
  const before = run(base)
  const after = run(changed)
  const { entered, left, stayed } = compareRuns(before, after)
  return {
    schoolYear,
    schools: schools.length,
    ruleSentence: explainRule(changed),
    differences: compareRules(base, changed),
    before: countListed(before),
    after: countListed(after),
    stayed: stayed.length,
    entered: entered.map((school) => toMoved(schools[school]!, after, school)),
    left: left.map((school) => toMoved(schools[school]!, after, school)),
    sentence: moveSentence(entered.length, left.length, stayed.length),
  }
}

const toMoved = ({ id, name, municipality }: SchoolInput, run: PrimaryRun, school: number): MovedSchool => {
  const reliability = run.reliability(school)
  return {
    schoolId: id,
    name,
    municipality,
    status: run.statuses[school]!,
    reliability: 'value' in reliability ? reliability.value : null,
    sentence: run.ground(school),
  }
}

/** «В перечень вошли бы 12 школ, вышли бы 3, остались бы 90» */
export const moveSentence = (entered: number, left: number, stayed: number): string => {
  if (entered === 0 && left === 0)
    return stayed === 0
      ? 'В перечне не было бы ни одной школы'
      : `Перечень остался бы тем же: ${counted(stayed, SCHOOLS)}`
  const would = (n: number, forms: readonly [string, string, string]) =>
    n === 0 ? `не ${forms[0]} бы ни одна` : `${plural(n, forms)} бы ${counted(n, SCHOOLS)}`
  return [
    `В перечень ${entered === 0 ? 'не вошла бы ни одна школа' : would(entered, ['вошла', 'вошли', 'вошло'])}`,
    would(left, ['вышла', 'вышли', 'вышло']),
    would(stayed, ['осталась', 'остались', 'осталось']),
  ].join(', ')
}

const THRESHOLDS = Array.from({ length: 11 }, (_, i) => 2_000 + i * 200)
const KS = [1, 2, 3, 4]

/** The list under every threshold 20…40 % and every number of procedures 1…4, the other changes kept. */
export const computeSensitivity = (
  base: Methodology,
  changes: Changes,
  run: (methodology: Methodology) => PrimaryRun,
): Sensitivity => {
  const settings = listSettings(base)
  const threshold = settings.find(({ id }) => id === 'threshold' || id.endsWith('.threshold'))
  const k = settings.find(({ id, part }) => part === 'rule' && id.endsWith('.k'))
  if (!threshold || !k)
    return {
      reason: 'В этом правиле нет порога или числа процедур: таблицу составить не из чего.',
      thresholds: [],
      ks: [],
      cells: [],
    }
  const now = (setting: Setting) => Number(changes[setting.id] ?? setting.value)
  return {
    reason: null,
    thresholds: THRESHOLDS.map((value) => ({ value, isNow: value === now(threshold) })),
    ks: KS.map((value) => ({ value, isNow: value === now(k) })),
    cells: THRESHOLDS.map((share) =>
      KS.map((count) =>
        countListed(run(changeMethodology(base, { ...changes, [threshold.id]: share, [k.id]: count }))),
      ),
    ),
  }
}
