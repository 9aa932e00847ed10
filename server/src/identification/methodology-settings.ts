import { z } from 'zod'
import { SCHOOL_TYPE_LABELS, SCHOOL_TYPES } from '../places/school-type.ts'
import type { Criterion, Quota } from './criterion.ts'
import { listCriteria } from './criterion.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { procedureName } from './rule-words.ts'

/**
 * What of a methodology may be changed through controls. The set is closed: numbers inside their bounds, choices of a list,
 * conditions that are asked or not. There is no expression language, so any combination loads or is refused by name.
 */
const about = {
  /** `threshold` of the whole methodology, `rule-a.k` of one criterion. */
  id: z.string(),
  label: z.string(),
  part: z.enum(['rule', 'clusters', 'risk', 'reliability']),
}
const Choices = z.array(z.object({ value: z.string(), label: z.string() }))
export const Setting = z.discriminatedUnion('type', [
  /** `value`, `min`, `max`, `step` in hundredths of a percent where `unit` is `percent`. */
  z.object({
    ...about,
    type: z.literal('number'),
    unit: z.enum(['percent', 'count']),
    value: z.number().int(),
    min: z.number().int(),
    max: z.number().int(),
    step: z.number().int(),
  }),
  z.object({ ...about, type: z.literal('choice'), value: z.string(), choices: Choices }),
  z.object({ ...about, type: z.literal('set'), value: z.array(z.string()), choices: Choices }),
])
export type Setting = z.infer<typeof Setting>

export const SettingValue = z.union([
  z.number().int(),
  z.string().max(100),
  z.array(z.string().max(100)).max(200),
])
export type SettingValue = z.infer<typeof SettingValue>

/** Setting id → its new value; a setting that is not here stays as it is. */
export const Changes = z.record(z.string().max(100), SettingValue)
export type Changes = z.infer<typeof Changes>

type Thresholded = Extract<Criterion, { threshold: number }>

/** Criteria of the primary rule that ask for a share of low results. */
const lowCriteria = (methodology: Methodology): Thresholded[] =>
  listCriteria(primaryRule(methodology)).flatMap((criterion) =>
    'threshold' in criterion && criterion.statistic === 'low' ? [criterion] : [],
  )

/** The threshold that all low criteria share, the meaning of a «low procedure»; null where they differ or there is none. */
export const sharedThreshold = (methodology: Methodology): number | null => {
  const thresholds = new Set(lowCriteria(methodology).map(({ threshold }) => threshold))
  return thresholds.size === 1 ? [...thresholds][0]! : null
}

const percent = (
  id: string,
  label: string,
  value: number,
  part: Setting['part'] = 'rule',
  step = 100,
): Setting => ({ id, label, part, type: 'number', unit: 'percent', value, min: 100, max: 10_000, step })

const whole = (
  id: string,
  label: string,
  value: number,
  [min, max]: [number, number],
  part: Setting['part'] = 'rule',
): Setting => ({ id, label, part, type: 'number', unit: 'count', value, min, max, step: 1 })

const choice = (id: string, label: string, value: string, choices: Record<string, string>): Setting => ({
  id,
  label,
  part: 'rule',
  type: 'choice',
  value,
  choices: Object.entries(choices).map(([key, words]) => ({ value: key, label: words })),
})

const proceduresOf = (criterion: { procedures: 'all' | string[] }, { procedures }: Methodology): string[] =>
  criterion.procedures === 'all' ? procedures.map(({ code }) => code) : criterion.procedures

const procedureSet = (
  criterion: Extract<Criterion, { procedures: 'all' | string[] }>,
  methodology: Methodology,
): Setting => ({
  id: `${criterion.id}.procedures`,
  label: 'Какие процедуры учитываются',
  part: 'rule',
  type: 'set',
  value: proceduresOf(criterion, methodology),
  choices: methodology.procedures.map(({ code }) => ({ value: code, label: procedureName(code) })),
})

const COMBINE = {
  pooled: 'участники этих лет вместе',
  'every-year': 'в каждом из этих лет',
  'any-year': 'хотя бы в одном из этих лет',
}
const YEARS = { '1': 'год перечня', '2': 'два года', '3': 'три года' }

const windowSettings = ({ id, window }: Extract<Criterion, { window: object }>): Setting[] => [
  choice(`${id}.years`, 'За сколько лет', String(window.years), YEARS),
  choice(`${id}.combine`, 'Как соединяются годы', window.combine, COMBINE),
]

const quotaSettings = (
  id: string,
  quota: Pick<Quota, 'fraction' | 'ties' | 'within' | 'minParticipants' | 'excludedTypes'>,
): Setting[] => [
  percent(`${id}.fraction`, 'Квота: доля школ', quota.fraction, 'rule', 50),
  choice(`${id}.ties`, 'Если на границе у школ равные доли', quota.ties, {
    in: 'входят все',
    out: 'не входит ни одна',
  }),
  choice(`${id}.within`, 'Где считается квота', quota.within, {
    region: 'по региону',
    municipality: 'в каждом муниципалитете',
    'school-type': 'среди школ одного типа',
  }),
  whole(`${id}.minParticipants`, 'Наименьшее число участников для квоты', quota.minParticipants, [1, 200]),
  {
    id: `${id}.excludedTypes`,
    label: 'Типы школ, которые в квоте не участвуют',
    part: 'rule',
    type: 'set',
    value: quota.excludedTypes,
    choices: SCHOOL_TYPES.map((value) => ({ value, label: SCHOOL_TYPE_LABELS[value] })),
  },
]

