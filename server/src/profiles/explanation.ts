import { withoutRows } from '../accounts/disclosure.ts'
import {
  changeWords,
  explainCertainty,
  intervalWords,
  riskReasonWords,
  SHRINKAGE_NOTE,
} from '../identification/certainty/certainty-words.ts'
import { ADVISORY_LABELS, type SchoolCertainty } from '../identification/certainty/model.ts'
import { listCriteria } from '../identification/criterion.ts'
import { explainCriterion } from '../identification/criterion-sentence.ts'
import { explainDistance, explainFinding } from '../identification/explain-sentence.ts'
import { sourceText } from '../identification/legal-source.ts'
import { type Methodology, primaryRule } from '../identification/methodology.ts'
import {
  CLUSTER_LABELS,
  DYNAMICS_LABELS,
  type Evidence,
  type Finding,
  RELIABILITY_LABELS,
  type Reliability,
} from '../identification/model.ts'
import { counted, formatShare } from '../platform/russian.ts'
import { isMissing, MISSING_LABELS, missing, type Value } from '../platform/value.ts'
import type { ProcedureNames } from '../results/procedure-queries.ts'
import { wilsonInterval } from '../statistics/wilson.ts'
import type { SchoolCard } from './schemas.ts'

type Explanation = SchoolCard['explanation']
type CriterionView = Explanation['criteria'][number]

const PARTICIPANTS = ['участник', 'участника', 'участников'] as const
const RESULTS = ['результат', 'результата', 'результатов'] as const

/** A finding in words and rows, for the page and the document. A school that is closed has no finding. */
export function buildExplanation(
  finding: Finding | undefined,
  methodology: Methodology,
  schoolYear: number,
  procedures: ProcedureNames[],
  schoolNames: Map<number, string>,
  certainty: SchoolCertainty | null,
  seesRows: boolean,
): Explanation {
  const about = { schoolYear, methodology: { id: methodology.id, title: methodology.title } }
  if (!finding) return { ...about, ...NOT_IDENTIFIED }
  const names = new Map(procedures.map((procedure) => [procedure.code, procedure.name]))
  const titles = new Map(methodology.lists.map((list) => [list.id as string, list.title]))
  if (methodology.riskZone) titles.set('risk', methodology.riskZone.title)
  const { cluster, dynamics, reliability, distance } = finding
  return {
    ...about,
    status: finding.status,
    lists: finding.memberOf.map((id) => ({ id, title: titles.get(id) ?? id })),
    track: finding.track,
    sentence: explainFinding(finding, methodology),
    reliabilitySentence: reliabilitySentence(finding),
    reliability: isMissing(reliability) ? null : reliability.value,
    distanceSentence: explainDistance(finding),
    distance: 'value' in distance ? { value: distance.value } : missing(distance.missing),
    cluster: 'value' in cluster ? { value: cluster.value } : cluster,
    clusterLabel: 'value' in cluster ? CLUSTER_LABELS[cluster.value] : MISSING_LABELS[cluster.missing],
    isOfficialCluster: 'value' in cluster && cluster.origin !== 'computed',
    dynamics,
    dynamicsLabel: 'value' in dynamics ? DYNAMICS_LABELS[dynamics.value] : MISSING_LABELS[dynamics.missing],
    criteria: toViews(finding, methodology, names, schoolNames, seesRows),
    certainty: certainty && toCertaintyView(finding, certainty, names),
    thresholdShare: thresholdOf(methodology),
  }
}

const NOT_IDENTIFIED = {
  status: 'not-listed',
  lists: [],
  track: 3,
  sentence: 'Школа закрыта или присоединена к другой, поэтому в выявлении не участвует.',
  reliabilitySentence: '',
  reliability: null,
  distanceSentence: '',
  distance: missing('not-applicable'),
  cluster: missing('not-applicable'),
  clusterLabel: MISSING_LABELS['not-applicable'],
  isOfficialCluster: false,
  dynamics: missing('not-applicable'),
  dynamicsLabel: MISSING_LABELS['not-applicable'],
  criteria: [],
  certainty: null,
  thresholdShare: null,
} satisfies Omit<Explanation, 'schoolYear' | 'methodology'>

