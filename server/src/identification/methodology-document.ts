import type { z } from 'zod'
import { SCHOOL_TYPE_LABELS } from '../places/school-type.ts'
import { counted, formatShare } from '../platform/russian.ts'
import type { Criterion, LegalSource, Quota } from './criterion.ts'
import { dateWords, sourceLine, sourceText } from './legal-source.ts'
import type { ClusterRule, Methodology } from './methodology.ts'
import { CLUSTER_LABELS } from './model.ts'
import { genitiveWords, isSingular } from './number-words.ts'
import { riskConditions } from './risk-zone.ts'
import { explainRule, procedureName } from './rule-words.ts'
import type { MethodologyLine, MethodologyPart, MethodologySummary } from './schemas.ts'

type Numbered = z.infer<typeof MethodologyPart>
/** Numbers are given at the end, when the order is known. */
type Line = Omit<MethodologyLine, 'number'>
interface Part {
  title: string
  lines: Line[]
}

const YEARS = ['год', 'года', 'лет'] as const

/** A methodology read as a document: its rule, what it computes, where each line comes from, and what is only a setting. */
export function describeMethodology(methodology: Methodology): MethodologySummary {
  return {
    id: methodology.id,
    title: methodology.title,
    version: methodology.version,
    adopted: dateWords(methodology.adoptedOn),
    ruleSentence: explainRule(methodology),
    legalSources: methodology.sources.map(sourceLine),
    parts: number([
      ...methodology.lists.map(
        (list): Part => ({ title: list.title, lines: ruleLines(list.rule, methodology, 0) }),
      ),
      ...riskPart(methodology),
      { title: 'Кластеры школ перечня', lines: clusterLines(methodology.clusters) },
      { title: 'Насколько надёжен вывод', lines: reliabilityLines(methodology) },
      ...certaintyPart(methodology),
      { title: 'К каким числам прикладывается правило', lines: numberLines(methodology) },
      { title: 'Если результата нет', lines: absenceLines(methodology) },
      ...variantPart(methodology),
    ]),
    procedures: methodology.procedures.map(({ code }) => procedureName(code)),
  }
}

/** «1», «1.2», «1.2.1» by the depth of a line in its part. */
function number(parts: Part[]): Numbered[] {
  return parts.map(({ title, lines }, i) => {
    const counts: number[] = []
    return {
      number: i + 1,
      title,
      lines: lines.map((one) => {
        counts.length = one.level + 1
        counts[one.level] = (counts[one.level] ?? 0) + 1
        return { ...one, number: [i + 1, ...counts.map((count) => count ?? 1)].join('.') }
      }),
    }
  })
}

/** @param source null for a line that only continues the one before */
function line(text: string, source: LegalSource | null, level = 0): Line {
  return {
    text,
    level,
    tag: source?.tag ?? null,
    source: source === null || source.tag === 'setting' ? null : sourceText(source),
    note: source?.note ?? null,
  }
}

const ruleLines = (rule: Criterion, methodology: Methodology, level: number): Line[] => [
  line(rule.title, rule.source ?? null, level),
  ...(rule.kind === 'quota' ? quotaLines(rule, level + 1) : []),
  ...procedureLines(rule, methodology, level + 1),
  ...('of' in rule ? rule.of.flatMap((child) => ruleLines(child, methodology, level + 1)) : []),
]

const WITHIN = {
  region: 'Места считаются по региону',
  municipality: 'Места считаются в каждом муниципалитете отдельно',
  'school-type': 'Места считаются среди школ одного типа отдельно',
} satisfies Record<Quota['within'], string>

/** How the places of a quota are filled; what no act fixes is said all the same. */
function quotaLines({ within, ties, minParticipants, excludedTypes }: Quota, level: number): Line[] {
  const types = excludedTypes.map((type) => SCHOOL_TYPE_LABELS[type]).join(', ')
  return [
    line(`${WITHIN[within]}; дробное число мест округляется вниз`, null, level),
    line(
      ties === 'in'
        ? 'Школы с равной долей на границе входят все вместе, даже если мест не хватает'
        : 'Школы с равной долей на границе не входят вместе, если мест на всех не хватает',
      null,
      level,
    ),
    ...(minParticipants > 1
      ? [
          line(
            `Школа, где участников меньше ${minParticipants}, в порядке не стоит: вывода о ней нет`,
            null,
            level,
          ),
        ]
      : []),
    ...(excludedTypes.length > 0 ? [line(`Не участвуют: ${types}`, null, level)] : []),
  ]
}

/** Which procedures, where a condition does not look at all of them. */
function procedureLines(rule: Criterion, { procedures }: Methodology, level: number): Line[] {
  if (!('procedures' in rule) || rule.procedures === 'all') return []
  if (rule.procedures.length === procedures.length) return []
  return [line(`Процедуры: ${rule.procedures.map(procedureName).join('; ')}`, null, level)]
}

