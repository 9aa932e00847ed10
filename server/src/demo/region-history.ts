import type { Random } from '../statistics/random.ts'
import type { DemoMunicipality, DemoSchool, DemoTruth } from './demo-region.ts'

/** Renames that the registry remembers, renames that only old files know, and schools under a strange code in the last ОГЭ. */
const KNOWN_RENAMES = 6
const FORGOTTEN_RENAMES = 5
const STRANGE_IN_OGE = 3

/** An older way to call the same school, far enough from the present name that no rule should join them. */
const olderName = (school: DemoSchool, random: Random): string => {
  const place = school.settlement.replace(/^(г\.|пгт|с\.|д\.) /, '')
  const word = school.type === 'basic' ? 'Основная' : school.type === 'primary' ? 'Начальная' : 'Средняя'
  return random.chance(0.5)
    ? `МОУ «${word} школа совхоза ${place}»`
    : `Муниципальная ${word.toLowerCase()} школа колхоза «${place}»`
}

export interface History {
  schools: DemoSchool[]
  waiting: DemoTruth['waiting']
  successors: DemoTruth['successors']
}

/**
 * Adds renames, one merge (the smaller of two neighbours joins the other from the last year) and one closed school
 * with a successor (which starts with the second year). The successor is not named by the registry: a person decides.
 */
export const addHistory = (
  made: DemoSchool[],
  municipalities: DemoMunicipality[],
  random: Random,
): History => {
  const schools = made.map((school) => ({ ...school }))
  const rural = random.shuffle(
    schools.filter(
      (school) => school.settlementType === 'village' && school.type !== 'primary' && school.distanceKm > 3,
    ),
  )
  for (const school of rural.splice(0, KNOWN_RENAMES))
    school.formerName = { name: olderName(school, random), until: '2023-09-01', known: true }
  const forgotten = rural.splice(0, FORGOTTEN_RENAMES)
  for (const school of forgotten)
    school.formerName = { name: olderName(school, random), until: '2023-09-01', known: false }
  const strange = rural.splice(0, STRANGE_IN_OGE)

  const joined = rural.shift()!
  const host = rural.find(
    (school) => school.municipality === joined.municipality && school.type === 'secondary',
  )!
  rural.splice(rural.indexOf(host), 1)
  Object.assign(joined, {
    status: 'merged',
    closedOn: '2024-08-31',
    mergedInto: host.code,
    openYears: [2023, 2024],
  })

  const closed = rural.shift()!
  Object.assign(closed, { status: 'closed', closedOn: '2023-08-31', openYears: [2023, 2023] })
  const number = String(schools.length + 1).padStart(4, '0')
  const lastRcoi = Math.max(
    ...schools.filter((s) => s.municipality === closed.municipality).map((s) => Number(s.rcoiCode)),
  )
  const successor: DemoSchool = {
    ...closed,
    code: `99${number}`,
    login: `edu99${number}`,
    rcoiCode: String(lastRcoi + 1),
    name: `МБОУ «Образовательный комплекс ${closed.settlement}»`,
    status: 'open',
    closedOn: null,
    openYears: [2024, 2025],
    formerName: null,
  }
  schools.push(successor)

  const municipalityName = (school: DemoSchool) => municipalities[school.municipality]!.name
  return {
    schools,
    waiting: [
      ...forgotten.map((school) => ({
        schoolYear: 2023,
        file: 'long-table' as const,
        key: null,
        name: school.formerName!.name,
        municipality: municipalityName(school),
        code: school.code,
      })),
      ...strange.map((school) => ({
        schoolYear: 2025,
        file: 'oge' as const,
        // A code of another numbering.
        key: `${school.rcoiCode.slice(0, 2)}9${school.rcoiCode.slice(3)}`,
        name: olderName(school, random),
        municipality: municipalityName(school),
        code: school.code,
      })),
    ],
    successors: [{ code: successor.code, predecessorCode: closed.code }],
  }
}
