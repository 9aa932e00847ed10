import ExcelJS from 'exceljs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { IdentificationAnswer } from './schemas.ts'
import type { Comparison, Sensitivity, WhatIfAnswer } from './what-if-schemas.ts'

const { app, db, ground, call } = await testApp()

let regionId: number
beforeAll(async () => {
  regionId = await newRegion(db)
  // School i has i·5 % of «2» in both procedures of both years.
  await loadLongTable(
    { db, ground },
    regionId,
    [2025, 2024].flatMap((year) =>
      Array.from({ length: 9 }, (_, i) => i).flatMap((i) =>
        ['Математика', 'Русский язык'].map((subject) => ({
          ...{ year, subject, login: `edu99000${i + 1}`, n: i === 8 ? 5 : 20 },
          shares: i === 8 ? '40;60;0;0' : `${i * 5};${100 - i * 5};0;0`,
        })),
      ),
    ),
  )
})

const ask = async (changes: object) =>
  (
    await call('POST', `/regions/${regionId}/what-if`, {
      schoolYear: 2025,
      methodology: 'order-847',
      changes,
    })
  ).body as WhatIfAnswer
const names = (schools: { name: string }[]) => schools.map(({ name }) => Number(name.split(' ').at(-1)))

describe('what if', () => {
  test('nothing changed, nobody moves', async () => {
    const answer = await ask({})
    expect(answer).toMatchObject({ entered: [], left: [], stayed: 3, differences: [], schools: 9 })
    expect(answer.before).toEqual(answer.after)
    expect(answer.sentence.replaceAll('\u00a0', ' ')).toBe('Перечень остался бы тем же: 3 школы')
  })

  test('a lower threshold lets schools in, with their names and why', async () => {
    const answer = await ask({ threshold: 2000 })
    expect(names(answer.entered)).toEqual([5, 6])
    expect(answer.entered[0]?.sentence).toContain('не менее 20\u00a0% участников')
    expect(answer.left).toEqual([])
    expect(answer.differences).toEqual([
      { label: 'Порог: доля участников ниже минимума', before: '30\u00a0%', after: '20\u00a0%' },
    ])
    expect(answer.before.lowReliability).toBe(1)
  })

  test('a least number of participants makes a small school undecided, not fine', async () => {
    const { left } = await ask({ minParticipants: 10 })
    expect(left).toMatchObject([{ status: 'insufficient-data', reliability: null }])
    expect(left[0]?.sentence).toContain('участников меньше, чем требует методика')
  })

  test('the table of thresholds and numbers of procedures agrees with asking each', async () => {
    const { body } = await call('POST', `/regions/${regionId}/what-if/sensitivity`, {
      schoolYear: 2025,
      methodology: 'order-847',
      changes: { 'rule-b.used': 'no' },
    })
    const table = body as Sensitivity
    expect(table.thresholds.map(({ value }) => value)).toEqual([
      2000, 2200, 2400, 2600, 2800, 3000, 3200, 3400, 3600, 3800, 4000,
    ])
    for (const [i, threshold] of table.thresholds.entries())
      for (const [j, k] of table.ks.entries()) {
        const { after } = await ask({ 'rule-b.used': 'no', threshold: threshold.value, 'rule-a.k': k.value })
        expect(table.cells[i]?.[j]).toEqual(after)
      }
    expect(table.thresholds.find(({ isNow }) => isNow)?.value).toBe(3000)
  })

  test('a methodology without a threshold has no such table, and says why', async () => {
    const { body } = await call('POST', `/regions/${regionId}/what-if/sensitivity`, {
      schoolYear: 2025,
      methodology: 'ryazan-2025-quota',
      changes: {},
    })
    expect(body).toMatchObject({ cells: [], reason: expect.stringContaining('порога') })
  })

  test('sees what was loaded a moment ago', async () => {
    const other = await newRegion(db, 'Растущая область')
    const answer = async () =>
      (
        await call('POST', `/regions/${other}/what-if`, {
          ...{ schoolYear: 2025, methodology: 'order-847', changes: {} },
        })
      ).body as WhatIfAnswer
    expect((await answer()).schools).toBe(0)
    await loadLongTable({ db, ground }, other, [
      { year: 2025, login: 'edu990051', n: 20, shares: '40;60;0;0' },
    ])
    expect((await answer()).schools).toBe(1)
  })

  test('nothing is saved until a named draft is made, and the draft says the same', async () => {
    const before = await call('GET', `/regions/${regionId}/methodologies`)
    const tried = await ask({ threshold: 2000, 'rule-a.k': 1 })
    expect((await call('GET', `/regions/${regionId}/methodologies`)).body).toEqual(before.body)
    const made = (
      await call('POST', `/regions/${regionId}/what-if/draft`, {
        ...{ basedOn: 'order-847', title: 'Мягче', version: '1', act: null },
        changes: { threshold: 2000, 'rule-a.k': 1 },
        list: { schoolYear: 2025, name: 'Мягкий перечень', level: 'regional' },
      })
    ).body as { reference: string; listId: number }
    const { body } = await call(
      'GET',
      `/regions/${regionId}/identification?year=2025&methodology=${made.reference}`,
    )
    const { totals } = body as IdentificationAnswer
    expect(totals.listed).toBe(tried.after.listed)
    expect((await call('GET', `/lists/${made.listId}`)).body).toMatchObject({
      name: 'Мягкий перечень',
      state: 'draft',
      listed: tried.after.listed,
      reproducible: true,
    })
  })

  test('a draft whose list cannot be made is not made either', async () => {
    const before = await call('GET', `/regions/${regionId}/methodologies`)
    const answer = await call('POST', `/regions/${regionId}/what-if/draft`, {
      ...{ basedOn: 'order-847', title: 'Мягче', version: '1', act: null, changes: {} },
      list: { schoolYear: 2019, name: 'Пустой', level: 'regional' },
    })
    expect(answer.status).toBe(409)
    expect((await call('GET', `/regions/${regionId}/methodologies`)).body).toEqual(before.body)
  })

  test('an unknown setting is refused by its name', async () => {
    const answer = await call('POST', `/regions/${regionId}/what-if`, {
      ...{ schoolYear: 2025, methodology: 'order-847', changes: { 'rule-z.k': 2 } },
    })
    expect(answer).toMatchObject({ status: 422, body: { code: 'methodology/invalid' } })
    expect((answer.body as { detail: string }).detail).toContain('rule-z.k')
  })
})

