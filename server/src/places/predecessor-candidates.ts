import { formatNumber } from '../platform/russian.ts'
import { foldText } from './fold-text.ts'
import { isOneSlipAway } from './match-candidates.ts'
import { nameSimilarity } from './name-similarity.ts'
import { identifierLabel } from './normalise-identifier.ts'
import { normaliseSchoolName, parseSchoolName } from './normalise-name.ts'

/** A school with the years of its results (school years by their end; null where it has none). */
export interface SchoolLife {
  id: number
  name: string
  municipalityId: number
  settlement: string | null
  address: string | null
  latitude: number | null
  longitude: number | null
  enrolment: number | null
  schoolType: string | null
  status: 'open' | 'closed' | 'merged'
  /** ISO date. */
  closedOn: string | null
  identifiers: { kind: string; value: string }[]
  firstYear: number | null
  lastYear: number | null
}

export interface PredecessorCandidate {
  schoolId: number
  predecessorId: number
  firstYear: number | null
  lastYear: number | null
  score: number
  reasons: string[]
  doubts: string[]
}

/**
 * A new school may take up an old one's pupils a year late, e.g. when it had no pupils in the tested grades. Counted in
 * years that have results at all: works are not held every year.
 */
const LONGEST_GAP_YEARS = 2
const LEAST_SCORE = 0.45
const NEAR_KM = 0.5
const WEIGHTS = {
  sameMunicipality: 0.1,
  sameAddress: 0.35,
  nearby: 0.25,
  sameSettlement: 0.15,
  sameNumber: 0.2,
  similarName: 0.3,
  sameName: 0.4,
  sameTaxCode: 0.5,
  alikeCode: 0.1,
  similarSize: 0.1,
  otherMunicipality: -0.3,
  otherSize: -0.15,
}

/**
 * Likely pairs «appeared without a past» – «vanished at the same time», with what speaks for and against each. Offers
 * only: a link is made by a person.
 * @param years all school years with results, so that the first year of the data is not taken for a birth
 * @param isDecided pairs already linked or found to be different
 */
export function findPredecessorCandidates(
  schools: SchoolLife[],
  years: number[],
  isDecided: (schoolId: number, predecessorId: number) => boolean,
): PredecessorCandidate[] {
  const held = [...new Set(years)].sort((left, right) => left - right)
  const firstOfAll = held[0]!
  const lastOfAll = held.at(-1)!
  const newcomers = schools.filter((school) => school.firstYear !== null && school.firstYear > firstOfAll)
  const vanished = schools.flatMap((school) => {
    const lastYear = school.lastYear ?? lastYearBefore(school.closedOn)
    return lastYear !== null && (lastYear < lastOfAll || school.status !== 'open')
      ? [{ school, lastYear }]
      : []
  })
  const pairs = newcomers.flatMap((school) =>
    vanished.flatMap(({ school: predecessor, lastYear }) => {
      const gap = held.filter((year) => year > lastYear && year <= school.firstYear!).length
      if (
        predecessor.id === school.id ||
        gap < 1 ||
        gap > LONGEST_GAP_YEARS ||
        isDecided(school.id, predecessor.id)
      )
        return []
      const weighed = weighPair(school, predecessor, lastYear, gap)
      const ids = {
        schoolId: school.id,
        predecessorId: predecessor.id,
        firstYear: school.firstYear,
        lastYear,
      }
      return weighed.score < LEAST_SCORE ? [] : [{ ...ids, ...weighed }]
    }),
  )
  return pairs.sort(
    (a, b) => b.score - a.score || a.schoolId - b.schoolId || a.predecessorId - b.predecessorId,
  )
}

/** The school year that a closing date ends: until August the year itself, from September the next one. */
function lastYearBefore(closedOn: string | null): number | null {
  if (closedOn === null) return null
  const [year, month] = closedOn.split('-').map(Number)
  return month! >= 9 ? year! + 1 : year!
}

