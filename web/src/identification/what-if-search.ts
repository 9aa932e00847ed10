import type { RuleChanges, RuleSetting } from '../api.ts'

/** Changes of a rule in the address: `rule-a.k:3;threshold:2500;rule-a.procedures:oge-ma,oge-ru`. */

export const writeChanges = (changes: RuleChanges): string | undefined => {
  const text = Object.entries(changes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, value]) => `${id}:${Array.isArray(value) ? value.join(',') : value}`)
    .join(';')
  return text === '' ? undefined : text
}

/** What the address says, as far as the methodology has such settings; the rest of an old link is left out. */
export const readChanges = (text: string | undefined, settings: readonly RuleSetting[]): RuleChanges => {
  const known = new Map(settings.map((setting) => [setting.id, setting]))
  const changes: RuleChanges = {}
  for (const pair of (text ?? '').split(';')) {
    const colon = pair.indexOf(':')
    const setting = known.get(pair.slice(0, colon))
    if (colon < 1 || !setting) continue
    const value = readValue(setting, pair.slice(colon + 1))
    if (value !== undefined && !isSame(setting, value)) changes[setting.id] = value
  }
  return changes
}

const readValue = (setting: RuleSetting, text: string): RuleChanges[string] | undefined => {
  if (setting.type === 'number') {
    const value = Number(text)
    return Number.isInteger(value) && value >= setting.min && value <= setting.max ? value : undefined
  }
  const values = new Set(setting.choices.map(({ value }) => value))
  if (setting.type === 'choice') return values.has(text) ? text : undefined
  return text.split(',').filter((value) => values.has(value))
}

/** A change to what the methodology says anyway is no change. */
export const isSame = (setting: RuleSetting, value: RuleChanges[string]): boolean => {
  if (!Array.isArray(value)) return value === setting.value
  const own = setting.type === 'set' ? setting.value : []
  return value.length === own.length && value.every((one) => own.includes(one))
}

/** The changes with one more; a setting given its own value back leaves them. */
export const withChange = (
  changes: RuleChanges,
  setting: RuleSetting,
  value: RuleChanges[string],
): RuleChanges => {
  const { [setting.id]: _, ...others } = changes
  return isSame(setting, value) ? others : { ...others, [setting.id]: value }
}

/** The value of a setting now. */
export const settingValue = (changes: RuleChanges, setting: RuleSetting): RuleChanges[string] =>
  changes[setting.id] ?? setting.value
