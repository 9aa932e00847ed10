import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { buildApp } from '../app.ts'
import type { RegistryPreview, SchoolHistory, SchoolItem, SourceSchoolPage } from '../places/schemas.ts'
import { resolveSourceSchools } from '../places/source-schools.ts'
import { inTransaction } from '../platform/db.ts'
import { seedProcedures } from '../results/procedure-queries.ts'
import { openResultStore } from '../results/store.ts'

const { db } = await testDatabase()
const dataDir = await mkdtemp(join(tmpdir(), 'traektoria-places-'))
let app: FastifyInstance
let region: number

beforeAll(async () => {
  await seedProcedures(db)
  const store = await openResultStore({ tempDir: dataDir })
  app = await buildApp({
    db,
    ground: { dataDir, store },
    uploadBytes: 5_000_000,
    secret: 'a secret of tests that is long enough',
    version: '0',
    demo: () => null as never,
  })
  region = (
    await sql<{
      id: number
    }>`insert into regions (code, name) values ('67', 'Смоленская область') returning id`.execute(db)
  ).rows[0]!.id
})
afterAll(async () => {
  await app.close()
  await rm(dataDir, { recursive: true, force: true })
})

const get = async <T>(url: string): Promise<T> => {
  const answer = await app.inject({ method: 'GET', url: `/api${url}` })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const post = (url: string, payload?: object) =>
  app.inject({ method: 'POST', url: `/api${url}`, ...(payload ? { payload } : {}) })

async function upload(fileName: string, text: string) {
  const form = new FormData()
  form.append('file', new Blob([text]), fileName)
  const request = new Request('http://localhost', { method: 'POST', body: form })
  const answer = await app.inject({
    method: 'POST',
    url: `/api/regions/${region}/registry/preview`,
    headers: { 'content-type': request.headers.get('content-type')! },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  return {
    status: answer.statusCode,
    body: answer.json() as RegistryPreview & { code?: string; detail?: string },
  }
}

const REGISTRY = `Реестр школ на 01.09.2025;;;;;;
Код;Логин ФИС ОКО;Наименование;Тип;Муниципалитет;Численность обучающихся;Статус
101;edu670001;МБОУ СОШ № 1 г. Вязьмы;СОШ;Вяземский район;820;действует
102;edu670002;МБОУ СОШ № 2 г. Вязьмы;СОШ;Вяземский район;сто;действует
103;edu670003;МКОУ Андрейковская ООШ;ООШ;Вяземский район;45;действует
101;edu670009;Ещё одна школа;СОШ;Вяземский район;1;действует
;;;;Вяземский район;;
201;;МБОУ «СШ № 1»;СОШ;г. Десногорск;600;действует
Итого;;Итого;;;;
`

describe('the registry by its pages', () => {
  test('a file is previewed without changing anything, and taken when agreed', async () => {
    const { status, body } = await upload('Реестр.csv', REGISTRY)
    expect(status).toBe(200)
    expect(body.schools).toEqual({ created: 4, changed: 0, unchanged: 0, missing: 0 })
    expect(body.sentence).toBe('Добавятся 4\u00a0школы, обновятся 2\u00a0муниципалитета.')
    expect(
      body.problems.map(({ rowNumber, column, given, severity }) => [rowNumber, column, given, severity]),
    ).toEqual([
      [4, 'Численность обучающихся', 'сто', 'warning'],
      [6, 'Код', '101', 'rejected'],
      [7, 'Наименование', null, 'rejected'],
      [9, 'Наименование', 'Итого', 'rejected'],
    ])
    expect((await get<{ total: number }>(`/regions/${region}/schools`)).total).toBe(0)
    const taken = await post(`/regions/${region}/registry/commit`, {
      sha256: body.sha256,
      fileName: body.fileName,
    })
    expect(taken.statusCode, taken.body).toBe(200)
    expect(taken.json().sentence).toBe('Добавлены 4\u00a0школы, обновлены 2\u00a0муниципалитета.')
    const again = await upload('Реестр.csv', REGISTRY)
    expect(again.body.sentence).toBe('Ничего не изменится.')
  })

  test('what is no registry is refused with what to do', async () => {
    const { status, body } = await upload('письмо.csv', 'Уважаемые коллеги;\nнаправляем;\n')
    expect(status).toBe(422)
    expect(body.detail).toBe(
      'В файле «письмо.csv» нет строки заголовков реестра: нужны столбцы «Наименование» и «Муниципалитет», лучше и «Код».',
    )
    const unknown = await post(`/regions/${region}/registry/commit`, {
      sha256: 'a'.repeat(64),
      fileName: 'x.csv',
    })
    expect(unknown.statusCode).toBe(404)
  })

  test('borders come from GeoJSON and find their municipalities by name', async () => {
    const map = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { district: 'Десногорск' },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [33, 54],
                [34, 54],
                [34, 55],
                [33, 54],
              ],
            ],
          },
        },
      ],
    }
    const { body } = await upload('районы.geojson', JSON.stringify(map))
    expect(body.sentence).toBe('Обновится 1\u00a0муниципалитет.')
    await post(`/regions/${region}/registry/commit`, { sha256: body.sha256, fileName: 'районы.geojson' })
    const places = await get<{ name: string; nameIn: string; border: unknown }[]>(
      `/regions/${region}/municipalities?borders=true`,
    )
    expect(places.map(({ name, nameIn, border }) => [name, nameIn, border !== null])).toEqual([
      ['Вяземский район', 'в муниципалитете «Вяземский район»', false],
      ['г. Десногорск', 'в муниципалитете «г. Десногорск»', true],
    ])
  })

  test('a school is found by words of its name in any order, by number and by any code', async () => {
    const find = async (text: string) =>
      (
        await get<{ schools: SchoolItem[] }>(`/regions/${region}/schools?text=${encodeURIComponent(text)}`)
      ).schools.map(({ code }) => code)
    expect(await find('вязьмы сош')).toEqual(['101', '102'])
    expect(await find('EDU670003')).toEqual(['103'])
    expect(await find('№ 2')).toContain('102')
    expect(await find('нет такой')).toEqual([])
    expect(await find('100%')).toEqual([])
  })
})

