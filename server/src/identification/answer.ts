import { counted, formatCount, formatNumber, plural } from '../platform/russian.ts'
import type { MissingReason } from '../platform/value.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import type { ProcedureNames } from '../results/procedure-queries.ts'
import { wilsonInterval } from '../statistics/wilson.ts'
import type { RegionCertainty } from './certainty/assess-region.ts'
import type { AdvisoryWord, ChangeWord, Verdict } from './certainty/model.ts'
import { explainFinding } from './explain-sentence.ts'
import type { Methodology } from './methodology.ts'
import type { Finding, Identification } from './model.ts'
import type { SchoolFacts } from './queries.ts'
import type { RegionIdentification } from './region-identification.ts'
import { explainRule } from './rule-words.ts'
import type { IdentificationAnswer, IdentificationRow } from './schemas.ts'

const SCHOOLS = ['школа', 'школы', 'школ'] as const

/** What the list page shows: one line per school, and the totals as a sentence. Pure. */
export function toIdentificationAnswer(
  regionId: number,
  methodology: Methodology,
  identification: Identification,
  schools: SchoolFacts[],
  counts: SchoolProcedureCount[],
  procedures: ProcedureNames[],
  certainty: RegionCertainty,
  seen: SeenPart = 'all',
): IdentificationAnswer {
  const { schoolYear, findings } = identification
  const codes = new Set(methodology.procedures.map((procedure) => procedure.code))
  const ofYear = new Map<number, SchoolProcedureCount[]>()
  for (const count of counts) {
    if (count.schoolYear !== schoolYear || !codes.has(count.procedure)) continue
    const own = ofYear.get(count.schoolId)
    if (own) own.push(count)
    else ofYear.set(count.schoolId, [count])
  }
  const names = new Map(procedures.map((procedure) => [procedure.code, procedure.shortName]))
  const rows = schools.map((school, index) =>
    toRow(school, findings[index]!, methodology, ofYear.get(school.id) ?? [], names, {
      ...certainty.verdict(index),
      dynamics: certainty.dynamics(index),
    }),
  )
  const listed = rows.filter((row) => row.status === 'listed').length
  return {
    regionId,
    schoolYear,
    methodology: { id: methodology.id, title: methodology.title, ruleSentence: explainRule(methodology) },
    totals: {
      schools: rows.length,
      listed,
      notListed: rows.filter((row) => row.status === 'not-listed').length,
      insufficientData: rows.filter((row) => row.status === 'insufficient-data').length,
      risk: rows.filter((row) => row.lists.includes('risk')).length,
      stablyHigh: rows.filter((row) => row.lists.includes('stably-high')).length,
    },
    sentence: listSentence(listed, rows.length, schoolYear, seen),
    certainty: methodology.certainty
      ? {
          sentence: doubtSentence(rows, certainty),
          correlation: certainty.correlation(),
          priors: certainty.priors(),
        }
      : null,
    rows,
  }
}

/** Of which schools the one who reads is told: of every one, of every one without small groups, of their own alone. */
export type SeenPart = 'all' | 'open' | 'own'

export const seenPart = ({
  isOpenOnly,
  input,
}: Pick<RegionIdentification, 'isOpenOnly' | 'input'>): SeenPart =>
  isOpenOnly ? 'open' : input.unseenMunicipalities?.size ? 'own' : 'all'

/**
 * «По данным 2025 года в перечень входят 64 школы из 640». Whoever does not see small groups counts otherwise than the region
 * itself, and is told so first; whoever sees a part of the region is told that it is theirs.
 */
export function listSentence(listed: number, schools: number, schoolYear: number, seen: SeenPart): string {
  if (schools === 0) return seen === 'own' ? 'Ваших школ в реестре пока нет' : 'В реестре пока нет школ'
  const verb = plural(listed, ['входит', 'входят', 'входят'])
  if (seen === 'own') {
    const told = `По данным ${schoolYear} года`
    if (schools === 1) return `${told} ваша школа ${listed === 0 ? 'не ' : ''}входит в перечень`
    const own = `${formatCount(schools)} ${plural(schools, ['вашей школы', 'ваших школ', 'ваших школ'])}`
    return listed === 0
      ? `${told} в перечень не входит ни одна из ${own}`
      : `${told} в перечень ${verb} ${formatCount(listed)} из ${own}`
  }
  const told = seen === 'open' ? openOnlyWords(schoolYear) : `По данным ${schoolYear} года`
  if (listed === 0) return `${told} в перечень не входит ни одна школа из ${schools}`
  return `${told} в перечень ${verb} ${counted(listed, SCHOOLS)} из ${schools}`
}

/** How a count begins that leaves out what its reader does not see. */
export const openOnlyWords = (schoolYear: number): string =>
  `Только по открытым числам ${schoolYear} года, без групп меньше 10 участников,`

