import type { Random } from '../statistics/random.ts'
import type { DemoMunicipality, DemoSchool, DemoSchoolType, Point } from './demo-region.ts'
import { isInside } from './region-borders.ts'
import { DISTRICTS, type VillageName, villageNames } from './region-names.ts'
import { type SchoolPlace, schoolName } from './school-names.ts'

/** School years of the demonstration data. */
export const FIRST_YEAR = 2023
export const LAST_YEAR = 2025

/** Grades taught, by type. */
export const lastGrade = (type: DemoSchoolType): number =>
  type === 'primary' ? 4 : type === 'basic' ? 9 : 11

interface Draft {
  type: DemoSchoolType
  place: SchoolPlace
  settlementType: DemoSchool['settlementType']
  gradeSize: number
  at: Point
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Pupils of a grade: median and spread (of the logarithm) by type and settlement; villages as small as they are. */
const gradeSize = (
  type: DemoSchoolType,
  settlement: DemoSchool['settlementType'],
  random: Random,
): number => {
  const [median, spread, low, high] =
    settlement === 'city'
      ? type === 'secondary'
        ? [64, 0.35, 25, 120]
        : [78, 0.25, 45, 130]
      : settlement === 'town'
        ? [34, 0.4, 14, 75]
        : type === 'primary'
          ? [5, 0.45, 3, 12]
          : type === 'basic'
            ? [7, 0.4, 3, 15]
            : [13, 0.45, 5, 36]
  return Math.round(clamp(median * Math.exp(random.normal(spread)), low, high))
}

const randomInside = (ring: Point[], centre: Point, nearness: number, random: Random): Point => {
  const xs = ring.map((point) => point[0])
  const ys = ring.map((point) => point[1])
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  for (;;) {
    const x = west + random.next() * (east - west)
    const y = south + random.next() * (north - south)
    const at: Point = [
      Number((centre[0] + (x - centre[0]) * nearness).toFixed(4)),
      Number((centre[1] + (y - centre[1]) * nearness).toFixed(4)),
    ]
    if (isInside(at, ring)) return at
  }
}

/** Kilometres by road: the straight line on the sphere and a quarter more. */
const roadKm = (from: Point, to: Point): number => {
  const rad = Math.PI / 180
  const h =
    Math.sin(((to[1] - from[1]) * rad) / 2) ** 2 +
    Math.cos(from[1] * rad) * Math.cos(to[1] * rad) * Math.sin(((to[0] - from[0]) * rad) / 2) ** 2
  return 1.25 * 2 * 6371 * Math.asin(Math.sqrt(h))
}

const cityDrafts = (city: DemoMunicipality, count: number, random: Random): Draft[] =>
  Array.from({ length: count }, (_, i) => {
    const turn = random.next()
    const type: DemoSchoolType =
      turn < 0.13 ? 'gymnasium' : turn < 0.25 ? 'lyceum' : turn < 0.32 ? 'advanced' : 'secondary'
    return {
      type,
      place: { kind: 'numbered', number: i + 1, sign: 'г.', settlement: city.centre },
      settlementType: 'city',
      gradeSize: gradeSize(type, 'city', random),
      at: randomInside(city.border, city.centre.at, 0.75, random),
    }
  })

const districtDrafts = (
  district: DemoMunicipality,
  index: number,
  villages: VillageName[],
  random: Random,
): Draft[] => {
  const sign = DISTRICTS[index]!.centreKind
  const settlementType = sign === 'с.' ? 'village' : 'town'
  const inCentre = sign === 'г.' ? random.integer(3, 5) : sign === 'пгт' ? random.integer(2, 3) : 1
  const drafts: Draft[] = Array.from({ length: inCentre }, (_, i) => {
    const type: DemoSchoolType =
      i === inCentre - 1 && inCentre > 2 ? random.pick(['gymnasium', 'lyceum']) : 'secondary'
    return {
      type,
      place: { kind: 'numbered', number: inCentre === 1 ? null : i + 1, sign, settlement: district.centre },
      settlementType,
      gradeSize: settlementType === 'town' ? gradeSize(type, 'town', random) : random.integer(18, 40),
      at: randomInside(district.border, district.centre.at, 0.04, random),
    }
  })
  for (const village of villages) {
    const turn = random.next()
    const type: DemoSchoolType = turn < 0.1 ? 'primary' : turn < 0.5 ? 'basic' : 'secondary'
    drafts.push({
      type,
      place: { kind: 'village', sign: random.chance(0.7) ? 'с.' : 'д.', village },
      settlementType: 'village',
      gradeSize: gradeSize(type, 'village', random),
      at: randomInside(district.border, district.centre.at, 1, random),
    })
  }
  return drafts
}

/** All schools of the region, in the order of municipalities; history is added afterwards. */
export const makeSchools = (municipalities: DemoMunicipality[], random: Random): DemoSchool[] => {
  const names = villageNames()
  const schools: DemoSchool[] = []
  for (const [index, municipality] of municipalities.entries()) {
    const own = random.fork(municipality.code)
    const drafts =
      municipality.kind === 'city'
        ? cityDrafts(municipality, index === DISTRICTS.length ? 46 : 28, own)
        : districtDrafts(municipality, index, own.shuffle(names).slice(0, own.integer(16, 26)), own)
    for (const [ordinal, draft] of drafts.entries()) {
      const number = String(schools.length + 1).padStart(4, '0')
      const enrolment = Math.round(
        draft.gradeSize * (lastGrade(draft.type) > 9 ? 9.9 : lastGrade(draft.type)),
      )
      const distanceKm = Number(roadKm(draft.at, municipality.centre.at).toFixed(1))
      const rural = draft.settlementType === 'village'
      schools.push({
        code: `99${number}`,
        login: `edu99${number}`,
        rcoiCode: String((11 + index) * 1000 + ordinal + 1),
        name: schoolName(draft.type, draft.place, own),
        type: draft.type,
        municipality: index,
        settlement:
          draft.place.kind === 'village'
            ? `${draft.place.sign} ${draft.place.village.name}`
            : `${draft.place.sign} ${draft.place.settlement.name}`,
        settlementType: draft.settlementType,
        enrolment,
        staffCount: Math.max(3, Math.round(4 + enrolment / (rural ? 9 : 15))),
        distanceKm,
        hardToReach: rural && distanceKm > 22 && own.chance(0.35),
        at: draft.at,
        gradeSize: draft.gradeSize,
        openYears: [FIRST_YEAR, LAST_YEAR],
        status: 'open',
        closedOn: null,
        mergedInto: null,
        formerName: null,
      })
    }
  }
  return schools
}