describe('names that wait', () => {
  test('are offered with reasons, matched, unmatched, and their numbers follow', async () => {
    const waiting = await inTransaction(db, async (tx) => {
      const resolved = await resolveSourceSchools(tx, region, [
        {
          keyKind: 'edu',
          key: 'edu670020',
          name: 'МБОУ Гимназия № 1 г. Вязьмы',
          municipality: 'Вяземский р-н',
          municipalityCode: null,
        },
        {
          keyKind: 'name',
          key: 'x',
          name: 'Совсем новая школа',
          municipality: 'Глинковский район',
          municipalityCode: null,
        },
      ])
      const sourceId = resolved.get('edu\nedu670020')!.sourceSchoolId
      await sql`insert into source_files (sha256, size, stored_by) values (${'b'.repeat(64)}, 1, 'test')`.execute(
        tx,
      )
      await sql`insert into imports (region_id, sha256, file_name, school_year, options, state, parquet_name, created_by)
        values (${region}, ${'b'.repeat(64)}, 'x.csv', 2025, '{}', 'committed', 'x.parquet', 'test')`.execute(
        tx,
      )
      await sql`insert into school_procedure_counts (region_id, import_id, source_school_id, procedure, school_year, level,
          participants, low, count_basis, sheet, row_number)
        select ${region}, id, ${sourceId}, 'oge-ma', 2025, 'aggregate', 20, 7, 'exact', 'Лист1', 2 from imports limit 1`.execute(
        tx,
      )
      return sourceId
    })
    const page = await get<SourceSchoolPage>(`/regions/${region}/source-schools`)
    expect(page.sentence).toMatch(/^2.названия из файлов ждут своей школы/)
    const item = page.items.find(({ id }) => id === waiting)!
    expect(item).toMatchObject({ results: 1, keyLabel: 'логин ФИС ОКО', allowedActions: ['match', 'create'] })
    expect(item.candidates[0]).toMatchObject({ code: '101' })
    expect(item.candidates[0]!.reasons).toEqual(
      expect.arrayContaining(['тот же номер: № 1', 'тот же муниципалитет']),
    )
    expect(item.candidates[0]!.doubts).toContain('вид школы различается: гимназия и СОШ')
    const other = page.items.find(({ id }) => id !== waiting)!
    expect(other.sentence).toBe('Муниципалитета «Глинковский район» нет в реестре.')

    const schoolId = item.candidates[0]!.schoolId
    expect((await post(`/source-schools/${waiting}/match`, { schoolId })).json()).toEqual({
      sourceSchoolIds: [waiting],
    })
    const followed = () =>
      sql<{
        school_id: number | null
        is_active: boolean
      }>`select school_id, is_active from school_procedure_counts`.execute(db)
    expect((await followed()).rows).toEqual([{ school_id: schoolId, is_active: true }])
    const matched = await get<SourceSchoolPage>(`/regions/${region}/source-schools?state=matched`)
    expect(matched.items[0]).toMatchObject({
      id: waiting,
      methodLabel: 'выбрано человеком',
      matchedBy: 'local-operator',
    })

    await app.inject({ method: 'DELETE', url: `/api/source-schools/${waiting}/match` })
    expect((await followed()).rows).toEqual([{ school_id: null, is_active: false }])

    const made = await post(`/source-schools/${other.id}/create`)
    expect(made.json()).toEqual({ sourceSchoolIds: [other.id] })
    expect((await get<SourceSchoolPage>(`/regions/${region}/source-schools`)).waiting).toBe(1)
  })

  test('an unknown name or school is said plainly', async () => {
    expect((await post('/source-schools/999999/match', { schoolId: 1 })).json()).toMatchObject({
      code: 'request/not-found',
    })
    const page = await get<SourceSchoolPage>(`/regions/${region}/source-schools`)
    const answer = await post(`/source-schools/${page.items[0]!.id}/match`, { schoolId: 999999 })
    expect(answer.json()).toMatchObject({ code: 'place/not-found', status: 404 })
  })
})