/** Advice beside the letter of the rule: it never changes the status. */
function certaintyPart({ certainty }: Methodology): Part[] {
  if (certainty === undefined) return []
  const { words, pooledYears, change, source } = certainty
  const lines = [
    line('Вероятность вывода при истинных долях, сглаженных по региону; на сам вывод не влияет', source),
    line(`«устойчиво»: не меньше ${formatShare(words.firm)}`, null, 1),
    line(`«вероятно»: от ${formatShare(words.likely)}`, null, 1),
    line('«случайность не исключена»: меньше', null, 1),
    line(`Результаты процедуры складываются не больше чем за ${counted(pooledYears, YEARS)}`, null, 1),
    line(
      `Изменение между годами названо, только если среди названных ложных не больше ${formatShare(change.falseDiscovery)}; остальное — «неразличимо»`,
      null,
      1,
    ),
  ]
  return [{ title: 'Сколько в выводе случая', lines }]
}

const APPLY_TO = {
  counts: 'Порог прикладывается к числу участников; где опубликована только доля — к ней',
  'published-share': 'Порог прикладывается к опубликованной доле',
} satisfies Record<Methodology['applyTo'], string>

function numberLines({ applyTo, minParticipants }: Methodology): Line[] {
  return [
    line(APPLY_TO[applyTo], null),
    line(
      minParticipants > 1
        ? `Результат процедуры, где участников меньше ${minParticipants}, — пробел в данных: он не говорит ни «за», ни «против»`
        : 'Наименьшего числа участников нет: учитывается и процедура, которую сдавал один человек',
      null,
    ),
  ]
}

function riskPart(methodology: Methodology): Part[] {
  const zone = methodology.riskZone
  if (zone === null) return []
  const conditions = riskConditions(zone, methodology).map((text) => line(text, null, 1))
  const head = line('Школа не входит в перечень, и верно хотя бы одно', zone.source)
  return [{ title: zone.title, lines: [head, ...conditions] }]
}

function clusterLines({ by, threshold, bounds, source }: ClusterRule): Line[] {
  const head =
    by === 'low-procedures'
      ? `Сколько процедур, по которым не менее ${formatShare(threshold)} участников показали результат ниже минимума`
      : `Какова средняя доля по процедурам, где она не меньше ${formatShare(threshold)}`
  const range = (from: number, below: number | undefined): string => {
    if (by === 'depth')
      return below === undefined
        ? `от ${formatShare(from)}`
        : `от ${formatShare(from)}, но меньше ${formatShare(below)}`
    if (below === undefined) return `${from} и больше`
    return below - from === 1 ? String(from) : `от ${from} до ${below - 1}`
  }
  const [base, moderate, strong] = bounds
  return [
    line(head, source),
    line(`${CLUSTER_LABELS[1]}: ${range(base, moderate)}`, null, 1),
    line(`${CLUSTER_LABELS[2]}: ${range(moderate, strong)}`, null, 1),
    line(`${CLUSTER_LABELS[3]}: ${range(strong, undefined)}`, null, 1),
  ]
}

function reliabilityLines({ reliability, followUpYears }: Methodology): Line[] {
  const { high, medium, nearest, source } = reliability
  return [
    line('По наименьшему числу участников в процедурах, которые решили', { ...source, note: undefined }),
    line(`высокая: не меньше ${high}`, null, 1),
    line(`средняя: от ${medium} до ${high - 1}`, null, 1),
    line(`низкая: меньше ${medium}`, null, 1),
    line(
      `для школы вне перечня — среди ${genitiveWords(nearest, 'feminine')} ${isSingular(nearest) ? 'процедуры, самой близкой' : 'процедур, самых близких'} к порогу`,
      null,
      1,
    ),
    ...(followUpYears > 0
      ? [line(`После выхода из перечня за школой наблюдают ещё ${counted(followUpYears, YEARS)}`, null)]
      : []),
  ]
}

function absenceLines({ absence }: Methodology): Line[] {
  const { source, notConducted } = absence
  return [
    { ...line(source.note ?? source.act, source), note: null },
    ...notConducted.map((item) =>
      line(`${procedureName(item.procedure)}: в ${item.schoolYear} году не проводилась`, item.source, 1),
    ),
  ]
}

function variantPart({ variants }: Methodology): Part[] {
  if (variants.length === 0) return []
  return [
    {
      title: 'Как ещё можно прочитать это правило',
      lines: variants.flatMap(({ title, source, replaceWith }) => [
        line(title, source),
        ...('of' in replaceWith ? replaceWith.of.map((child) => line(child.title, null, 1)) : []),
      ]),
    },
  ]
}
