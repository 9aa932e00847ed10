import type { z } from 'zod'
import { counted, formatShare } from '../platform/russian.ts'
import type { Criterion, LegalSource } from './criterion.ts'
import { dateWords, sourceLine, sourceText } from './legal-source.ts'
import type { ClusterRule, Methodology } from './methodology.ts'
import { CLUSTER_LABELS } from './model.ts'
import { genitiveWords, isSingular } from './number-words.ts'
import { riskConditions } from './risk-zone.ts'
import { explainRule, procedureName } from './rule-words.ts'
import type { MethodologyLine, MethodologyPart, MethodologySummary } from './schemas.ts'

type Part = z.infer<typeof MethodologyPart>

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
    parts: [
      ...methodology.lists.map((list): Part => ({ title: list.title, lines: ruleLines(list.rule, 0) })),
      ...riskPart(methodology),
      { title: 'Кластеры школ перечня', lines: clusterLines(methodology.clusters) },
      { title: 'Насколько надёжен вывод', lines: reliabilityLines(methodology) },
      { title: 'Если результата нет', lines: absenceLines(methodology) },
      ...variantPart(methodology),
    ],
    procedures: methodology.procedures.map(({ code }) => procedureName(code)),
  }
}

/** @param source null for a line that only continues the one before */
function line(text: string, source: LegalSource | null, level = 0): MethodologyLine {
  const isSetting = source?.tag === 'setting'
  return {
    text,
    level,
    isSetting,
    source: source === null || isSetting ? null : sourceText(source),
    note: source?.note ?? null,
  }
}

const ruleLines = (rule: Criterion, level: number): MethodologyLine[] => [
  line(rule.title, rule.source ?? null, level),
  ...('of' in rule ? rule.of.flatMap((child) => ruleLines(child, level + 1)) : []),
]

function riskPart(methodology: Methodology): Part[] {
  const zone = methodology.riskZone
  if (zone === null) return []
  const conditions = riskConditions(zone, methodology).map((text) => line(text, null, 1))
  const head = line('Школа не входит в перечень, и верно хотя бы одно', zone.source)
  return [{ title: zone.title, lines: [head, ...conditions] }]
}

function clusterLines({ by, threshold, bounds, source }: ClusterRule): MethodologyLine[] {
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

function reliabilityLines({ reliability, followUpYears }: Methodology): MethodologyLine[] {
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

function absenceLines({ absence }: Methodology): MethodologyLine[] {
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
