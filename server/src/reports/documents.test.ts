import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { DocumentChange } from './edits.ts'
import type { DocumentDetail, DocumentSummary } from './schemas.ts'
import { docxText } from './test-text.ts'

const { app, db, ground, call } = await testApp()
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

let regionId: number
let draft: DocumentDetail

const rows = (year: number, login: string, low: number) =>
  (['Математика', 'Русский язык'] as const).map((subject) => ({
    ...{ year, grade: 5, subject, login, n: 20 },
    shares: `${low * 5};${100 - low * 5};0;0`,
  }))

beforeAll(async () => {
  regionId = await newRegion(db)
  await loadLongTable({ db, ground }, regionId, [
    ...rows(2024, 'edu990001', 9),
    ...rows(2024, 'edu990002', 1),
  ])
  await loadLongTable({ db, ground }, regionId, [
    ...rows(2025, 'edu990001', 7),
    ...rows(2025, 'edu990002', 2),
  ])
})

const create = async (request: object = {}) => {
  const made = await call('POST', `/regions/${regionId}/documents`, {
    ...{ kind: 'analytical-note', schoolYear: 2025, methodology: 'order-847' },
    ...request,
  })
  return made as { status: number; body: DocumentDetail }
}
const text = ({ page }: DocumentDetail, id: string) =>
  page.blocks
    .flatMap((block) => ('text' in block ? [block.text] : 'items' in block ? block.items : []))
    .find((one) => one.id === id)
const words = (detail: DocumentDetail, id: string) =>
  plain((text(detail, id)?.runs ?? []).map((run) => run.text).join(''))
const file = async (detail: { id: number }, format: string) =>
  (await app.inject({ method: 'GET', url: `/api/documents/${detail.id}/file?format=${format}` })).rawPayload

beforeEach(async () => {
  draft = (await create()).body
})

