import { openOnlyWords } from '../identification/answer.ts'
import { ADVISORY_LABELS } from '../identification/certainty/model.ts'
import { explainFinding } from '../identification/explain-sentence.ts'
import type { Finding } from '../identification/model.ts'
import { SCHOOL_TYPE_LABELS } from '../places/school-type.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { counted, formatCount, plural } from '../platform/russian.ts'
import { SCHOOLS, SCHOOLS_GENITIVE } from './chart-words.ts'
import { listMoved } from './moved.ts'
import type { MunicipalityCard } from './municipality-schemas.ts'
import { type MunicipalityTally, tallyMunicipalities } from './municipality-tally.ts'
import { listNeighbours } from './neighbours.ts'
import { listCoverage } from './place-coverage.ts'
import { loadPlaceFigures, type Place } from './place-figures.ts'

export async function getMunicipalityPlace(db: Db, municipalityId: number): Promise<Place> {
  const row = await db
    .selectFrom('municipalities')
    .select('region_id')
    .where('id', '=', municipalityId)
    .executeTakeFirst()
  if (!row) throw new Problem('place/not-found', 'Такого муниципалитета в реестре нет.')
  return { regionId: row.region_id, municipalityId }
}

/** The page of one municipality: its schools with their state, what is missing, what moved. No school stands before another. */
export async function buildMunicipalityCard(
  db: Db,
  actor: Actor,
  municipalityId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<MunicipalityCard> {
  const place = await getMunicipalityPlace(db, municipalityId)
  const figures = await loadPlaceFigures(db, actor, place, schoolYear, methodologyId)
  const region = await db
    .selectFrom('regions')
    .select(['id', 'name'])
    .where('id', '=', place.regionId)
    .executeTakeFirstOrThrow()
  const { now, municipalities } = figures
  const tallies = tallyMunicipalities(municipalities, now.input, now.identification.findings, schoolYear)
  const own = tallies.find((tally) => tally.id === municipalityId)!
  const moves = figures.findings.map(moveOf)
  const hasBefore = figures.previousYear !== null
  const findings = new Map(
    figures.findings.map((finding, index) => [finding.schoolId, { finding, move: moves[index] ?? null }]),
  )
  const places = new Map(now.input.schools.map((school, index) => [school.id, index]))
  const advisoryOf = (schoolId: number): string | null => {
    const { advisory } = now.certainty.school(places.get(schoolId)!)
    return 'value' in advisory ? ADVISORY_LABELS[advisory.value] : null
  }
  return {
    id: municipalityId,
    name: own.name,
    region,
    schoolYear,
    previousYear: figures.previousYear,
    sentence: municipalitySentence(own, figures.placeIn, schoolYear, now.isOpenOnly),
    totals: {
      schools: own.schools,
      listed: own.listed,
      risk: own.risk,
      insufficientData: figures.findings.filter((finding) => finding.status === 'insufficient-data').length,
      withResults: own.withResults,
      entered: hasBefore ? moves.filter((move) => move === 'entered').length : null,
      left: hasBefore ? moves.filter((move) => move === 'left').length : null,
    },
    schools: figures.schools
      .map((school): MunicipalityCard['schools'][number] => {
        const { finding, move } = findings.get(school.id)!
        return {
          id: school.id,
          name: school.name,
          schoolTypeLabel: school.schoolType === null ? null : SCHOOL_TYPE_LABELS[school.schoolType],
          enrolment: school.enrolment ?? null,
          status: finding.status,
          isRisk: finding.memberOf.includes('risk'),
          track: finding.track,
          cluster: 'value' in finding.cluster ? { value: finding.cluster.value } : finding.cluster,
          reliability: 'value' in finding.reliability ? finding.reliability.value : null,
          advisory: advisoryOf(school.id),
          move: hasBefore ? move : null,
          sentence: explainFinding(finding, now.methodology),
        }
      })
      .sort((a, b) => byName.compare(a.name, b.name)),
    neighbours: listNeighbours(municipalities, municipalityId).flatMap((id) => {
      const tally = tallies.find((candidate) => candidate.id === id)
      return tally && !tally.isUnseen
        ? [{ id, name: tally.name, listed: tally.listed, assessed: tally.assessed }]
        : []
    }),
    coverage: listCoverage(figures),
    moved: listMoved(figures),
  }
}

/** «Школа № 2» before «Школа № 10». */
const byName = new Intl.Collator('ru', { numeric: true })

function moveOf({ status, previousCluster }: Finding): 'entered' | 'left' | 'stayed' | null {
  if ('missing' in previousCluster || status === 'insufficient-data') return null
  const was = previousCluster.value > 0
  if (status === 'listed') return was ? 'stayed' : 'entered'
  return was ? 'left' : null
}

/**
 * «В Вяземском районе в перечень 2025 года входят 2 школы из 21.» Whoever does not see small groups is told so first. Pure.
 * @param placeIn «в Вяземском районе»
 */
export function municipalitySentence(
  { schools, withResults, listed }: Pick<MunicipalityTally, 'schools' | 'withResults' | 'listed'>,
  placeIn: string,
  schoolYear: number,
  isOpenOnly: boolean,
): string {
  const where = capitalise(placeIn)
  if (schools === 0) return `${where} в реестре нет открытых школ.`
  if (withResults === 0)
    return isOpenOnly
      ? `${where} ${counted(schools, SCHOOLS)}, открытых результатов ${schoolYear} года, в группах от 10 участников, ни у одной нет.`
      : `${where} ${counted(schools, SCHOOLS)}, результатов ${schoolYear} года ни от одной нет.`
  const [start, list] = isOpenOnly
    ? [`${openOnlyWords(schoolYear)} ${placeIn}`, 'перечень']
    : [where, `перечень ${schoolYear} года`]
  if (listed === 0) return `${start} в ${list} не входит ни одна из ${counted(schools, SCHOOLS_GENITIVE)}.`
  const of = schools === 1 ? '' : ` из ${formatCount(schools)}`
  return `${start} в ${list} ${plural(listed, ['входит', 'входят', 'входят'])} ${counted(listed, SCHOOLS)}${of}.`
}

const capitalise = (text: string) => text.charAt(0).toLocaleUpperCase('ru') + text.slice(1)
