import type { SchoolType } from '../places/school-type.ts'
import { Problem } from '../platform/problem.ts'
import { type Criterion, type LegalSource, listCriteria } from './criterion.ts'
import { type Methodology, parseMethodology, primaryRule } from './methodology.ts'
import {
  ADDED_QUOTA,
  type Changes,
  listSettings,
  NEW_QUOTA,
  type Setting,
  type SettingValue,
  sharedThreshold,
} from './methodology-settings.ts'
import { criterionTitle } from './rule-words.ts'

type Change = (methodology: Methodology, value: never) => Methodology

const withRule = (methodology: Methodology, change: (rule: Criterion) => Criterion): Methodology => {
  const [first, ...rest] = methodology.lists
  return { ...methodology, lists: [{ ...first!, rule: change(first!.rule) }, ...rest] }
}

const mapCriterion = (
  rule: Criterion,
  id: string,
  change: (criterion: Criterion) => Criterion | null,
): Criterion | null => {
  if (rule.id === id) return change(rule)
  if (!('of' in rule)) return rule
  const of = rule.of.flatMap((child) => mapCriterion(child, id, change) ?? [])
  if (of.length === 0) return null
  // A group of one condition is that condition.
  return of.length === 1 && rule.of.length > 1 ? of[0]! : { ...rule, of }
}

const onCriterion = (
  methodology: Methodology,
  id: string,
  change: (criterion: Criterion) => Criterion | null,
): Methodology =>
  withRule(methodology, (rule) => {
    const changed = mapCriterion(rule, id, change)
    if (changed === null) throw invalid('В правиле должно остаться хотя бы одно условие')
    return changed
  })

const invalid = (detail: string) => new Problem('methodology/invalid', `${detail}.`)

/** The share that means a «low procedure», wherever the methodology means the same one. */
const setThreshold = (methodology: Methodology, value: number): Methodology => {
  const before = sharedThreshold(methodology)
  const change = (criterion: Criterion): Criterion => {
    if ('of' in criterion) return { ...criterion, of: criterion.of.map(change) }
    return 'threshold' in criterion && criterion.statistic === 'low'
      ? { ...criterion, threshold: value }
      : criterion
  }
  const { clusters, riskZone } = methodology
  const followed = (own: number) => (own === before ? value : own)
  return {
    ...withRule(methodology, change),
    clusters: { ...clusters, threshold: followed(clusters.threshold) },
    riskZone: riskZone?.oneProcedure
      ? { ...riskZone, oneProcedure: { threshold: followed(riskZone.oneProcedure.threshold) } }
      : riskZone,
  }
}

/** «Any procedure in each of the years» instead of «the same one in all of them». */
const anyProcedure = (criterion: Criterion): Criterion => {
  if (criterion.kind !== 'same-procedure') return criterion
  const { id, procedures, statistic, threshold, years, k } = criterion
  const ofYear = (back: number): Criterion => ({
    id: `${id}-year-${back + 1}`,
    kind: 'k-of',
    title: '',
    procedures,
    statistic,
    threshold,
    k,
    countBy: 'procedure',
    window: { years: 1, back, combine: 'pooled' },
  })
  return { id, kind: 'and', title: '', of: Array.from({ length: years }, (_, back) => ofYear(back)) }
}

const addQuota = (rule: Criterion, join: 'and' | 'or'): Criterion => ({
  id: 'rule-and-quota',
  kind: join,
  title: '',
  of: [
    rule,
    {
      id: ADDED_QUOTA,
      kind: 'quota',
      title: '',
      procedures: 'all',
      statistic: 'low',
      side: 'highest',
      ...NEW_QUOTA,
      window: { years: 1, back: 0, combine: 'pooled' },
    },
  ],
})

const setBound = (methodology: Methodology, place: number, value: number): Methodology => {
  const bounds = methodology.clusters.bounds.map((bound, i) => (i === place ? value : bound))
  return { ...methodology, clusters: { ...methodology.clusters, bounds: bounds as [number, number, number] } }
}