function weighPair(
  school: SchoolLife,
  past: SchoolLife,
  lastYear: number,
  gap: number,
): { score: number; reasons: string[]; doubts: string[] } {
  const reasons: string[] = []
  const doubts: string[] = []
  let score = 0
  const forIt = (weight: number, reason: string) => {
    score += weight
    reasons.push(reason)
  }
  const isNext = gap === 1
  reasons.push(`результаты одной закончились в ${lastYear} году, другой начались в ${school.firstYear} году`)
  if (school.municipalityId === past.municipalityId) forIt(WEIGHTS.sameMunicipality, 'тот же муниципалитет')
  else {
    score += WEIGHTS.otherMunicipality
    doubts.push('разные муниципалитеты')
  }
  weighPlace(school, past, forIt)
  weighName(school, past, forIt)
  weighCodes(school, past, forIt)
  if (school.enrolment !== null && past.enrolment !== null && school.enrolment > 0 && past.enrolment > 0) {
    const ratio = Math.min(school.enrolment, past.enrolment) / Math.max(school.enrolment, past.enrolment)
    if (ratio >= 0.8)
      forIt(WEIGHTS.similarSize, `близкая численность: ${past.enrolment} и ${school.enrolment} обучающихся`)
    else if (ratio < 0.5) {
      score += WEIGHTS.otherSize
      doubts.push(`численность сильно различается: ${past.enrolment} и ${school.enrolment} обучающихся`)
    }
  }
  if (past.status === 'open') doubts.push('в реестре исчезнувшая школа числится действующей')
  if (school.schoolType !== null && past.schoolType !== null && school.schoolType !== past.schoolType)
    doubts.push('разный тип школы')
  if (!isNext) doubts.push('между ними год без результатов')
  return { score: Math.round(Math.max(0, Math.min(1, score)) * 1000) / 1000, reasons, doubts }
}

type Add = (weight: number, reason: string) => void

function weighPlace(school: SchoolLife, past: SchoolLife, add: Add): void {
  const km = distanceKm(school, past)
  if (
    school.address !== null &&
    past.address !== null &&
    plainAddress(school.address) === plainAddress(past.address)
  )
    add(WEIGHTS.sameAddress, `тот же адрес: ${school.address}`)
  else if (km !== null && km <= NEAR_KM)
    add(WEIGHTS.nearby, km < 0.05 ? 'то же место на карте' : `рядом на карте: ${formatNumber(km, 1)} км`)
  if (
    school.settlement !== null &&
    past.settlement !== null &&
    foldText(school.settlement) === foldText(past.settlement)
  )
    add(WEIGHTS.sameSettlement, `тот же населённый пункт: ${school.settlement}`)
}

const plainAddress = (text: string): string =>
  foldText(text)
    .replace(
      /(?<![а-я])(?:ул|улица|д|дом|г|город|с|село|п|пос|поселок|пр|проспект|пер|переулок|корп|корпус|стр)(?![а-я])\.?/g,
      ' ',
    )
    .replace(/^\d{6}/, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

function weighName(school: SchoolLife, past: SchoolLife, add: Add): void {
  const number = parseSchoolName(school.name).number
  if (number !== null && number === parseSchoolName(past.name).number)
    add(WEIGHTS.sameNumber, `тот же номер: № ${number}`)
  const alike = nameSimilarity(normaliseSchoolName(school.name), normaliseSchoolName(past.name))
  if (alike === 1) add(WEIGHTS.sameName, 'названия совпадают')
  else if (alike >= 0.6) add(WEIGHTS.similarName * alike, 'названия похожи')
}

function weighCodes(school: SchoolLife, past: SchoolLife, add: Add): void {
  const pairs = school.identifiers.flatMap((mine) =>
    past.identifiers
      .filter((theirs) => theirs.kind === mine.kind)
      .map((theirs) => ({ kind: mine.kind, mine: mine.value, theirs: theirs.value })),
  )
  const same = pairs.find(({ mine, theirs }) => mine === theirs)
  // Logins of ФИС ОКО are given out in a row: neighbours differ by one digit and mean nothing.
  const alike = pairs.find(({ kind, mine, theirs }) => kind !== 'edu' && isOneSlipAway(mine, theirs))
  if (same !== undefined) add(WEIGHTS.sameTaxCode, `тот же ${identifierLabel(same.kind)}: ${same.mine}`)
  else if (alike !== undefined)
    add(
      WEIGHTS.alikeCode,
      `${identifierLabel(alike.kind)} отличается одним знаком: ${alike.theirs} и ${alike.mine}`,
    )
}

/** Great-circle distance, km (haversine, mean radius 6371 km). */
function distanceKm(a: SchoolLife, b: SchoolLife): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null
  const rad = Math.PI / 180
  const h =
    Math.sin(((b.latitude - a.latitude) * rad) / 2) ** 2 +
    Math.cos(a.latitude * rad) *
      Math.cos(b.latitude * rad) *
      Math.sin(((b.longitude - a.longitude) * rad) / 2) ** 2
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h)))
}
