import { formatCount, formatShare } from '../platform/russian.ts'
import { type Criterion, listCriteria } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { ADDED_QUOTA, listSettings, type Setting } from './methodology-settings.ts'
import { lowerFirst, procedureName } from './rule-words.ts'

/** One difference between two rules; null: the rule has no such thing. */
export interface RuleDifference {
  label: string
  before: string | null
  after: string | null
}

/** The value of a setting as it is said. */
export const settingWords = (setting: Setting): string => {
  switch (setting.type) {
    case 'number':
      return setting.unit === 'percent' ? formatShare(setting.value) : formatCount(setting.value)
    case 'choice':
      return setting.choices.find(({ value }) => value === setting.value)?.label ?? setting.value
    case 'set': {
      const chosen = setting.choices.filter(({ value }) => setting.value.includes(value))
      if (chosen.length === setting.choices.length) return 'все'
      return chosen.length === 0 ? 'ни одного' : chosen.map(({ label }) => label).join('; ')
    }
  }
}

const APPLY_TO = {
  counts: 'к числу участников, а где его нет — к опубликованной доле',
  'published-share': 'к опубликованной доле',
} satisfies Record<Methodology['applyTo'], string>

const WHOLE_KIND = {
  unknown: 'пробел в данных',
  'not-held-once-loaded': 'не проводились, если результаты соседних школ загружены и сопоставлены',
  'not-held': 'процедуры не проводились',
} satisfies Record<Methodology['absence']['wholeKind'], string>

/** Numbers and choices that two rules have in common by name; a setting of one condition is named with its condition. */
const settingsOf = (methodology: Methodology): Map<string, { label: string; words: string }> => {
  const titles = new Map(listCriteria(primaryRule(methodology)).map(({ id, title }) => [id, title]))
  return new Map(
    listSettings(methodology)
      .filter(({ id }) => !id.startsWith(`${ADDED_QUOTA}.`) && !id.endsWith('.used'))
      .map((setting) => {
        const title = titles.get(setting.id.split('.')[0]!)
        const label =
          title === undefined ? setting.label : `${setting.label} (условие «${lowerFirst(title)}»)`
        return [setting.id, { label, words: settingWords(setting) }]
      }),
  )
}

interface Condition {
  title: string
  /** The condition it is a part of. */
  within: string | null
}

/** A part of a condition that stands in the same list, right above it, says so. */
function named(conditions: [string, Condition][]): { label: string; title: string }[] {
  const keys = new Set(conditions.map(([key]) => key))
  return conditions.map(([, { title, within }]) => ({
    label: within !== null && keys.has(within) ? 'Часть этого условия' : 'Условие',
    title,
  }))
}

/**
 * How two methodologies differ, in words: conditions that only one of them has, numbers and choices that differ, procedures,
 * and how absent numbers are read. Where nothing differs the answer is empty.
 */
export const compareRules = (before: Methodology, after: Methodology): RuleDifference[] => {
  const conditions = (methodology: Methodology): Map<string, Condition> => {
    const all = listCriteria(primaryRule(methodology))
    // «И» and «или» over the same conditions are one condition joined otherwise: its setting says so.
    const keyOf = (one: Criterion) => `${one.id} ${'of' in one ? 'group' : one.kind}`
    const parents = new Map(
      all.flatMap((one) => ('of' in one ? one.of.map((child) => [child.id, one] as const) : [])),
    )
    return new Map(
      all.map((one) => {
        const parent = parents.get(one.id)
        return [keyOf(one), { title: one.title, within: parent ? keyOf(parent) : null }]
      }),
    )
  }
  const [oldConditions, newConditions] = [conditions(before), conditions(after)]
  const gone = [...oldConditions].filter(([key]) => !newConditions.has(key))
  const come = [...newConditions].filter(([key]) => !oldConditions.has(key))
  const [oldSettings, newSettings] = [settingsOf(before), settingsOf(after)]
  const procedures = (methodology: Methodology, other: Methodology): string | null => {
    const codes = new Set(other.procedures.map(({ code }) => code))
    const own = methodology.procedures.filter(({ code }) => !codes.has(code))
    return own.length === 0 ? null : own.map(({ code }) => procedureName(code)).join('; ')
  }
  const onlyBefore = procedures(before, after)
  const onlyAfter = procedures(after, before)
  const differing = (label: string, was: string, is: string): RuleDifference[] =>
    was === is ? [] : [{ label, before: was, after: is }]
  return [
    ...named(gone).map(({ label, title }) => ({ label, before: title, after: null })),
    ...named(come).map(({ label, title }) => ({ label, before: null, after: title })),
    // A number of a condition that only one of the rules has is said with the condition.
    ...[...oldSettings].flatMap(([id, { label, words }]) => {
      const other = newSettings.get(id)
      return other ? differing(label, words, other.words) : []
    }),
    ...(onlyBefore || onlyAfter
      ? [{ label: 'Процедуры, которых нет в другой методике', before: onlyBefore, after: onlyAfter }]
      : []),
    ...differing('К чему прикладывается порог', APPLY_TO[before.applyTo], APPLY_TO[after.applyTo]),
    ...differing(
      'Нет ни одного результата вида процедур',
      WHOLE_KIND[before.absence.wholeKind],
      WHOLE_KIND[after.absence.wholeKind],
    ),
  ]
}