describe('the history of a school', () => {
  test('renaming, merging and reopening keep what was, and say what can be done next', async () => {
    const schools = (await get<{ schools: SchoolItem[] }>(`/regions/${region}/schools`)).schools
    const [first, third] = ['101', '103'].map((code) => schools.find((school) => school.code === code)!.id)
    const renamed = await post(`/schools/${first}/rename`, {
      name: 'МБОУ Лицей № 1',
      usedUntil: '2025-08-31',
    })
    expect((renamed.json() as SchoolHistory).earlierNames).toEqual([
      { name: 'МБОУ СОШ № 1 г. Вязьмы', usedUntil: '2025-08-31' },
    ])

    const merged = await post(`/schools/${third}/merge`, { intoSchoolId: first, happenedOn: '2025-08-31' })
    expect(merged.json()).toMatchObject({
      status: 'merged',
      closedOn: '2025-08-31',
      allowedActions: ['reopen'],
    })
    const history = await get<SchoolHistory>(`/schools/${first}/history`)
    expect(history.predecessors).toMatchObject([{ code: '103', kind: 'merge', decidedBy: 'local-operator' }])
    const twice = await post(`/schools/${third}/close`, { closedOn: '2025-09-01' })
    expect(twice.json()).toMatchObject({ code: 'request/conflict', possible: ['reopen'] })

    const reopened = (await post(`/schools/${third}/reopen`)).json() as SchoolHistory
    expect(reopened).toMatchObject({ status: 'open', closedOn: null, successors: [] })
    expect(reopened.changes.map(({ sentence }) => sentence)).toEqual([
      'Школа снова действует',
      'Школа присоединена к школе «МБОУ Лицей № 1»',
    ])
  })

  test('a school never descends from itself, in however long a chain', async () => {
    const schools = (await get<{ schools: SchoolItem[] }>(`/regions/${region}/schools`)).schools
    const [a, b, c] = ['101', '102', '201'].map((code) => schools.find((school) => school.code === code)!.id)
    const decide = (schoolId: number, predecessorId: number, verdict = 'successor') =>
      post(`/regions/${region}/predecessors`, {
        decisions: [{ schoolId, predecessorId, verdict, happenedOn: null, evidence: ['тот же адрес'] }],
      })
    expect((await decide(b!, a!)).statusCode).toBe(200)
    expect((await decide(c!, b!)).statusCode).toBe(200)
    expect((await decide(a!, c!)).json()).toMatchObject({ code: 'request/conflict' })
    expect((await get<SchoolHistory>(`/schools/${b}/history`)).predecessors).toMatchObject([
      { evidence: ['тот же адрес'] },
    ])
    expect((await decide(b!, a!, 'different')).statusCode).toBe(200)
    expect((await get<SchoolHistory>(`/schools/${b}/history`)).predecessors).toEqual([])
  })
})