/**
 * «Из 64 школ перечня вывод устойчив у 20, вероятен у 32, случайность не исключена у 12; если учесть связь процедур (0,6), —
 * устойчив у 25, вероятен у 30, случайность не исключена у 9».
 */
export function doubtSentence(
  rows: readonly Pick<IdentificationRow, 'status' | 'advisory'>[],
  certainty: Pick<RegionCertainty, 'dependent' | 'correlation'>,
): string {
  const listed = rows.flatMap(({ status, advisory }, index) =>
    status === 'listed' && advisory !== null ? [{ advisory, second: certainty.dependent(index) }] : [],
  )
  if (listed.length === 0)
    return 'Судить о случайности не о чем: в перечне нет школ, для которых хватает данных'
  const of = (word: AdvisoryWord) => listed.filter(({ advisory }) => advisory === word).length
  const second = (word: AdvisoryWord) =>
    listed.filter((one) => 'word' in one.second && one.second.word === word).length
  const total = counted(listed.length, ['школы', 'школ', 'школ'])
  const correlation = certainty.correlation()
  const also =
    correlation === null
      ? ''
      : `; если учесть, что результаты одной школы связаны (связь ${formatNumber(correlation, 2)}), — ${wordsOf(second)}`
  const unjudged = rows.filter(({ status }) => status === 'listed').length - listed.length
  const rest =
    unjudged === 0
      ? ''
      : `; ещё о ${counted(unjudged, ['школе', 'школах', 'школах'])} судить не хватает данных`
  return `Из ${total} перечня вывод ${wordsOf(of)}${also}${rest}`
}

/** «устойчив у 20, вероятен у 32, случайность не исключена у 12»; what there is none of goes without saying. */
function wordsOf(count: (word: AdvisoryWord) => number): string {
  const parts = { firm: 'устойчив', likely: 'вероятен', chance: 'случайность не исключена' }
  return (['firm', 'likely', 'chance'] as const)
    .filter((word) => count(word) > 0)
    .map((word) => `${parts[word]} у ${formatCount(count(word))}`)
    .join(', ')
}

function toRow(
  school: SchoolFacts,
  finding: Finding,
  methodology: Methodology,
  counts: SchoolProcedureCount[],
  names: Map<string, string>,
  certainty: Verdict & { dynamics: ChangeWord | null },
): IdentificationRow {
  const procedures = proceduresOfYear(finding)
  return {
    schoolId: school.id,
    code: school.code,
    name: school.name,
    municipalityId: school.municipalityId,
    municipality: school.municipality,
    schoolType: school.schoolType,
    settlementType: school.settlementType,
    status: finding.status,
    lists: finding.memberOf,
    track: finding.track,
    cluster: plainValue(finding.cluster),
    dynamics: finding.dynamics,
    lowProcedures: procedures.low.size,
    heldProcedures: procedures.held.size,
    worst: worstOf(counts, names),
    distance: plainValue(finding.distance),
    reliability: 'value' in finding.reliability ? finding.reliability.value : null,
    leastParticipants: 'participants' in finding.reliability ? finding.reliability.participants : null,
    membershipProbability: certainty.membershipProbability,
    advisory: 'value' in certainty.advisory ? certainty.advisory.value : null,
    dynamicsAdvisory: certainty.dynamics,
    sentence: explainFinding(finding, methodology),
  }
}

/** Drops what only the explanation page shows (origin, because). */
function plainValue<T>(value: { value: T } | { missing: MissingReason }) {
  return 'value' in value ? { value: value.value } : { missing: value.missing }
}

/** Procedures of the year that the primary list's rule looked at, and those of them that reach a threshold of it. */
export function proceduresOfYear(finding: Finding): { held: Set<string>; low: Set<string> } {
  const held = new Set<string>()
  const low = new Set<string>()
  for (const criterion of finding.lists[0]?.criteria ?? [])
    for (const evidence of criterion.evidence) {
      if (evidence.year !== finding.schoolYear || evidence.statistic !== 'low' || evidence.state !== 'known')
        continue
      held.add(evidence.procedure)
      if (evidence.meets) low.add(evidence.procedure)
    }
  return { held, low }
}

/** Low share 0…1, or null where the source gives neither count nor share. */
export const shareOf = (
  count: Pick<SchoolProcedureCount, 'low' | 'participants' | 'lowShare'>,
): number | null =>
  count.low !== null
    ? count.low / count.participants
    : count.lowShare === null
      ? null
      : count.lowShare / 10_000

function worstOf(counts: SchoolProcedureCount[], names: Map<string, string>): IdentificationRow['worst'] {
  let worst: IdentificationRow['worst'] = null
  for (const count of counts) {
    const share = shareOf(count)
    if (share === null || (worst !== null && share <= worst.share)) continue
    const { procedure, participants, low } = count
    const interval = wilsonInterval(low ?? Math.round(share * participants), participants)
    worst = { procedure, shortName: names.get(procedure) ?? procedure, participants, low, share, interval }
  }
  return worst
}