/** The advisory verdict with its words. */
function toCertaintyView(
  finding: Finding,
  certainty: SchoolCertainty,
  names: Map<string, string>,
): NonNullable<Explanation['certainty']> {
  const { schoolId: _, procedures, risk, ...verdict } = certainty
  const riskCriteria = finding.lists.find(({ id }) => id === 'risk')?.criteria ?? []
  return {
    ...verdict,
    label: 'value' in verdict.advisory ? ADVISORY_LABELS[verdict.advisory.value] : null,
    sentences: explainCertainty(finding, certainty),
    procedures: procedures.map((one) => ({
      ...one,
      name: names.get(one.procedure) ?? one.procedure,
      intervalWords: 'share' in one.year ? intervalWords(one.year.share) : MISSING_LABELS[one.year.missing],
      changeWords: 'word' in one.change ? changeWords(one.change) : MISSING_LABELS[one.change.missing],
    })),
    risk: risk.map((reason) => ({
      title: riskCriteria.find(({ id }) => id === reason.criterion)?.title ?? reason.criterion,
      words: riskReasonWords(reason),
    })),
    shrinkageNote: SHRINKAGE_NOTE,
  }
}

/** «Насколько это надёжно», in words: from the smallest group of participants that decides. */
function reliabilitySentence({ reliability, status, distance, assessed }: Finding): string {
  if (!assessed) return 'О надёжности говорить не о чем: по этой методике школа не оценивается.'
  if (isMissing(reliability)) return 'О надёжности судить рано: решающих результатов нет.'
  const { participants, value } = reliability
  const isCompared = 'because' in distance && distance.because === 'relative-rule'
  const kind = status === 'listed' ? 'из решающих процедур' : 'из процедур, ближайших к порогу,'
  const group = isCompared
    ? `вывод опирается на ${counted(participants, RESULTS)}`
    : `в самой малочисленной ${kind} ${counted(participants, PARTICIPANTS)}`
  return `Надёжность ${RELIABILITY_LABELS[value]}: ${group}${RELIABILITY_NOTES[value]}.`
}

const RELIABILITY_NOTES = {
  high: '',
  medium: '; несколько результатов заметно меняют долю',
  low: '; при таком числе вывод может меняться от года к году случайно',
} satisfies Record<Reliability, string>

/** The share that the primary list's rule asks for, 0…1; null for rules that compare schools with each other. */
export function thresholdOf(methodology: Methodology): number | null {
  for (const criterion of listCriteria(methodology.lists[0]!.rule))
    if ('threshold' in criterion) return criterion.threshold / 10_000
  return null
}

/** The criteria of the primary list, parents before children, each with its depth in the tree. */
function toViews(
  finding: Finding,
  methodology: Methodology,
  names: Map<string, string>,
  schoolNames: Map<number, string>,
  seesRows: boolean,
): CriterionView[] {
  const primary = finding.lists[0]
  if (!primary) return []
  const definitions = new Map(listCriteria(primaryRule(methodology)).map((one) => [one.id, one]))
  const depths = new Map<string, number>()
  return primary.criteria.map((criterion) => {
    const depth = criterion.parent === null ? 0 : (depths.get(criterion.parent) ?? 0) + 1
    depths.set(criterion.id, depth)
    const definition = definitions.get(criterion.id)!
    return {
      id: criterion.id,
      title: criterion.title,
      outcome: criterion.outcome,
      sentence: explainCriterion(definition, criterion, primary.criteria),
      legalSource: definition.source ? sourceText(definition.source) : null,
      evidence: criterion.evidence.flatMap((evidence) =>
        toEvidenceRow(evidence, names, schoolNames, seesRows),
      ),
      depth,
    }
  })
}

/** Only what there is a number for; what is absent is said in the sentence. */
function toEvidenceRow(
  evidence: Evidence,
  names: Map<string, string>,
  schoolNames: Map<number, string>,
  seesRows: boolean,
): CriterionView['evidence'] {
  const { participants, source, countBasis, share } = evidence
  if (participants === null || source === null || countBasis === null || share === null) return []
  return [
    {
      procedure: evidence.procedure,
      name: names.get(evidence.procedure) ?? evidence.procedure,
      schoolYear: evidence.year,
      participants,
      low: evidence.count,
      share: shareValue(evidence.count, participants, share),
      countBasis,
      meets: evidence.meets,
      text:
        evidence.count === null
          ? `${formatShare(share)} от ${participants} (число не восстановить)`
          : `${evidence.count} из ${participants} (${formatShare(share)})`,
      source: seesRows ? source : withoutRows(source),
      viaPredecessor:
        evidence.viaPredecessor === null
          ? null
          : (schoolNames.get(evidence.viaPredecessor) ?? 'предшественница'),
    },
  ]
}

function shareValue(count: number | null, participants: number, share: number): Value {
  const low = count ?? Math.round((share * participants) / 10_000)
  const estimate = count === null ? share / 10_000 : count / participants
  return { estimate, ...wilsonInterval(low, participants), n: participants }
}