const FACT_LABELS = {
  'distance-km': 'Расстояние, км',
  'hard-to-reach': 'Труднодоступность',
  'pupils-per-staff-member': 'Обучающихся на одного работника',
}

const criterionSettings = (criterion: Criterion, methodology: Methodology, hasShared: boolean): Setting[] => {
  const { id } = criterion
  const threshold =
    'threshold' in criterion && !(hasShared && criterion.statistic === 'low')
      ? [percent(`${id}.threshold`, 'Порог', criterion.threshold)]
      : []
  switch (criterion.kind) {
    case 'k-of':
      return [
        whole(`${id}.k`, 'По скольким процедурам', criterion.k, [1, 9]),
        procedureSet(criterion, methodology),
        ...windowSettings(criterion),
        ...threshold,
      ]
    case 'same-procedure':
      return [
        choice(`${id}.mode`, 'Одна и та же процедура или любая', 'same', {
          same: 'по одной и той же процедуре',
          any: 'хотя бы по одной процедуре, не обязательно одной и той же,',
        }),
        choice(`${id}.years`, 'Сколько лет подряд', String(criterion.years), {
          '2': 'два года',
          '3': 'три года',
        }),
        procedureSet(criterion, methodology),
        ...threshold,
      ]
    case 'share-at-least':
      return [procedureSet(criterion, methodology), ...windowSettings(criterion), ...threshold]
    case 'quantile':
      return [
        percent(`${id}.fraction`, 'Какая часть школ', criterion.fraction, 'rule', 50),
        procedureSet(criterion, methodology),
        ...windowSettings(criterion),
      ]
    case 'quota':
      return [
        ...quotaSettings(id, criterion),
        procedureSet(criterion, methodology),
        ...windowSettings(criterion),
      ]
    case 'place-fact':
      return Number.isInteger(criterion.atLeast)
        ? [whole(`${id}.atLeast`, FACT_LABELS[criterion.indicator], criterion.atLeast, [1, 1_000])]
        : []
    case 'and':
    case 'or':
      return criterion.of.length < 2
        ? []
        : [
            choice(`${id}.kind`, 'Сколько условий должно быть верно', criterion.kind, {
              or: 'хотя бы одно из условий',
              and: 'все условия сразу',
            }),
            ...criterion.of.map((child) =>
              choice(`${child.id}.used`, `Условие «${child.title}»`, 'yes', {
                yes: 'учитывается',
                no: 'не учитывается',
              }),
            ),
          ]
  }
}

/** Id of the quota that is put beside a rule which has none. */
export const ADDED_QUOTA = 'added-quota'

export const NEW_QUOTA: Pick<Quota, 'fraction' | 'ties' | 'within' | 'minParticipants' | 'excludedTypes'> = {
  fraction: 1_500,
  ties: 'in',
  within: 'region',
  minParticipants: 1,
  excludedTypes: [],
}

const addedQuota = (rule: Criterion): Setting[] =>
  listCriteria(rule).some(({ kind, id }) => kind === 'quota' || id === ADDED_QUOTA)
    ? []
    : [
        choice(`${ADDED_QUOTA}.join`, 'Квота вместе с этим правилом', 'none', {
          none: 'не нужна',
          and: 'и при этом школа — среди худших по доле',
          or: 'или школа — среди худших по доле',
        }),
        ...quotaSettings(ADDED_QUOTA, NEW_QUOTA),
      ]

/** The settings beside the rule: clusters, zone of risk, reliability. */
const sideSettings = ({ clusters, riskZone, reliability }: Methodology): Setting[] => [
  ...(clusters.by === 'low-procedures'
    ? (['Базово', 'Умеренно', 'Сильно'] as const).map((name, i) =>
        whole(
          `clusters.${i + 1}`,
          `${name} неуспевающие: низких процедур не меньше`,
          clusters.bounds[i]!,
          [1, 30],
          'clusters',
        ),
      )
    : (['Базово', 'Умеренно', 'Сильно'] as const).map((name, i) =>
        percent(
          `clusters.${i + 1}`,
          `${name} неуспевающие: средняя доля не меньше`,
          clusters.bounds[i]!,
          'clusters',
        ),
      )),
  ...(riskZone?.elevated
    ? [
        percent('risk.elevated', 'Повышенная доля в зоне риска', riskZone.elevated.threshold, 'risk'),
        whole('risk.k', 'По скольким процедурам доля повышена', riskZone.elevated.k, [1, 9], 'risk'),
      ]
    : []),
  ...(riskZone?.growth ? [percent('risk.growth', 'Рост доли за год', riskZone.growth, 'risk')] : []),
  whole(
    'reliability.medium',
    'Средняя надёжность: участников не меньше',
    reliability.medium,
    [1, 500],
    'reliability',
  ),
  whole(
    'reliability.high',
    'Высокая надёжность: участников не меньше',
    reliability.high,
    [1, 500],
    'reliability',
  ),
]

/** Every setting of a methodology with its value now, in the order of the rule. */
export const listSettings = (methodology: Methodology): Setting[] => {
  const rule = primaryRule(methodology)
  const shared = sharedThreshold(methodology)
  return [
    ...(shared === null ? [] : [percent('threshold', 'Порог: доля участников ниже минимума', shared)]),
    ...listCriteria(rule).flatMap((criterion) => criterionSettings(criterion, methodology, shared !== null)),
    whole('minParticipants', 'Наименьшее число участников процедуры', methodology.minParticipants, [1, 200]),
    ...addedQuota(rule),
    ...sideSettings(methodology),
  ]
}
