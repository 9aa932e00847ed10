import { describe, expect, it } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { RegionQuality, ShownFinding } from './schemas.ts'

const app = testApp()
const USUAL = '10;40;30;20'

describe('data quality of a region', () => {
  it('finds what an import brought, keeps a mark on it, and shows the mark as outdated when the numbers change', async () => {
    const { call, db } = await app
    const region = await newRegion(db)
    await loadLongTable(await app, region, [
      { year: 2025, login: 'edu990001', n: 20, shares: USUAL },
      { year: 2025, login: 'edu990002', n: 20, shares: USUAL },
    ])
    const importId = await loadLongTable(await app, region, [
      { year: 2026, login: 'edu990001', n: 20, shares: '60;20;10;10' },
      { year: 2026, login: 'edu990002', n: 20, shares: USUAL },
    ])
    const read = async (): Promise<RegionQuality> =>
      (await call('GET', `/regions/${region}/quality?year=2026`)).body
    const quality = await read()
    expect(quality.checkedNumbers).toBe(2)
    const jump = quality.findings.find(({ rule }) => rule === 'share-jump')!
    expect(jump.sentence.replaceAll('\u00a0', ' ')).toBe(
      'не достигли минимума 60 % из 20, годом раньше — 10 % из 20',
    )
    expect(jump.places.map(({ row }) => row)).toEqual([2, 2])
    const ofImport: ShownFinding[] = (await call('GET', `/imports/${importId}/quality`)).body
    expect(ofImport.map(({ key }) => key)).toContain(jump.key)

    const mark = (state: string, note: string) =>
      call('PUT', `/regions/${region}/quality/follow-ups`, {
        schoolYear: 2026,
        finding: jump.key,
        mark: { state, note },
      })
    expect((await mark('explained', '')).status).toBe(400)
    expect((await mark('explained', 'В классе сменился учитель')).status).toBe(200)
    const marked = (await read()).findings.find(({ key }) => key === jump.key)
    expect(marked?.followUp).toMatchObject({ state: 'explained', isOutdated: false })

    await call('POST', `/imports/${importId}/undo`)
    expect((await read()).findings).toEqual([])
    await loadLongTable(await app, region, [{ year: 2026, login: 'edu990001', n: 20, shares: '70;10;10;10' }])
    const changed = (await read()).findings.find(({ key }) => key === jump.key)
    expect(changed?.followUp).toMatchObject({ state: 'explained', isOutdated: true })
  })

  it('obeys a rule the region sets otherwise, refuses a parameter of the wrong kind, and brings the shipped one back', async () => {
    const { call, db } = await app
    const region = await newRegion(db)
    await loadLongTable(await app, region, [{ year: 2025, login: 'edu990001', n: 20, shares: USUAL }])
    await loadLongTable(await app, region, [{ year: 2026, login: 'edu990001', n: 20, shares: '30;30;20;20' }])
    const jumps = async () => {
      const { body } = await call('GET', `/regions/${region}/quality?year=2026`)
      return (body as RegionQuality).rules.find(({ id }) => id === 'share-jump')!
    }
    const set = (setting: unknown) => call('PUT', `/regions/${region}/quality/rules/share-jump`, { setting })
    expect(await jumps()).toMatchObject({ findings: 0, isChanged: false })
    const parameters = { points: 15, leastParticipants: 10 }
    expect(
      (await set({ isEnabled: true, owner: 'Институт', parameters: { ...parameters, points: 'много' } }))
        .status,
    ).toBe(400)
    expect((await set({ isEnabled: true, owner: 'Институт', parameters })).status).toBe(200)
    expect(await jumps()).toMatchObject({ findings: 1, open: 1, isChanged: true, owner: 'Институт' })
    await set({ isEnabled: false, owner: 'Институт', parameters })
    expect(await jumps()).toMatchObject({ findings: 0, isEnabled: false })
    await set(null)
    expect(await jumps()).toMatchObject({ findings: 0, isEnabled: true, isChanged: false })
  })

  it('counts who has a number of what is expected everywhere and names the schools that have none', async () => {
    const { call, db } = await app
    const region = await newRegion(db)
    await loadLongTable(await app, region, [
      { year: 2026, login: 'edu990001', n: 20, shares: USUAL },
      { year: 2026, login: 'edu990002', n: 20, shares: USUAL },
    ])
    await db.updateTable('schools').set({ school_type: 'basic' }).where('region_id', '=', region).execute()
    await db
      .insertInto('schools')
      .values({
        region_id: region,
        municipality_id: (
          await db
            .selectFrom('municipalities')
            .select('id')
            .where('region_id', '=', region)
            .executeTakeFirstOrThrow()
        ).id,
        code: 'новая',
        name: 'ООШ без результатов',
        school_type: 'basic',
      })
      .execute()
    const { completeness }: RegionQuality = (await call('GET', `/regions/${region}/quality?year=2026`)).body
    const of = (code: string) => completeness.procedures.find((procedure) => procedure.code === code)
    expect(of('vpr-ma-5')).toMatchObject({ got: 2, expected: 3 })
    expect(of('oge-ma')).toMatchObject({ got: 0, expected: 3 })
    expect(of('ege-ru')).toMatchObject({ got: 0, expected: 0 })
    expect(completeness.years).toEqual([{ schoolYear: 2026, kind: 'vpr', schools: 2 }])
    const municipality = completeness.municipalities[0]!
    const missing = await call(
      'GET',
      `/regions/${region}/quality/missing?year=2026&procedure=vpr-ma-5&municipality=${municipality.id}`,
    )
    expect(missing.body).toMatchObject([{ name: 'ООШ без результатов' }])
  })
})
