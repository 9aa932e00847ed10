import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { rollback, testDatabase } from '../../test/database.ts'
import type { Db } from '../platform/db.ts'
import { applyRegistry } from './import-registry.ts'
import type { RegistryMunicipality, RegistrySchool } from './registry.ts'

const { db } = await testDatabase()

const school = (code: string, name: string, more: Partial<RegistrySchool> = {}): RegistrySchool => ({
  ...{
    sheet: 'Реестр',
    rowNumber: Number(code.replace(/\D/g, '')) + 1,
    code,
    name,
    identifiers: [],
    schoolType: 'secondary',
  },
  ...{
    municipality: 'Озёрный район',
    municipalityCode: 'reg99_m001',
    oktmo: null,
    settlement: null,
    address: null,
  },
  ...{
    settlementType: null,
    enrolment: 100,
    staffCount: null,
    distanceKm: null,
    hardToReach: null,
    latitude: null,
  },
  ...{
    longitude: null,
    status: 'open',
    closedOn: null,
    successorCode: null,
    earlierName: null,
    earlierUntil: null,
  },
  ...more,
})

const OZERNY: RegistryMunicipality = {
  ...{
    code: 'reg99_m001',
    name: 'Озёрный район',
    nameGenitive: 'Озёрного района',
    namePrepositional: 'Озёрном районе',
  },
  ...{
    oktmo: '99601000',
    border: {
      type: 'Polygon',
      coordinates: [
        [
          [30, 50],
          [31, 50],
          [31, 51],
          [30, 50],
        ],
      ],
    },
  },
}
const FIRST = [
  school('1001', 'МБОУ СОШ № 1', {
    identifiers: [
      { kind: 'edu', value: 'edu990001' },
      { kind: 'rcoi', value: '99101' },
    ],
  }),
  school('1002', 'МБОУ СОШ № 2', { identifiers: [{ kind: 'edu', value: 'edu990002' }] }),
  school('1003', 'МКОУ Берёзовская ООШ', { schoolType: 'basic' }),
]
const DATA = { municipalities: [OZERNY], schools: FIRST }

let regionId = 0
beforeEach(async () => {
  await sql`delete from regions where code = '99'`.execute(db).catch(() => {})
  const { rows } = await sql<{
    id: number
  }>`insert into regions (code, name) values ('99', 'Демонстрационная область')
    on conflict (code) do update set name = excluded.name returning id`.execute(db)
  regionId = rows[0]!.id
})

const apply = (tx: Db, schools: RegistrySchool[], today = '2025-09-01') =>
  applyRegistry(tx, 'rita', regionId, { municipalities: [OZERNY], schools }, today)

