import { isSmall, withoutRows } from '../accounts/disclosure.ts'
import { shareOf } from '../identification/answer.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import { listComparabilityBreaks } from '../identification/queries.ts'
import {
  SCHOOL_TYPE_LABELS,
  type SchoolType,
  SETTLEMENT_TYPE_LABELS,
  type SettlementType,
} from '../places/school-type.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { missing, type Value } from '../platform/value.ts'
import { listActiveCounts, listYears } from '../results/counts.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import { wilsonInterval } from '../statistics/wilson.ts'
import { buildExplanation } from './explanation.ts'
import { describeChange, IDENTIFIER_LABELS } from './labels.ts'
import { buildObjectivity } from './objectivity.ts'
import type { SchoolCard } from './schemas.ts'
import {
  countAlternatives,
  getSchool,
  listEarlierNames,
  listIdentifiers,
  listRegionBands,
  listRelated,
  listSchoolChanges,
  listSchoolLists,
  type RegionBand,
  type SchoolSight,
} from './school-queries.ts'

/** The card of one school: the same object feeds the page, the API and later the document. */
export async function buildSchoolCard(
  db: Db,
  actor: Actor,
  schoolId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<SchoolCard> {
  const school = await getSchool(db, actor, schoolId)
  const names = await listProcedures(db)
  const { methodology, identification, certainty } = await identifyRegion(
    db,
    actor,
    school.region_id,
    schoolYear,
    methodologyId,
  )
  const index = identification.findings.findIndex((candidate) => candidate.schoolId === schoolId)
  const finding = identification.findings[index]
  const predecessors = await listRelated(db, schoolId, 'predecessors')
  const schoolNames = new Map(predecessors.map(({ id, name }) => [id, name]))
  const [latest = schoolYear] = await listYears(db, school.region_id)
  const counts = await listActiveCounts(
    db,
    school.region_id,
    { from: 0, to: Math.max(latest, schoolYear) },
    { schoolId },
  )
  return {
    id: school.id,
    code: school.code,
    name: school.name,
    region: { id: school.region_id, name: school.region },
    municipality: { id: school.municipality_id, name: school.municipality },
    schoolType: school.school_type,
    schoolTypeLabel:
      school.school_type === null ? null : SCHOOL_TYPE_LABELS[school.school_type as SchoolType],
    settlementLabel:
      school.settlement_type === null
        ? null
        : SETTLEMENT_TYPE_LABELS[school.settlement_type as SettlementType],
    status: school.status as SchoolCard['status'],
    closedOn: school.closed_on as string | null,
    enrolment: school.enrolment,
    staffCount: school.staff_count,
    distanceKm: school.distance_km === null ? null : Number(school.distance_km),
    hardToReach: school.hard_to_reach,
    identifiers: (await listIdentifiers(db, schoolId)).map((identifier) => ({
      ...identifier,
      label: IDENTIFIER_LABELS[identifier.kind] ?? identifier.kind,
    })),
    earlierNames: await listEarlierNames(db, schoolId),
    predecessors,
    successors: await listRelated(db, schoolId, 'successors'),
    explanation: buildExplanation(
      finding,
      methodology,
      schoolYear,
      names,
      schoolNames,
      finding ? certainty.school(index) : null,
      school.seesRows,
    ),
    procedures: toHistories(
      counts,
      school,
      names,
      await listRegionBands(db, actor, school.region_id),
      await countAlternatives(db, school),
      new Set(
        (await listComparabilityBreaks(db, school.region_id)).map(
          (pair) => `${pair.procedure} ${pair.schoolYear}`,
        ),
      ),
    ),
    objectivity: await buildObjectivity(db, school, names, hiddenOf(counts, school.isExact)),
    // Lists are made from all numbers, and published only by whoever signs them.
    lists: school.isExact ? await listSchoolLists(db, schoolId) : [],
    changes: (await listSchoolChanges(db, schoolId)).map((change) => ({
      at: change.changed_at.toISOString(),
      actor: change.actor,
      sentence: describeChange(change.action),
    })),
  }
}

/** A number that is there and not shown to whoever asks. */
const HIDDEN_YEAR = {
  participants: null,
  low: null,
  share: missing('undisclosed'),
  countBasis: null,
  marks: null,
  meanScore: null,
  source: null,
  alternatives: 0,
}

/** Results by procedure over the years, in the order of the catalogue. */
function toHistories(
  counts: SchoolProcedureCount[],
  { isExact, seesRows }: SchoolSight,
  names: Awaited<ReturnType<typeof listProcedures>>,
  bands: RegionBand[],
  alternatives: Map<string, number>,
  breaks: Set<string>,
): SchoolCard['procedures'] {
  const bandOf = new Map(bands.map((band) => [`${band.procedure} ${band.schoolYear}`, band]))
  return names.flatMap(({ code, name, shortName }) => {
    const years = counts
      .filter((count) => count.procedure === code)
      .sort((a, b) => a.schoolYear - b.schoolYear)
    if (years.length === 0) return []
    return [
      {
        procedure: code,
        name,
        shortName,
        years: years.map((count) => {
          const id = `${code} ${count.schoolYear}`
          const about = {
            schoolYear: count.schoolYear,
            isLow: null,
            viaPredecessor: null,
            comparableWithPrevious: !breaks.has(id),
            regionBand: toBand(bandOf.get(id)),
          }
          if (!isExact && isSmall(count.participants)) return { ...about, ...HIDDEN_YEAR }
          return {
            ...about,
            participants: count.participants,
            low: count.low,
            share: shareValue(count),
            countBasis: count.countBasis,
            marks: count.marks,
            meanScore: count.meanScore,
            source: seesRows ? count.source : withoutRows(count.source),
            alternatives: alternatives.get(id) ?? 0,
          }
        }),
      },
    ]
  })
}

/** The share with its 95 % interval; a published share without counts keeps the interval of its rounded count. */
export function shareValue(count: Pick<SchoolProcedureCount, 'low' | 'participants' | 'lowShare'>): Value {
  const share = shareOf(count)
  if (share === null) return missing('not-submitted')
  const low = count.low ?? Math.round(share * count.participants)
  return { estimate: share, ...wilsonInterval(low, count.participants), n: count.participants }
}

/** Procedures and years of a school whose number is not shown. */
const hiddenOf = (counts: SchoolProcedureCount[], isExact: boolean): ReadonlySet<string> =>
  new Set(
    counts.flatMap(({ participants, procedure, schoolYear }) =>
      isExact || !isSmall(participants) ? [] : [`${procedure} ${schoolYear}`],
    ),
  )

const LEAST_SCHOOLS = 10

function toBand(
  band: RegionBand | undefined,
): SchoolCard['procedures'][number]['years'][number]['regionBand'] {
  if (!band || band.schools < LEAST_SCHOOLS) return null
  const { lowQuartile, median, highQuartile, schools } = band
  return { lowQuartile, median, highQuartile, schools }
}