const WHOLE: Record<string, Change> = {
  threshold: setThreshold,
  minParticipants: (methodology, value: number) => ({ ...methodology, minParticipants: value }),
  'clusters.1': (methodology, value: number) => setBound(methodology, 0, value),
  'clusters.2': (methodology, value: number) => setBound(methodology, 1, value),
  'clusters.3': (methodology, value: number) => setBound(methodology, 2, value),
  'risk.elevated': (methodology, threshold: number) => changeElevated(methodology, { threshold }),
  'risk.k': (methodology, k: number) => changeElevated(methodology, { k }),
  'risk.growth': (methodology, growth: number) =>
    methodology.riskZone ? { ...methodology, riskZone: { ...methodology.riskZone, growth } } : methodology,
  'reliability.medium': (methodology, medium: number) => changeReliability(methodology, { medium }),
  'reliability.high': (methodology, high: number) => changeReliability(methodology, { high }),
  [`${ADDED_QUOTA}.join`]: (methodology, join: 'none' | 'and' | 'or') =>
    join === 'none' ? methodology : withRule(methodology, (rule) => addQuota(rule, join)),
}

const changeElevated = (
  methodology: Methodology,
  change: { threshold?: number; k?: number },
): Methodology => {
  const { riskZone } = methodology
  return riskZone?.elevated
    ? { ...methodology, riskZone: { ...riskZone, elevated: { ...riskZone.elevated, ...change } } }
    : methodology
}
const changeReliability = (
  methodology: Methodology,
  change: { medium?: number; high?: number },
): Methodology => ({
  ...methodology,
  reliability: { ...methodology.reliability, ...change },
})

/** Parameters of one criterion; numbers of a choice arrive as text. */
const OWN: Record<string, (criterion: Criterion, value: never) => Criterion | null> = {
  threshold: (criterion, value: number) => ({ ...criterion, threshold: value }) as Criterion,
  k: (criterion, value: number) => ({ ...criterion, k: value }) as Criterion,
  fraction: (criterion, value: number) => ({ ...criterion, fraction: value }) as Criterion,
  atLeast: (criterion, value: number) => ({ ...criterion, atLeast: value }) as Criterion,
  minParticipants: (criterion, value: number) => ({ ...criterion, minParticipants: value }) as Criterion,
  ties: (criterion, value: string) => ({ ...criterion, ties: value }) as Criterion,
  within: (criterion, value: string) => ({ ...criterion, within: value }) as Criterion,
  excludedTypes: (criterion, value: SchoolType[]) => ({ ...criterion, excludedTypes: value }) as Criterion,
  procedures: (criterion, value: string[]) => ({ ...criterion, procedures: value }) as Criterion,
  years: (criterion, value: string) =>
    'window' in criterion
      ? { ...criterion, window: { ...criterion.window, years: Number(value) } }
      : ({ ...criterion, years: Number(value) } as Criterion),
  combine: (criterion, value: 'pooled') =>
    'window' in criterion ? { ...criterion, window: { ...criterion.window, combine: value } } : criterion,
  mode: (criterion, value: string) => (value === 'any' ? anyProcedure(criterion) : criterion),
  kind: (criterion, value: string) => ({ ...criterion, kind: value }) as Criterion,
  used: (criterion, value: string) => (value === 'no' ? null : criterion),
}

/** What changes the shape of the rule goes after what changes its numbers: a criterion must still be there to be changed. */
const LAST = ['mode', 'kind', 'used']
const orderOf = (id: string): number =>
  id === `${ADDED_QUOTA}.join` ? -1 : id.includes('.') ? LAST.indexOf(id.split('.')[1]!) + 1 : 0