describe('a registry of schools', () => {
  test('fills an empty region, and a second reading of the same file changes nothing', () =>
    rollback(db, async (tx) => {
      const first = await applyRegistry(tx, 'rita', regionId, DATA, '2025-09-01')
      expect(first.schools).toEqual({ created: 3, changed: 0, unchanged: 0, missing: 0 })
      expect(first.municipalities).toEqual({ created: 1, changed: 0, unchanged: 0 })
      const second = await applyRegistry(tx, 'rita', regionId, DATA, '2025-09-02')
      expect(second.schools).toEqual({ created: 0, changed: 0, unchanged: 3, missing: 0 })
      expect(second.municipalities).toEqual({ created: 0, changed: 0, unchanged: 1 })
    }))

  test('a new name keeps the old one with its date, and the change is recorded with who made it', () =>
    rollback(db, async (tx) => {
      await apply(tx, FIRST)
      const renamed = [school('1001', 'МБОУ Лицей № 1', { schoolType: 'lyceum' }), ...FIRST.slice(1)]
      const summary = await apply(tx, renamed, '2026-01-15')
      expect(summary.schools.changed).toBe(1)
      expect(summary.renamed).toMatchObject([{ from: 'МБОУ СОШ № 1', to: 'МБОУ Лицей № 1' }])
      const names = await sql`select name, used_until::text from school_names`.execute(tx)
      expect(names.rows).toEqual([{ name: 'МБОУ СОШ № 1', used_until: '2026-01-15' }])
      const changes =
        await sql`select actor, before, after from changes where action = 'school.update'`.execute(tx)
      expect(changes.rows).toMatchObject([
        {
          actor: 'rita',
          before: { schoolType: 'secondary', name: 'МБОУ СОШ № 1' },
          after: { schoolType: 'lyceum', name: 'МБОУ Лицей № 1' },
        },
      ])
    }))

  test('another way to write the same name is a changed spelling, not a rename', () =>
    rollback(db, async (tx) => {
      await apply(tx, FIRST)
      const summary = await apply(tx, [school('1001', 'МБОУ «СОШ №1»'), ...FIRST.slice(1)])
      expect(summary.renamed).toEqual([])
      expect((await sql`select from school_names`.execute(tx)).rows).toHaveLength(0)
    }))

  test('a school is recognised by any of its codes, and codes of two schools in one row are a conflict', () =>
    rollback(db, async (tx) => {
      await apply(tx, FIRST)
      const byLogin = {
        ...school('1001', 'МБОУ СОШ № 1', { enrolment: 120 }),
        code: null,
        identifiers: [{ kind: 'edu', value: 'EDU990001' }],
      }
      expect((await apply(tx, [byLogin])).schools).toEqual({
        created: 0,
        changed: 1,
        unchanged: 0,
        missing: 2,
      })
      const mixed = school('1001', 'МБОУ СОШ № 1', { identifiers: [{ kind: 'edu', value: 'edu990002' }] })
      const summary = await apply(tx, [mixed])
      expect(summary.conflicts).toEqual([
        {
          sheet: 'Реестр',
          rowNumber: 1002,
          sentence: 'коды этой строки принадлежат разным школам реестра: «МБОУ СОШ № 1» и «МБОУ СОШ № 2»',
        },
      ])
    }))

  test('a merged school is closed and linked to the one that took it in', () =>
    rollback(db, async (tx) => {
      await apply(tx, FIRST)
      const merged = school('1003', 'МКОУ Берёзовская ООШ', {
        schoolType: 'basic',
        status: 'merged',
        closedOn: '2025-08-31',
        successorCode: '1001',
      })
      const summary = await apply(tx, [FIRST[0]!, FIRST[1]!, merged])
      expect(summary.closed).toMatchObject([{ name: 'МКОУ Берёзовская ООШ' }])
      const links =
        await sql`select p.kind, p.happened_on::text, heir.code as heir, past.code as past from school_predecessors p
        join schools heir on heir.id = p.school_id join schools past on past.id = p.predecessor_id`.execute(
          tx,
        )
      expect(links.rows).toEqual([{ kind: 'merge', happened_on: '2025-08-31', heir: '1001', past: '1003' }])
    }))

  test('schools missing from the file are reported and stay as they are', () =>
    rollback(db, async (tx) => {
      await apply(tx, FIRST)
      const summary = await apply(tx, FIRST.slice(0, 2))
      expect(summary.missing).toMatchObject([{ code: '1003' }])
      const open = await sql`select from schools where region_id = ${regionId} and status = 'open'`.execute(
        tx,
      )
      expect(open.rows).toHaveLength(3)
    }))

  test('an empty cell erases nothing', () =>
    rollback(db, async (tx) => {
      await apply(tx, FIRST)
      const summary = await apply(
        tx,
        FIRST.map((row) => ({ ...row, enrolment: null, schoolType: null, status: null })),
      )
      expect(summary.schools).toMatchObject({ changed: 0, unchanged: 3 })
    }))

  test('two rows of one new school make one school and one conflict', () =>
    rollback(db, async (tx) => {
      const summary = await apply(tx, [FIRST[0]!, { ...FIRST[0]!, rowNumber: 7 }])
      expect(summary.schools.created).toBe(1)
      expect(summary.conflicts).toMatchObject([{ rowNumber: 7 }])
    }))

  test('a spelling of a map does not rename a municipality, but brings its border', () =>
    rollback(db, async (tx) => {
      await applyRegistry(
        tx,
        'rita',
        regionId,
        { municipalities: [{ ...OZERNY, border: null }], schools: FIRST },
        '2025-09-01',
      )
      const map = {
        ...OZERNY,
        code: null,
        oktmo: null,
        name: 'Озерный р-н',
        nameGenitive: null,
        namePrepositional: null,
      }
      const summary = await applyRegistry(
        tx,
        'rita',
        regionId,
        { municipalities: [map], schools: [] },
        '2025-09-01',
      )
      expect(summary.municipalities).toEqual({ created: 0, changed: 1, unchanged: 0 })
      const rows =
        await sql`select name, name_genitive, border->>'type' as type from municipalities where region_id = ${regionId}`.execute(
          tx,
        )
      expect(rows.rows).toEqual([
        { name: 'Озёрный район', name_genitive: 'Озёрного района', type: 'Polygon' },
      ])
    }))
})
