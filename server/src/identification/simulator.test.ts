import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import type { SchoolListDetail } from './schemas.ts'
import { type Candidate, type Decided, listCandidates } from './simulator.ts'
import { anchor, count, region, school, sixCounts } from './test-region.ts'

describe('schools near the border', () => {
  const other = anchor()
  const find = (lows: number[], participants = 40) => {
    const input = region(
      [school(1), ...other.schools],
      [...sixCounts(1, 2025, lows, participants), ...sixCounts(1, 2024, [0, 0, 0, 0, 0, 0]), ...other.counts],
    )
    return listCandidates(identify(input).findings, 2).filter(({ schoolId }) => schoolId === 1)
  }

  test('are those whose status a few participants decide, on the list or not', () => {
    expect(find([12, 12, 0, 0, 0, 0])).toMatchObject([{ distance: 1, grounds: ['distance'] }])
    expect(find([12, 11, 0, 0, 0, 0])).toMatchObject([{ distance: 1, grounds: ['distance'] }])
    expect(find([20, 20, 20, 0, 0, 0])).toEqual([])
    expect(find([0, 0, 0, 0, 0, 0])).toEqual([])
  })

  test('are listed schools whose conclusion stands on few participants', () => {
    const [candidate] = find([5, 5, 5, 5, 0, 0], 5)
    expect(candidate).toMatchObject({ grounds: ['low-reliability'] })
    expect(candidate?.words).toBe('вывод стоит на немногих участниках')
  })

  test('stand at the border of a quota, without a word about their place', () => {
    const schools = Array.from({ length: 20 }, (_, i) => school(i + 1, { schoolType: 'secondary' }))
    const codes = ['ege-ru', 'ege-ma-base', 'ege-ma-prof']
    const counts = schools.flatMap(({ id }) => codes.map((code) => count(id, code, 2025, id, 100)))
    const { findings } = identify(
      region(schools, counts, { methodology: getMethodology('ryazan-2025-quota') }),
    )
    const near = listCandidates(findings, 2)
    expect(near.map(({ schoolId }) => schoolId)).toEqual([16, 17, 18, 19, 20])
    expect(near[0]?.words.replaceAll('\u00a0', ' ')).toBe('доля 16 %, граница 18 %')
  })
})

describe('decisions in one step', async () => {
  const { db, ground, call } = await testApp()
  let regionId: number
  beforeAll(async () => {
    regionId = await newRegion(db)
    await loadLongTable(
      { db, ground },
      regionId,
      [1, 2, 3].flatMap((i) =>
        ['Математика', 'Русский язык'].map((subject) => ({
          ...{ year: 2025, subject, login: `edu99000${i}`, n: 20 },
          shares: i === 1 ? '40;60;0;0' : '25;75;0;0',
        })),
      ),
    )
  })
  const draft = async () => {
    const request = { schoolYear: 2025, methodology: 'order-847', name: 'Проба' }
    return (await call('POST', `/regions/${regionId}/lists`, request)).body as z.infer<
      typeof SchoolListDetail
    >
  }
  type Answer = z.infer<typeof Decided>

  test('are written together and taken back by what they answer', async () => {
    const list = await draft()
    const [first, second] = list.entries
    const near = (await call('GET', `/lists/${list.id}/candidates?within=1`)).body as Candidate[]
    expect(near.map(({ schoolId }) => schoolId)).toContain(second!.schoolId)
    const decisions = [
      { schoolId: first!.schoolId, decision: 'exclude', reason: 'Уже получает поддержку' },
      { schoolId: second!.schoolId, decision: 'include', reason: 'Не хватило одного результата' },
    ]
    const answer = (await call('POST', `/lists/${list.id}/decisions`, { decisions })).body as Answer
    expect(answer.list).toMatchObject({ listed: 1, includedByCommission: 1, excludedByCommission: 1 })
    const back = (await call('POST', `/lists/${list.id}/decisions`, { decisions: answer.before }))
      .body as Answer
    expect(back.list.entries).toEqual(list.entries)
  })

  test('are written all or none', async () => {
    const list = await draft()
    const [first, second] = list.entries
    const refused = await call('POST', `/lists/${list.id}/decisions`, {
      decisions: [
        { schoolId: first!.schoolId, decision: 'exclude', reason: 'Причина' },
        { schoolId: second!.schoolId, decision: 'include', reason: '  ' },
      ],
    })
    expect(refused).toMatchObject({ status: 400, body: { code: 'request/invalid' } })
    expect((await call('GET', `/lists/${list.id}`)).body).toMatchObject({ entries: list.entries })
  })
})