describe('a draft', () => {
  test('says what the registers hold, each number bound to its figure and its rows', () => {
    expect(words(draft, 'listed/count')).toMatch(/включена 1 школа из 2\./)
    const bound = text(draft, 'dynamics/spoken/vpr-ma-5')?.runs.filter((run) => run.figure !== null)
    expect(bound?.map((run) => plain(run.text))).toEqual(['1 из 1 (100 %)'])
    const figure = draft.page.figures.find(({ id }) => id === 'dynamics/vpr-ma-5')
    const parts = draft.page.figures.filter(({ id }) => figure?.parts.includes(id))
    expect(parts.map(({ text: shown, places }) => [plain(shown), places[0]?.file, places[0]?.row])).toEqual([
      ['9 из 20 (45 %)', 'таблица.csv', 2],
      ['7 из 20 (35 %)', 'таблица.csv', 2],
    ])
  })

  test('has the numbers of the API', async () => {
    const { body } = await call('GET', `/regions/${regionId}/identification?year=2025`)
    const listed = (body as { totals: { listed: number; schools: number } }).totals
    const value = (id: string) => draft.page.figures.find((figure) => figure.id === id)?.value
    expect(value('listed')).toEqual({ value: listed.listed })
    expect(value('schools')).toEqual({ value: listed.schools })
    const school = (body as { rows: { schoolId: number; status: string }[] }).rows.find(
      (row) => row.status === 'listed',
    )
    const card = (await call('GET', `/schools/${school?.schoolId}?year=2025`)).body as {
      code: string
      procedures: { procedure: string; years: { schoolYear: number; share: unknown }[] }[]
    }
    for (const { procedure, years } of card.procedures)
      for (const { schoolYear, share } of years)
        expect(value(`school/${card.code}/${procedure}/${schoolYear}`)).toEqual(share)
  })

  test('is generated the same from the same data, in another region of the same name too', async () => {
    const otherId = await newRegion(db)
    const base = { db, ground }
    await loadLongTable(base, otherId, [...rows(2024, 'edu990001', 9), ...rows(2024, 'edu990002', 1)])
    await loadLongTable(base, otherId, [...rows(2025, 'edu990001', 7), ...rows(2025, 'edu990002', 2)])
    const request = { kind: 'analytical-note', schoolYear: 2025, methodology: 'order-847' }
    const again = (await call('POST', `/regions/${otherId}/documents`, request)).body as DocumentDetail
    expect(again.inputsSha256).toBe(draft.inputsSha256)
    expect(again.page.blocks).toEqual(draft.page.blocks)
    expect((await file(again, 'docx')).equals(await file(draft, 'docx'))).toBe(true)
    expect((await file(again, 'pdf')).equals(await file(draft, 'pdf'))).toBe(true)
  })

  test('may be written in: numbers stay bound, the difference is shown, the generated text comes back', async () => {
    const path = `/documents/${draft.id}/text`
    const runs = [
      { text: 'Наши школы в перечне: ' },
      { figure: 'listed', form: 'counted', words: ['школа', 'школы', 'школ'] },
      { text: '.\nВторой абзац.' },
    ]
    const edited = (await call('PUT', path, { text: 'listed/count', runs })).body as DocumentDetail
    expect(words(edited, 'listed/count')).toBe('Наши школы в перечне: 1 школа.\nВторой абзац.')
    expect(plain(text(edited, 'listed/count')?.edited?.generated ?? '')).toContain('включена 1 школа из 2')
    expect(edited.editCount).toBe(1)
    const said = plain(docxText(await file(draft, 'docx')))
    expect(said).toContain('Наши школы в перечне: 1 школа.\nВторой абзац.\n')
    const back = (await call('PUT', path, { text: 'listed/count', runs: null })).body as DocumentDetail
    expect(text(back, 'listed/count')).toEqual(text(draft, 'listed/count'))
    const stranger = await call('PUT', path, {
      text: 'listed/count',
      runs: [{ figure: 'nope', form: 'plain' }],
    })
    expect(stranger).toMatchObject({ status: 400, body: { code: 'request/invalid' } })
  })

  test('says what changed since and takes it over, with a person’s text in its place', async () => {
    expect((await call('GET', `/documents/${draft.id}/changes`)).body).toEqual([])
    const runs = [{ text: 'Школ: ' }, { figure: 'schools', form: 'plain' }]
    await call('PUT', `/documents/${draft.id}/text`, { text: 'listed/count', runs })
    await loadLongTable({ db, ground }, regionId, rows(2025, `edu99${Date.now() % 10_000}`.padEnd(9, '7'), 1))
    const changes = (await call('GET', `/documents/${draft.id}/changes`)).body as DocumentChange[]
    expect(changes).toContainEqual({
      ...{ kind: 'figure', title: expect.stringContaining('Действующие школы') },
      ...{ was: '2', now: '3' },
    })
    const fresh = (await call('POST', `/documents/${draft.id}/refresh`)).body as DocumentDetail
    expect(words(fresh, 'listed/count')).toBe('Школ: 3')
    expect(text(fresh, 'listed/count')?.edited?.isOutdated).toBe(true)
    expect((await call('GET', `/documents/${draft.id}/changes`)).body).toEqual([])
  })

  test('is discarded and then not listed', async () => {
    await call('POST', `/documents/${draft.id}/discard`)
    const all = (await call('GET', `/regions/${regionId}/documents`)).body as DocumentSummary[]
    expect(all.map(({ id }) => id)).not.toContain(draft.id)
  })
})

