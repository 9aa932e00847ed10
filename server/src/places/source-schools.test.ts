import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { rollback, testDatabase } from '../../test/database.ts'
import type { Db } from '../platform/db.ts'
import { matchSourceSchool, unmatchSourceSchool } from './match-decisions.ts'
import type { SourceSchoolKey } from './match-school.ts'
import {
  createSchoolsFromSources,
  matchWaiting,
  resolveSourceSchools,
  sourceRefId,
} from './source-schools.ts'

const { db } = await testDatabase()

const ref = (
  keyKind: string,
  key: string,
  name: string | null = null,
  municipality: string | null = null,
): SourceSchoolKey => ({
  keyKind,
  key,
  name,
  municipality,
  municipalityCode: null,
})

async function insertId(tx: Db, query: ReturnType<typeof sql>): Promise<number> {
  return ((await query.execute(tx)).rows[0] as { id: number }).id
}

/** A region with Вяземский район (СОШ № 1, СОШ № 2) and Десногорск (СОШ № 1). */
const withRegistry = (fn: (tx: Db, region: number, schools: [number, number, number]) => Promise<void>) =>
  rollback(db, async (tx) => {
    const region = await insertId(
      tx,
      sql`insert into regions (code, name) values ('67', 'Область') returning id`,
    )
    const municipality = (code: string, name: string) =>
      insertId(
        tx,
        sql`insert into municipalities (region_id, code, name) values (${region}, ${code}, ${name}) returning id`,
      )
    const vyazma = await municipality('reg67_m003', 'Вяземский муниципальный округ')
    const desnogorsk = await municipality('reg67_m027', 'город Десногорск')
    const school = async (place: number, code: string, name: string, login: string) => {
      const id = await insertId(
        tx,
        sql`insert into schools (region_id, municipality_id, code, name) values (${region}, ${place}, ${code}, ${name}) returning id`,
      )
      await sql`insert into school_identifiers (region_id, school_id, kind, value) values (${region}, ${id}, 'edu', ${login})`.execute(
        tx,
      )
      return id
    }
    await fn(tx, region, [
      await school(vyazma, '101', 'МБОУ СОШ № 1 г. Вязьмы', 'edu670001'),
      await school(vyazma, '102', 'МБОУ СОШ № 2 г. Вязьмы', 'edu670002'),
      await school(desnogorsk, '201', 'МБОУ «СШ № 1»', 'edu670003'),
    ])
  })

