import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rankCandidates } from '../../places/match-candidates.ts'
import {
  buildSchoolIndex,
  matchSchool,
  type SchoolIndex,
  type SourceSchoolKey,
} from '../../places/match-school.ts'
import { normaliseMunicipality } from '../../places/normalise-municipality.ts'
import { normaliseSchoolName } from '../../places/normalise-name.ts'
import type { RegistrySchool } from '../../places/registry.ts'
import { repositoryRoot } from '../../platform/root.ts'
import { openTable } from '../read-table/open-table.ts'
import { readBorders, readRegistry } from './read-registry.ts'

const data = join(repositoryRoot(), '..', 'shared', 'data')
const moscow = join(data, 'ru-ege-moscow-2016')
const REGISTRIES = [
  'data-20130909T0800.csv',
  'data-20131031T1206-structure-20131031T1206.csv',
  'data-20131031T1325-structure-20131031T1325.csv',
]
const isThere = existsSync(moscow)
if (!isThere) console.warn('Real registries were not read: the folder ../shared/data is absent')

async function readRegistries(): Promise<RegistrySchool[]> {
  const schools: RegistrySchool[] = []
  for (const fileName of REGISTRIES)
    schools.push(
      ...(await readRegistry(await openTable({ path: join(moscow, fileName), fileName }), fileName)).schools,
    )
  // The three files overlap: a gymnasium stands in the general one too.
  const keyOf = (school: RegistrySchool) =>
    `${normaliseMunicipality(school.municipality ?? '')}|${normaliseSchoolName(school.name)}`
  return [
    ...new Map(
      schools.filter((school) => school.municipality !== null).map((school) => [keyOf(school), school]),
    ).values(),
  ]
}

async function readExamSchools(): Promise<SourceSchoolKey[]> {
  const fileName = 'data-9722-2016-10-31.csv'
  const table = await openTable({ path: join(moscow, fileName), fileName })
  const refs: SourceSchoolKey[] = []
  for await (const { rowNumber, cells } of table.rows()) {
    const name = cells[6]?.text
    if (rowNumber === 1 || name === undefined) continue
    refs.push({
      keyKind: 'name',
      key: name,
      name,
      municipality: cells[5]?.text ?? null,
      municipalityCode: null,
    })
  }
  return refs
}

function indexOf(schools: RegistrySchool[]): SchoolIndex {
  const places = [
    ...new Map(
      schools.map(({ municipality }) => [normaliseMunicipality(municipality!), municipality!]),
    ).entries(),
  ]
  const ids = new Map(places.map(([normalised], id) => [normalised, id]))
  return buildSchoolIndex(
    schools.map(({ name, municipality }, id) => ({
      ...{ id, code: `c${id}`, name, municipalityId: ids.get(normaliseMunicipality(municipality!))! },
      ...{ identifiers: [], earlierNames: [] },
    })),
    places.map(([, name], id) => ({ id, code: `m${id}`, name, nameGenitive: null, oktmo: null })),
  )
}

const numberOf = (name: string) => /№ ?(\d+)/.exec(name)?.[1]

describe.skipIf(!isThere)('Moscow, registries of 2013 against the exam file of 2016', async () => {
  const schools = isThere ? await readRegistries() : []
  const refs = isThere ? await readExamSchools() : []
  const index = indexOf(schools)

  test('the registries are read as they are', () => {
    expect(schools.length).toBeGreaterThan(890)
    const first = schools.find(({ name }) => name.includes('№ 1505'))!
    expect(first).toMatchObject({
      municipality: 'район Преображенское',
      schoolType: 'gymnasium',
      longitude: 37.728587,
      latitude: 55.795602,
    })
  })

  test('every district of the exam file is found on the map, whatever the order of its words', () => {
    const borders = readBorders(
      readFileSync(join(data, 'ru-geo', 'moscow_districts.geojson'), 'utf8'),
      'moscow_districts.geojson',
    )
    const onMap = new Set(borders.map(({ name }) => normaliseMunicipality(name)))
    expect(onMap.size).toBe(borders.length)
    const districts = [...new Set(refs.map(({ municipality }) => municipality!))]
    expect(districts).toHaveLength(125)
    expect(districts.filter((name) => !onMap.has(normaliseMunicipality(name)))).toEqual([])
    // As they are written, a third of them differ.
    expect(districts.filter((name) => borders.some((border) => border.name === name)).length).toBeLessThan(90)
  })

  test('at least 98 % of the schools that kept their number and district are matched, and no number is mistaken', () => {
    const matches = refs.map((ref) => ({ ref, match: matchSchool(index, ref) }))
    const kept = matches.filter(({ ref }) => {
      const number = numberOf(ref.name!)
      const place = normaliseMunicipality(ref.municipality!)
      return (
        number !== undefined &&
        schools.some(
          ({ name, municipality }) =>
            numberOf(name) === number && normaliseMunicipality(municipality!) === place,
        )
      )
    })
    expect(kept.length).toBeGreaterThan(300)
    const found = kept.filter(({ match }) => match.schoolId !== null)
    expect(found.length / kept.length).toBeGreaterThanOrEqual(0.98)
    for (const { ref, match } of matches)
      if (match.schoolId !== null)
        expect(numberOf(index.schools.get(match.schoolId)!.name)).toBe(numberOf(ref.name!))
    // Word for word almost none would be.
    const names = new Set(schools.map(({ name }) => name))
    expect(refs.filter(({ name }) => names.has(name!)).length).toBeLessThan(found.length / 10)
  })

  test('the schools that changed their kind are left to a person, who is offered the right one first', () => {
    const changed = refs.filter(({ name }) => /Лицей № (?:86|138|504)|Гимназия № (?:2072|402)/i.test(name!))
    expect(changed).toHaveLength(5)
    for (const ref of changed) {
      expect(matchSchool(index, ref).schoolId).toBeNull()
      const [best] = rankCandidates(index, ref)
      expect(numberOf(index.schools.get(best!.schoolId)!.name)).toBe(numberOf(ref.name!))
    }
  })
})

describe.skipIf(!isThere)('maps of real regions', () => {
  test('borders of Smolensk oblast join the spellings of the press', () => {
    const borders = readBorders(
      readFileSync(join(data, 'ru-geo', 'smolensk_oblast_districts.geojson'), 'utf8'),
      'smolensk.geojson',
    )
    expect(borders).toHaveLength(27)
    const onMap = new Set(borders.map(({ name }) => normaliseMunicipality(name)))
    for (const name of [
      'Тёмкинский р-н',
      'Сычёвский муниципальный округ',
      'г. Смоленск',
      'Смоленский муниципальный район',
      'город Десногорск',
    ])
      expect(onMap.has(normaliseMunicipality(name)), name).toBe(true)
  })

  test('names of 2,244 municipal units stay apart inside their regions, save a town and its district', () => {
    const rows = readFileSync(join(data, 'ru-geo', 'municipal_units_ru.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    const keys = rows.map(([, region, name]) => `${region}|${normaliseMunicipality(name!)}`)
    const names = rows.map(([, region, name]) => `${region}|${name}`)
    const lost = new Set(names).size - new Set(keys).size
    expect(lost).toBeLessThan(new Set(names).size * 0.01)
  })
})