describe('two methodologies compared', () => {
  const path = () => `/regions/${regionId}/comparison`
  const query = '?year=2025&before=order-847&after=order-847-combiner-and'

  test('says how the rules differ and which schools move, and the totals add up', async () => {
    const made = (
      await call('POST', `/regions/${regionId}/methodologies`, {
        ...{ basedOn: 'order-847', title: 'Строже', version: '1', code: 'stricter', act: null },
        changes: { threshold: 3500, minParticipants: 10 },
      })
    ).status
    expect(made).toBe(200)
    const { body } = await call('GET', `${path()}?year=2025&before=order-847&after=stricter`)
    const comparison = body as Comparison
    expect(comparison.differences.map(({ label }) => label)).toEqual(
      expect.arrayContaining([
        'Порог: доля участников ниже минимума',
        'Наименьшее число участников процедуры',
      ]),
    )
    const moved = (move: string) => names(comparison.rows.filter((row) => row.move === move))
    expect(moved('left')).toEqual([7, 9])
    expect(moved('stayed')).toEqual([8])
    expect(comparison.rows[0]?.sentenceBefore).not.toBe(comparison.rows[0]?.sentenceAfter)
    for (const groups of [comparison.byMunicipality, comparison.bySize]) {
      const sum = (of: 'before' | 'after') => groups.reduce((total, group) => total + group[of], 0)
      expect(sum('before')).toBe(comparison.before.listed)
      expect(sum('after')).toBe(comparison.after.listed)
    }
  })

  test('as a workbook holds the same schools', async () => {
    const comparison = (await call('GET', path() + query)).body as Comparison
    const file = await app.inject({ method: 'GET', url: `/api${path()}/xlsx${query}` })
    expect(file.statusCode).toBe(200)
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(file.rawPayload as never)
    const cells: string[] = []
    workbook.getWorksheet('Школы')!.eachRow((row) => row.eachCell((cell) => cells.push(cell.text)))
    for (const row of comparison.rows) expect(cells).toContain(row.name)
    expect(cells.filter((text) => /^(вошла|вышла|осталась)$/.test(text))).toHaveLength(comparison.rows.length)
  })
})
