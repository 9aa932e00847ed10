import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { importFile } from '../../test/import-file.ts'
import type { LikelyPairs, PredecessorPair, SourceSchoolPage } from '../places/schemas.ts'

const base = await testApp()
const { db, call } = base
let region: number

const MAPPING = {
  version: 1,
  name: 'По годам',
  school: {
    keyKind: 'bg-admin',
    key: { column: 'Код' },
    name: { column: 'Училище' },
    municipality: { column: 'Община' },
  },
  groups: [
    {
      procedure: { code: 'nvo-mat-7', name: 'НВО, математика', kind: 'other' },
      participants: { column: 'Явили се' },
      meanScore: { column: 'Ср. успех' },
    },
  ],
}

const HEADER = 'Община;Код;Училище;Явили се;Ср. успех'
const YEAR_2018 = [
  'Банско;105201;СОУ "Неофит Рилски";40;51,2',
  'Банско;102003;ОУ "Св. св. Кирил и Методий";12;44,1',
  'Белица;105001;СОУ "Св. св. Кирил и Методий";38;47,9',
  'Белица;105005;ОУ "Пейо Яворов";19;40,2',
]
/** The same schools a year later: capitals, «ГР.», new codes, one renamed, one new. */
const YEAR_2022 = [
  'ГР. БАНСКО;205201;СОУ "НЕОФИТ РИЛСКИ";42;50,1',
  'БАНСКО;205202;ОУ "СВ. СВ. КИРИЛ И МЕТОДИЙ";13;45,3',
  'БЕЛИЦА;205001;СОУ "СВ. СВ. КИРИЛ И МЕТОДИ";37;48',
  'БЕЛИЦА;205005;ОУ "Пейо Крачолов Яворов";20;41',
  'БЕЛИЦА;205009;Спортно училище "Пирин";9;33',
]

const bring = (rows: string[], year: number, createSchools: boolean) =>
  importFile(base, region, {
    name: `${year}.csv`,
    bytes: [HEADER, ...rows].join('\n'),
    year,
    options: { mapping: MAPPING, createSchools },
  })