describe('a signed document', () => {
  const sign = (id: number) => call('POST', `/documents/${id}/sign`, { number: '17', date: '2026-11-22' })

  test('keeps number, date, text and figures, and never changes', async () => {
    await call('PUT', `/documents/${draft.id}/letterhead`, {
      ...{ organisation: 'Управление образования', city: 'Вязьма', longStorage: true },
      ...{ signatoryPost: 'Начальник управления', signatoryName: 'И. И. Иванова' },
    })
    const signed = (await sign(draft.id)).body as DocumentDetail
    expect(signed).toMatchObject({
      state: 'signed',
      number: '17',
      signedOn: '2026-11-22',
      allowedActions: [],
    })
    expect(signed.contentSha256).toMatch(/^[0-9a-f]{64}$/)
    const before = await file(signed, 'docx')
    expect(plain(docxText(before))).toContain('22 ноября 2026 г.\t№ 17')
    await loadLongTable({ db, ground }, regionId, rows(2025, `edu98${Date.now() % 10_000}`.padEnd(9, '3'), 1))
    expect((await file(signed, 'docx')).equals(before)).toBe(true)
    const late = await call('PUT', `/documents/${draft.id}/text`, { text: 'listed/count', runs: [] })
    expect(late).toMatchObject({ status: 409, body: { code: 'document/wrong-state' } })
    expect(await sign(draft.id)).toMatchObject({ status: 409 })
    await expect(sql`update documents set number = '18' where id = ${draft.id}`.execute(db)).rejects.toThrow(
      /frozen/,
    )
    await expect(sql`delete from documents where id = ${draft.id}`.execute(db)).rejects.toThrow(/frozen/)
  })

  test('still says what has changed in the data since', async () => {
    await sign(draft.id)
    expect((await call('GET', `/documents/${draft.id}/changes`)).body).toEqual([])
    await loadLongTable({ db, ground }, regionId, rows(2025, `edu97${Date.now() % 10_000}`.padEnd(9, '5'), 1))
    const changes = (await call('GET', `/documents/${draft.id}/changes`)).body as DocumentChange[]
    expect(changes.some(({ title }) => title.includes('Действующие школы'))).toBe(true)
  })
})

describe('an order', () => {
  test('needs a list, is a project until the list is approved, then takes its number and date', async () => {
    expect(await create({ kind: 'list-order', schoolYear: 2024 })).toMatchObject({
      ...{ status: 409, body: { code: 'list/wrong-state' } },
    })
    const list = (
      await call('POST', `/regions/${regionId}/lists`, {
        ...{ schoolYear: 2025, methodology: 'order-847', name: 'Перечень 2025' },
      })
    ).body as { id: number }
    const project = (await create({ kind: 'list-order', listId: list.id })).body
    expect(project.page).toMatchObject({ mark: 'ПРОЕКТ', kindWord: 'ПРИКАЗ' })
    expect(words(project, 'points/1')).toContain('состоящий из 1 школы')
    const early = await call('POST', `/documents/${project.id}/sign`, {
      number: '718-ОД',
      date: '2026-11-22',
    })
    expect(early).toMatchObject({ status: 409, body: { code: 'document/wrong-state' } })
    await call('POST', `/lists/${list.id}/review`)
    await call('POST', `/lists/${list.id}/approve`, { orderNumber: '718-ОД', orderDate: '2026-11-22' })
    const order = (await call('POST', `/documents/${project.id}/refresh`)).body as DocumentDetail
    expect(order.page.mark).toBeNull()
    const other = await call('POST', `/documents/${order.id}/sign`, { number: '1', date: '2026-11-22' })
    expect(other).toMatchObject({ status: 409 })
    const signed = await call('POST', `/documents/${order.id}/sign`, { number: '718-ОД', date: '2026-11-22' })
    expect(signed.status).toBe(200)
    const said = plain(docxText(await file(order, 'docx')))
    expect(said).toContain('22 ноября 2026 г.\t№ 718-ОД')
    expect(said).toContain('к приказу\nот 22.11.2026 № 718-ОД')
    expect(said).toMatch(/ВПР, математика, 5 класс — 7 из 20 \(35 %\)/)
    expect(said).toContain('право на адресную методическую поддержку')
  })

  test('is not written about one school', async () => {
    const { rows: schools } = await sql<{ id: number }>`
      select id from schools where region_id = ${regionId} limit 1`.execute(db)
    expect(await create({ kind: 'list-order', schoolId: schools[0]?.id })).toMatchObject({ status: 400 })
  })
})
