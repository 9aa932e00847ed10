import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { MethodologyControls, MethodologyDocument, MethodologyVersion } from './methodology-schemas.ts'
import type { IdentificationAnswer } from './schemas.ts'

const { db, ground, call } = await testApp()

let regionId: number
let strangerId: number
beforeAll(async () => {
  regionId = await newRegion(db)
  strangerId = await newRegion(db, 'Соседняя область')
  const rows = (login: string, share: string) =>
    ['Математика', 'Русский язык'].map((subject) => ({ year: 2025, subject, login, n: 20, shares: share }))
  await loadLongTable({ db, ground }, regionId, [
    ...rows('edu990001', '40;40;10;10'),
    ...rows('edu990002', '25;55;10;10'),
    ...rows('edu990003', '0;50;25;25'),
  ])
})

const base = { basedOn: 'order-847', title: 'Правило области', version: '1', act: null }
const make = async (rest: object = {}) =>
  (
    await call('POST', `/regions/${regionId}/methodologies`, {
      ...base,
      changes: { threshold: 2000 },
      ...rest,
    })
  ).body as MethodologyVersion
const listedBy = async (reference: string) => {
  const { body } = await call('GET', `/regions/${regionId}/identification?year=2025&methodology=${reference}`)
  return (body as IdentificationAnswer).rows.flatMap(({ name, status }) =>
    status === 'listed' ? [name] : [],
  )
}

