import type { QualityFinding, QualityRule } from '../api-types.ts'
import type { PluralForms } from '../ui/format.ts'
import type { Tone } from '../ui/words.tsx'

export const FINDINGS: PluralForms = ['замечание', 'замечания', 'замечаний']

type State = NonNullable<QualityFinding['followUp']>['state']

export const STATE_WORDS = {
  'to-check': 'проверяется',
  explained: 'объяснено',
  corrected: 'исправлено в источнике',
} satisfies Record<State, string>

export const STATE_TONES = {
  'to-check': 'caution',
  explained: 'good',
  corrected: 'good',
} satisfies Record<State, Tone>

export const KIND_WORDS: Record<string, string> = {
  vpr: 'ВПР',
  oge: 'ОГЭ',
  ege: 'ЕГЭ',
  gve: 'ГВЭ',
  kdr: 'КДР',
  other: 'Другие процедуры',
}

/** What each number of a rule means; a parameter without words here is not shown as a control. */
export const PARAMETER_WORDS: Record<string, { label: string; step: number; least: number }> = {
  tolerance: { label: 'Допустимое расхождение, участников', step: 1, least: 0 },
  times: { label: 'Во сколько раз', step: 0.1, least: 1.1 },
  atLeast: { label: 'Не меньше чем на, участников', step: 1, least: 1 },
  points: { label: 'Разница не меньше, процентных пунктов', step: 1, least: 1 },
  leastParticipants: { label: 'Участников не меньше', step: 1, least: 1 },
  leastSchools: { label: 'Школ не меньше', step: 1, least: 1 },
  share: { label: 'Доля (1 — все)', step: 0.05, least: 0.05 },
  z: { label: 'Граница устойчивого z', step: 0.1, least: 0.1 },
}

/** The numbers of a rule that have words and can be set. */
export const parametersOf = (rule: QualityRule): [label: string, value: number, name: string][] =>
  Object.entries(rule.parameters).flatMap(([name, value]) => {
    const words = PARAMETER_WORDS[name]
    return words && typeof value === 'number' ? [[words.label, value, name] as [string, number, string]] : []
  })

/** Nobody has said anything of it, or of other numbers than today's. */
export const isOpen = ({ followUp }: QualityFinding): boolean => followUp === null || followUp.isOutdated