const likely = async () => (await call('GET', `/regions/${region}/source-schools/likely`)).body as LikelyPairs
const waiting = async () => (await call('GET', `/regions/${region}/source-schools`)).body as SourceSchoolPage
const active = async (year: number): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from school_procedure_counts
    where region_id = ${region} and school_year = ${year} and is_active`.execute(db)
  return rows[0]!.n
}

beforeAll(async () => {
  region = await newRegion(db)
  expect((await bring(YEAR_2018, 2018, true)).state).toBe('committed')
  expect((await bring(YEAR_2022, 2022, false)).state).toBe('committed')
})

describe('a later year under other spellings and codes', () => {
  test('is linked to nobody by itself, though four of its five names are easy to guess', async () => {
    expect(await active(2022)).toBe(0)
    const page = await waiting()
    expect(page).toMatchObject({ waiting: 5, matched: 4 })
    const bansko = page.items.find(({ key }) => key === '205201')!
    expect(bansko.sentence).toBe(
      'По названию и муниципалитету это школа «СОУ "Неофит Рилски"», но код у неё другой: 105201, а в файле 205201. Код мог смениться: решает человек.',
    )
  })

  test('is offered as likely pairs, each with its reasons and with what speaks against it', async () => {
    const { pairs, waiting: names, total, last } = await likely()
    expect({ names, total, last }).toEqual({ names: 5, total: 4, last: null })
    const byKey = new Map(pairs.map((pair) => [pair.source.key, pair]))
    expect([...byKey.keys()].sort()).toEqual(['205001', '205005', '205201', '205202'])
    const { candidate } = byKey.get('205201')!
    expect(candidate.name).toBe('СОУ "Неофит Рилски"')
    expect(candidate.reasons).toEqual([
      'код «bg-admin» отличается одним знаком: 205201 и 105201',
      'название совпадает',
      'тот же муниципалитет',
      'результаты школы — по 2018 год, у этого названия — с 2022 года',
    ])
    expect(byKey.get('205202')!.candidate.doubts).toEqual([
      'код «bg-admin» другой: у школы 102003, в файле 205202',
    ])
  })

  test('is accepted in one decision, and taken back whole by one undo', async () => {
    const { pairs } = await likely()
    const accepted = await call('POST', `/regions/${region}/source-schools/match`, {
      pairs: pairs.map(({ source, candidate }) => ({
        sourceSchoolId: source.id,
        schoolId: candidate.schoolId,
        reasons: candidate.reasons,
      })),
    })
    expect(accepted.status).toBe(200)
    const { decisionId } = accepted.body as { decisionId: number }
    expect(await active(2022)).toBe(4)
    expect(await likely()).toMatchObject({ total: 0, waiting: 1, last: { id: decisionId, pairs: 4 } })
    const again = await call('POST', `/regions/${region}/source-schools/match`, {
      pairs: [{ sourceSchoolId: pairs[0]!.source.id, schoolId: pairs[0]!.candidate.schoolId, reasons: [] }],
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'request/conflict' } })

    const undone = await call('DELETE', `/regions/${region}/match-decisions/${decisionId}`)
    expect(undone.body).toMatchObject({ sourceSchoolIds: expect.any(Array) })
    expect(await active(2022)).toBe(0)
    expect(await likely()).toMatchObject({ total: 4, waiting: 5, last: null })
    expect(await call('DELETE', `/regions/${region}/match-decisions/${decisionId}`)).toMatchObject({
      status: 409,
    })
  })

  test('a name settled one by one since then keeps its school when the rest is taken back', async () => {
    const { pairs } = await likely()
    const accepted = await call('POST', `/regions/${region}/source-schools/match`, {
      pairs: pairs.map(({ source, candidate }) => ({
        sourceSchoolId: source.id,
        schoolId: candidate.schoolId,
        reasons: candidate.reasons,
      })),
    })
    const { decisionId } = accepted.body as { decisionId: number }
    const [first, second] = pairs
    await call('POST', `/source-schools/${first!.source.id}/match`, { schoolId: second!.candidate.schoolId })
    await call('DELETE', `/regions/${region}/match-decisions/${decisionId}`)
    expect(await waiting()).toMatchObject({ waiting: 4 })
    await call('DELETE', `/source-schools/${first!.source.id}/match`)
  })
})

describe('schools of both years in the registry', () => {
  let pairs: PredecessorPair[]
  beforeAll(async () => {
    for (const { id } of (await waiting()).items) await call('POST', `/source-schools/${id}/create`)
    pairs = (await call('GET', `/regions/${region}/predecessors`)).body as PredecessorPair[]
  })
  const decide = (verdict: string) =>
    call('POST', `/regions/${region}/predecessors`, {
      decisions: pairs.slice(0, 2).map(({ school, predecessor, reasons }) => ({
        schoolId: school.id,
        predecessorId: predecessor.id,
        verdict,
        happenedOn: null,
        evidence: reasons,
      })),
    })
  const state = async () => {
    const { rows } = await sql`
      select (select count(*)::integer from school_predecessors) as links,
        (select count(*)::integer from school_non_predecessors) as different,
        (select count(*)::integer from schools where region_id = ${region} and status <> 'open') as closed`.execute(
      db,
    )
    return rows[0]
  }

  test('a decision on many pairs is taken back with everything it changed', async () => {
    expect(pairs.length).toBeGreaterThanOrEqual(2)
    const before = await state()
    const { body, status } = await decide('successor')
    expect(status).toBe(200)
    const { decisionIds } = body as { decisionIds: number[] }
    expect(await state()).toEqual({ links: 2, different: 0, closed: 2 })
    expect(await call('POST', `/regions/${region}/predecessors/undo`, { decisionIds })).toMatchObject({
      body: { undone: 2 },
    })
    expect(await state()).toEqual(before)
    expect(await call('POST', `/regions/${region}/predecessors/undo`, { decisionIds })).toMatchObject({
      status: 409,
    })
  })

  test('a later decision is taken back to the earlier one, and only the last can be', async () => {
    const first = (await decide('successor')).body as { decisionIds: number[] }
    const second = (await decide('different')).body as { decisionIds: number[] }
    expect(await state()).toMatchObject({ links: 0, different: 2 })
    expect((await call('POST', `/regions/${region}/predecessors/undo`, first)).status).toBe(409)
    expect((await call('POST', `/regions/${region}/predecessors/undo`, second)).status).toBe(200)
    expect(await state()).toMatchObject({ links: 2, different: 0, closed: 2 })
  })
})