describe('a methodology of a region', () => {
  test('is a copy with changed numbers that is used like any other', async () => {
    const made = await make({
      code: 'oblast-2026',
      act: { title: 'Приказ департамента', number: '12', date: '2026-02-01' },
      note: 'Порог снижен на год',
    })
    expect(made).toMatchObject({ reference: 'oblast-2026', lists: [] })
    expect(made.basedOn).toMatch(/^order-847@/)
    expect(made.act).toBe('Приказ департамента № 12 от 01.02.2026')
    expect(await listedBy('order-847')).toEqual(['Школа № 1'])
    expect(await listedBy('oblast-2026')).toEqual(['Школа № 1', 'Школа № 2'])
    const documents = (await call('GET', `/regions/${regionId}/methodologies`)).body as MethodologyDocument[]
    const own = documents.find(({ reference }) => reference === 'oblast-2026')!
    expect(own.ruleSentence.replaceAll('\u00a0', ' ')).toContain('не менее 20 % участников')
    expect(own.legalSources[0]).toEqual({ title: 'Приказ департамента № 12', date: '2026-02-01' })
    const { methodologies } = (await call('GET', '/session')).body as {
      methodologies: { id: string; regionId: number | null }[]
    }
    expect(methodologies).toContainEqual({ id: 'oblast-2026', title: 'Правило области', regionId })
  })

  test('is not known to another region', async () => {
    const answer = await call('GET', `/regions/${strangerId}/methodologies/oblast-2026/controls`)
    expect(answer).toMatchObject({ status: 404, body: { code: 'methodology/not-found' } })
  })

  test('gets a new version beside the old one, and each can be asked for', async () => {
    await make({ code: 'oblast-2027', version: '2027.1' })
    await make({
      code: 'oblast-2027',
      version: '2027.2',
      basedOn: 'oblast-2027',
      changes: { threshold: 5000 },
    })
    expect(await listedBy('oblast-2027')).toEqual([])
    expect(await listedBy('oblast-2027@2027.1')).toEqual(['Школа № 1', 'Школа № 2'])
    const versions = (await call('GET', `/regions/${regionId}/methodologies/oblast-2027/versions`))
      .body as MethodologyVersion[]
    expect(versions.map(({ version, reference }) => [version, reference])).toEqual([
      ['2027.2', 'oblast-2027'],
      ['2027.1', 'oblast-2027@2027.1'],
    ])
    expect(versions[0]?.basedOn).toBe('oblast-2027@2027.1')
    const again = await call('POST', `/regions/${regionId}/methodologies`, {
      ...base,
      code: 'oblast-2027',
      version: '2027.2',
      changes: {},
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'methodology/exists' } })
  })

  test('an unused version is withdrawn and brought back; one that a list was made by stays', async () => {
    const made = await make({ code: 'oblast-2028' })
    const path = `/regions/${regionId}/methodologies/versions/${made.id}`
    expect((await call('POST', `${path}/withdraw`)).body).toMatchObject({
      isWithdrawn: true,
      allowedActions: ['restore'],
    })
    expect(
      await call('GET', `/regions/${regionId}/identification?year=2025&methodology=oblast-2028`),
    ).toMatchObject({ status: 404 })
    expect((await call('POST', `${path}/restore`)).body).toMatchObject({ isWithdrawn: false })
    const list = await call('POST', `/regions/${regionId}/lists`, {
      schoolYear: 2025,
      methodology: 'oblast-2028',
      name: 'Проба',
    })
    expect(list.status).toBe(200)
    const refused = await call('POST', `${path}/withdraw`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'methodology/in-use' } })
    expect((refused.body as { detail: string }).detail).toContain('Проба')
    await expect(
      sql`update methodologies set withdrawn_at = now(), withdrawn_by = 'x' where id = ${made.id}`.execute(
        db,
      ),
    ).rejects.toThrow(/used by a list/)
    await expect(sql`delete from methodologies where id = ${made.id}`.execute(db)).rejects.toThrow(
      /used by a list/,
    )
  })

  test('a stored version never changes', async () => {
    const made = await make()
    await expect(
      sql`update methodologies set document = jsonb_set(document, '{version}', '"2"') where id = ${made.id}`.execute(
        db,
      ),
    ).rejects.toThrow(/never changes/)
  })

  test('a version that this program cannot read is named with the reason and used nowhere', async () => {
    const made = await make({ code: 'oblast-2030' })
    await sql`alter table methodologies disable trigger methodologies_frozen`.execute(db)
    await sql`update methodologies set document = jsonb_set(document, '{lists,0,rule,kind}', '"most-of"') where id = ${made.id}`.execute(
      db,
    )
    await sql`alter table methodologies enable trigger methodologies_frozen`.execute(db)
    const versions = (await call('GET', `/regions/${regionId}/methodologies/oblast-2030/versions`))
      .body as MethodologyVersion[]
    expect(versions[0]?.unreadable).toMatch(/lists\[0\]\.rule\.kind: неизвестный вид критерия/)
    const known = (await call('GET', `/regions/${regionId}/methodologies`)).body as MethodologyDocument[]
    expect(known.map(({ reference }) => reference)).not.toContain('oblast-2030')
  })

  test.each([
    [{ changes: { 'rule-z.k': 1 } }, 422, 'methodology/invalid'],
    [{ changes: { threshold: 20_000 } }, 422, 'methodology/invalid'],
    [{ basedOn: 'order-848' }, 404, 'methodology/not-found'],
    [{ code: 'order-847' }, 409, 'methodology/exists'],
    [{ title: '  ' }, 400, 'request/invalid'],
    [{ version: 'одна, вторая' }, 400, 'request/invalid'],
    [{ code: 'Область' }, 400, 'request/invalid'],
  ])('%j is refused and makes nothing', async (rest, status, code) => {
    const before = await call('GET', `/regions/${regionId}/methodologies`)
    const answer = await call('POST', `/regions/${regionId}/methodologies`, { ...base, changes: {}, ...rest })
    expect(answer).toMatchObject({ status, body: { code } })
    expect((await call('GET', `/regions/${regionId}/methodologies`)).body).toEqual(before.body)
  })

  test('controls draw every setting of the rule in its sentences', async () => {
    const { settings, phrases } = (await call('GET', `/regions/${regionId}/methodologies/order-847/controls`))
      .body as MethodologyControls
    const drawn = phrases.flatMap(({ parts, used }) => [
      ...parts.flatMap((part) => ('setting' in part ? [part.setting] : [])),
      ...(used ? [used] : []),
    ])
    const rule = settings.filter(({ part }) => part === 'rule').map(({ id }) => id)
    expect(new Set(drawn)).toEqual(new Set(rule))
  })
})