describe('schools of a source', () => {
  test('are found by login, by name inside their municipality, or wait', () =>
    withRegistry(async (tx, region, [first, second, third]) => {
      const refs = [
        ref('edu', 'EDU670001', 'совсем другое название'),
        ref('name', 'СОШ №2', 'Средняя школа № 2', 'Вяземский р-н'),
        ref('name', 'СШ №1', 'СШ № 1', 'г. Десногорск'),
        ref('rcoi', '99999.0', 'СОШ № 9', 'Вяземский район'),
      ]
      const resolved = await resolveSourceSchools(tx, region, refs)
      expect(
        refs.map((item) => resolved.get(sourceRefId(item))).map((item) => [item?.schoolId, item?.method]),
      ).toEqual([
        [first, 'identifier'],
        [second, 'name'],
        [third, 'name'],
        [null, null],
      ])
    }))

  test('one code written in two ways is one source school', () =>
    withRegistry(async (tx, region) => {
      const refs = [ref('rcoi', '13450.0', 'СОШ № 9'), ref('rcoi', '13 450')]
      const resolved = await resolveSourceSchools(tx, region, refs)
      expect(new Set([...resolved.values()].map(({ sourceSchoolId }) => sourceSchoolId)).size).toBe(1)
      expect(resolved.size).toBe(2)
    }))

  test('a decision made by hand wins over every later file, and is written down', () =>
    withRegistry(async (tx, region, [, second]) => {
      const item = ref('rcoi', '777', 'Неизвестная школа', 'Вяземский район')
      const waiting = (await resolveSourceSchools(tx, region, [item])).get(sourceRefId(item))!
      expect(waiting.schoolId).toBeNull()
      expect(await matchSourceSchool(tx, 'rita', waiting.sourceSchoolId, second)).toEqual([
        waiting.sourceSchoolId,
      ])
      const again = (
        await resolveSourceSchools(tx, region, [{ ...item, name: 'МБОУ СОШ № 1 г. Вязьмы' }])
      ).get(sourceRefId(item))
      expect(again).toEqual({ sourceSchoolId: waiting.sourceSchoolId, schoolId: second, method: 'manual' })
      const changes =
        await sql`select actor, action from changes where subject_kind = 'source-school'`.execute(tx)
      expect(changes.rows).toEqual([{ actor: 'rita', action: 'match.set' }])
    }))

  test('a match taken back by a person is not made again by itself', () =>
    withRegistry(async (tx, region, [first]) => {
      const item = ref('edu', 'edu670001')
      const { sourceSchoolId, schoolId } = (await resolveSourceSchools(tx, region, [item])).get(
        sourceRefId(item),
      )!
      expect(schoolId).toBe(first)
      await unmatchSourceSchool(tx, 'rita', sourceSchoolId)
      expect((await resolveSourceSchools(tx, region, [item])).get(sourceRefId(item))?.schoolId).toBeNull()
    }))

  test('a waiting name finds its school when the registry grows', () =>
    withRegistry(async (tx, region) => {
      const item = ref('edu', 'edu670009')
      const { sourceSchoolId } = (await resolveSourceSchools(tx, region, [item])).get(sourceRefId(item))!
      await sql`insert into school_identifiers (region_id, school_id, kind, value)
        select region_id, id, 'edu', 'edu670009' from schools where code = '201'`.execute(tx)
      expect(await matchWaiting(tx, region)).toEqual([sourceSchoolId])
    }))

  test('two schools that both fit are never chosen between', () =>
    withRegistry(async (tx, region) => {
      await sql`insert into schools (region_id, municipality_id, code, name)
        select region_id, municipality_id, '103', 'МБОУ СОШ № 1 г. Вязьмы' from schools where code = '101'`.execute(
        tx,
      )
      const item = ref('name', 'СОШ № 1', 'СОШ № 1 города Вязьмы', 'Вяземский район')
      expect((await resolveSourceSchools(tx, region, [item])).get(sourceRefId(item))?.schoolId).toBeNull()
    }))

  test('two codes of one file are never one school, however alike their names', () =>
    withRegistry(async (tx, region, [, second]) => {
      const refs = [
        ref('edu', 'edu670002', 'СОШ № 2', 'Вяземский район'),
        ref('edu', 'edu670077', 'СОШ № 2', 'Вяземский район'),
        ref('rcoi', '555', 'СОШ № 1', 'г. Десногорск'),
        ref('rcoi', '556', 'СШ № 1', 'г. Десногорск'),
      ]
      const resolved = await resolveSourceSchools(tx, region, refs)
      expect(refs.map((item) => resolved.get(sourceRefId(item))?.schoolId)).toEqual([
        second,
        null,
        null,
        null,
      ])
    }))

  test('fill an empty registry when asked to, and the second file finds them there', () =>
    rollback(db, async (tx) => {
      const region = await insertId(
        tx,
        sql`insert into regions (code, name) values ('77', 'Город') returning id`,
      )
      const refs = [
        ref('ogrn', '1027700566761', 'ГБОУ «Школа № 179»', 'район Аэропорт'),
        ref('name', 'Гимназия № 4', 'Гимназия № 4', 'Таганский район'),
        ref('name', 'Школа № 179', 'Школа № 179', 'Аэропорт'),
      ]
      const made = await createSchoolsFromSources(tx, region, refs, 'rita')
      expect(made).toHaveLength(3)
      const schools = await sql`select s.code, s.name, m.name as place, s.school_type from schools s
        join municipalities m on m.id = s.municipality_id where s.region_id = ${region} order by s.id`.execute(
        tx,
      )
      expect(schools.rows).toEqual([
        { code: '1027700566761', name: 'ГБОУ «Школа № 179»', place: 'район Аэропорт', school_type: null },
        { code: 'm002-001', name: 'Гимназия № 4', place: 'Таганский район', school_type: 'gymnasium' },
      ])
      const again = await resolveSourceSchools(tx, region, [ref('name', 'x', 'Школа № 179', 'р-н Аэропорт')])
      expect(again.get('name\nx')?.schoolId).not.toBeNull()
    }))

  test('thousands of names take a handful of queries', () =>
    rollback(db, async (tx) => {
      const region = await insertId(
        tx,
        sql`insert into regions (code, name) values ('50', 'Большая') returning id`,
      )
      const refs = Array.from({ length: 3000 }, (_, i) =>
        ref('rcoi', String(10000 + i), `СОШ № ${i}`, `Район ${i % 40}`),
      )
      await createSchoolsFromSources(tx, region, refs, 'rita')
      let queries = 0
      const counting = tx.withPlugin({
        transformQuery: ({ node }) => {
          queries++
          return node
        },
        transformResult: async ({ result }) => result,
      })
      const resolved = await resolveSourceSchools(counting, region, refs)
      expect([...resolved.values()].every((item) => item.schoolId !== null)).toBe(true)
      const more = await resolveSourceSchools(counting, region, [
        ...refs,
        ref('rcoi', '99999', 'СОШ № 99999', 'Район 1'),
      ])
      expect(more.size).toBe(3001)
      expect(queries).toBeGreaterThan(0)
      expect(queries).toBeLessThan(15)
    }))
})