const checkValue = (setting: Setting, value: SettingValue): void => {
  const { label } = setting
  switch (setting.type) {
    case 'number': {
      if (typeof value !== 'number' || !Number.isInteger(value))
        throw invalid(`«${label}»: нужно целое число`)
      const { min, max, unit } = setting
      if (value < min || value > max)
        throw invalid(
          unit === 'percent'
            ? `«${label}»: от ${min / 100} до ${max / 100} %`
            : `«${label}»: от ${min} до ${max}`,
        )
      return
    }
    case 'choice':
      if (!setting.choices.some((known) => known.value === value))
        throw invalid(
          `«${label}»: значения «${String(value)}» нет; есть ${setting.choices.map((known) => known.value).join(', ')}`,
        )
      return
    case 'set': {
      if (!Array.isArray(value)) throw invalid(`«${label}»: нужен список`)
      const foreign = value.find((one) => !setting.choices.some((known) => known.value === one))
      if (foreign !== undefined) throw invalid(`«${label}»: значения «${foreign}» нет`)
      if (value.length === 0 && !setting.id.endsWith('.excludedTypes'))
        throw invalid(`«${label}»: нужна хотя бы одна процедура`)
    }
  }
}

const applyOne = (methodology: Methodology, id: string, value: SettingValue): Methodology => {
  const [criterion = '', parameter = ''] = id.split('.')
  const whole = WHOLE[id]
  if (whole) return whole(methodology, value as never)
  const own = OWN[parameter]
  if (!own) return methodology
  return onCriterion(methodology, criterion, (found) => own(found, value as never))
}

/** Same list of procedures as before, said in the same way. */
const plainProcedures = (criterion: Criterion, methodology: Methodology): Criterion => {
  if ('of' in criterion)
    return { ...criterion, of: criterion.of.map((one) => plainProcedures(one, methodology)) }
  if (!('procedures' in criterion) || criterion.procedures === 'all') return criterion
  const codes = methodology.procedures.map(({ code }) => code)
  const chosen = codes.filter((code) => criterion.procedures.includes(code))
  return { ...criterion, procedures: chosen.length === codes.length ? 'all' : chosen }
}

const isSame = (a: Criterion, b: Criterion): boolean => {
  const plain = ({ title: _, source: __, ...rest }: Criterion) =>
    JSON.stringify('of' in rest ? { ...rest, of: rest.of.map(({ id }) => id) } : rest)
  return plain(a) === plain(b)
}

/** A changed condition says its own numbers and no longer claims the act that fixed the old ones. */
const retitle = (rule: Criterion, base: Methodology, source: LegalSource | null): Criterion => {
  const before = new Map(listCriteria(plainProcedures(primaryRule(base), base)).map((one) => [one.id, one]))
  const walk = (criterion: Criterion): Criterion => {
    const of = 'of' in criterion ? { of: criterion.of.map(walk) } : {}
    const old = before.get(criterion.id)
    if (old && isSame(old, criterion)) return { ...criterion, ...of } as Criterion
    const note = old ? `В исходной методике: «${old.title}».` : undefined
    return {
      ...criterion,
      ...of,
      title: criterionTitle({ ...criterion, ...of } as Criterion, base),
      source: {
        ...(source ?? { tag: 'setting' as const, act: 'Изменено регионом', date: null }),
        ...(note ? { note } : {}),
      },
    } as Criterion
  }
  return walk(rule)
}

/**
 * The methodology with some of its settings changed, checked by the same loader as a file. Changed conditions get titles of
 * their own numbers and `source` (a setting where there is no act); documented variants of the original are left behind.
 * @throws Problem `methodology/invalid` naming the setting.
 */
export const changeMethodology = (
  base: Methodology,
  changes: Changes,
  source: LegalSource | null = null,
): Methodology => {
  const known = new Map(listSettings(base).map((setting) => [setting.id, setting]))
  for (const [id, value] of Object.entries(changes)) {
    const setting = known.get(id)
    if (!setting) throw invalid(`Настройки «${id}» в методике «${base.title}» нет`)
    checkValue(setting, value)
  }
  const ordered = Object.entries(changes).sort(([a], [b]) => orderOf(a) - orderOf(b))
  const hasQuota = (changes[`${ADDED_QUOTA}.join`] ?? 'none') !== 'none'
  const changed = ordered
    .filter(([id]) => hasQuota || !id.startsWith(`${ADDED_QUOTA}.`))
    .reduce((methodology, [id, value]) => applyOne(methodology, id, value), base)
  const rule = retitle(plainProcedures(primaryRule(changed), base), base, source)
  return parseMethodology({ ...withRule(changed, () => rule), variants: [] })
}
