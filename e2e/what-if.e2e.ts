import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import {
  ask,
  cookieOf,
  demoRegion,
  findBarriers,
  isWiderThanScreen,
  SIZES,
  settle,
  visit,
} from './harness.ts'

interface Answer {
  entered: { name: string }[]
  left: { name: string }[]
  stayed: number
  after: { listed: number }
}
interface List {
  listed: number
  entries: { schoolId: number; name: string; listed: boolean; listedByRule: boolean; reason: string | null }[]
}

const post = async <T>(path: string, body: object): Promise<T> => {
  const response = await fetch(`${inject('address')}/api${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: inject('address'),
      cookie: await cookieOf('region'),
    },
    body: JSON.stringify(body),
  })
  expect(response.status, path).toBe(200)
  return (await response.json()) as T
}

const whatIf = (regionId: number, schoolYear: number, changes: object): Promise<Answer> =>
  post(`/regions/${regionId}/what-if`, { schoolYear, methodology: 'order-847', changes })

/** The three counts as the page shows them. */
const counts = async (page: Page): Promise<number[]> =>
  page.getByRole('region', { name: 'Что изменилось бы' }).evaluate((section) =>
    [...section.querySelectorAll('p')]
      .map((line) => /^(\d[\d\s\u00a0]*)\s*(вошли|вышли|остались) бы$/.exec(line.textContent?.trim() ?? ''))
      .filter((found) => found !== null)
      .map((found) => Number(found[1]!.replace(/\D/g, ''))),
  )

it('a threshold is moved, the schools follow, the link shows the same, and only a named draft is kept', {
  timeout: 180_000,
}, async () => {
  const { id, year } = await demoRegion()
  const known = (await ask<unknown[]>(`/regions/${id}/methodologies`)).length
  const page = await visit(`/regions/${id}/what-if?year=${year}`)
  const [, , before] = await counts(page)
  expect(await counts(page)).toEqual([0, 0, before])

  // The keyboard alone: the slider from 30 to 25 per cent, a step a press.
  await page.getByRole('slider', { name: /^Порог/ }).focus()
  for (let pressed = 0; pressed < 5; pressed += 1) await page.keyboard.press('ArrowLeft')
  await page.waitForURL(/set=threshold%3A2500|set=threshold:2500/)
  await settle(page)
  const truth = await whatIf(id, year, { threshold: 2500 })
  expect(await counts(page)).toEqual([truth.entered.length, truth.left.length, truth.stayed])
  expect(truth.entered.length).toBeGreaterThan(0)
  const entered = page.getByRole('list', { name: 'Вошли бы: школы' })
  expect(await entered.getByRole('listitem').count()).toBe(truth.entered.length)
  await entered.getByRole('link', { name: truth.entered[0]!.name }).first().waitFor()
  expect(await findBarriers(page)).toEqual([])

  const shared = await visit(page.url().replace(/^https?:\/\/[^/]+/, ''))
  expect(await counts(shared)).toEqual(await counts(page))

  // A cell of the table is a rule to try.
  await page.getByRole('button', { name: /^Порог 36 %, процедур 3:/ }).click()
  await page.waitForURL(/rule-a\.k/)
  await settle(page)
  const strict = await whatIf(id, year, { threshold: 3600, 'rule-a.k': 3 })
  expect(await counts(page)).toEqual([strict.entered.length, strict.left.length, strict.stayed])
  expect((await ask<unknown[]>(`/regions/${id}/methodologies`)).length).toBe(known)

  await page.getByRole('button', { name: 'Сохранить правило' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Название', { exact: true }).fill('Правило для проверки')
  await dialog.getByLabel('Зачем меняется правило').fill('Проба перед комиссией')
  expect(await findBarriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Сохранить' }).click()
  await page.waitForURL(/\/methodology\?/)
  await settle(page)
  const paper = page.getByRole('article', { name: 'Правило для проверки' })
  await paper.getByText('Черновик, приказом не утверждён').waitFor()
  await paper.getByText('по трём и более процедурам не менее 36').first().waitFor()
  await page.getByText('Проба перед комиссией').waitFor()
  expect(await findBarriers(page)).toEqual([])
  const { totals } = await ask<{ totals: { listed: number } }>(
    `/regions/${id}/identification?year=${year}&methodology=regional-1`,
  )
  expect(totals.listed).toBe(strict.after.listed)

  await page.setViewportSize(SIZES.phone)
  await page.goto(`/regions/${id}/what-if?year=${year}&set=threshold:2500`)
  await settle(page)
  expect(await findBarriers(page)).toEqual([])
  expect(await isWiderThanScreen(page)).toBe(false)
})

it('two methodologies are compared on the same data, and an unused version is withdrawn', async () => {
  const { id, year } = await demoRegion()
  const page = await visit(
    `/regions/${id}/comparison?year=${year}&before=order-847&after=order-847-combiner-and`,
  )
  await page.getByRole('heading', { name: /^Вышли бы: / }).waitFor()
  const { rows } = await ask<{ rows: { name: string; move: string }[] }>(
    `/regions/${id}/comparison?year=${year}&before=order-847&after=order-847-combiner-and`,
  )
  const left = rows.filter(({ move }) => move === 'left')
  expect(left.length).toBeGreaterThan(0)
  for (const { name } of left.slice(0, 5)) await page.getByRole('link', { name }).first().waitFor()
  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Excel' }).click()
  expect((await started).suggestedFilename()).toContain('Сравнение методик')
  await page.setViewportSize(SIZES.phone)
  expect(await isWiderThanScreen(page)).toBe(false)

  await post(`/regions/${id}/methodologies`, {
    ...{ basedOn: 'order-847', code: 'unused', title: 'Ненужное правило', version: '1', act: null },
    changes: { threshold: 5000 },
  })
  await page.goto(`/regions/${id}/methodology?year=${year}&read=unused`)
  await settle(page)
  await page.getByRole('button', { name: 'Отозвать версию' }).click()
  await page.getByRole('button', { name: 'Вернуть версию' }).waitFor()
  await page.getByRole('button', { name: 'Вернуть версию' }).click()
  await page.getByRole('button', { name: 'Отозвать версию' }).waitFor()
})

it('a commission tries its decisions, writes them in one step and takes them back', {
  timeout: 180_000,
}, async () => {
  const { id, year } = await demoRegion()
  const page = await visit(`/regions/${id}/schools?year=${year}`)
  await page.getByRole('button', { name: 'Составить перечень' }).click()
  await page.getByLabel('Название').fill('Перечень для примерки')
  await page.getByRole('button', { name: 'Составить черновик' }).click()
  await page.waitForURL(/\/lists\/\d+/)
  const listId = /\/lists\/(\d+)/.exec(page.url())![1]!
  const draft = await ask<List>(`/lists/${listId}`)
  await page.getByRole('link', { name: 'Примерить решения' }).click()
  await page.waitForURL(/\/simulator/)
  await settle(page)

  const near = new Set(
    (await ask<{ schoolId: number }[]>(`/lists/${listId}/candidates?within=1`)).map((one) => one.schoolId),
  )
  const isUnique = ({ name }: { name: string }) =>
    draft.entries.filter((entry) => entry.name === name).length === 1
  const candidates = draft.entries.filter((entry) => near.has(entry.schoolId) && isUnique(entry))
  const [included, excluded] = [false, true].map((listed) => candidates.find((one) => one.listed === listed)!)
  const box = (name: string) => page.getByRole('checkbox', { name: new RegExp(`^${plainly(name)}`) })
  await box(included!.name).focus()
  await page.keyboard.press('Space')
  const summary = page.getByRole('complementary', { name: 'Каким стал бы перечень' })
  await summary.getByText(new RegExp(`было бы ${draft.listed + 1}\\D`)).waitFor()
  await box(excluded!.name).focus()
  await page.keyboard.press('Space')
  await summary.getByText(new RegExp(`В перечне ${draft.listed}\\D`)).waitFor()
  // Fewer rows for axe, which takes a second for a hundred: what is ticked stays.
  await page.getByLabel(/^Показать школы, где вывод/).fill('0')
  await settle(page)
  expect(await findBarriers(page)).toEqual([])
  expect((await ask<List>(`/lists/${listId}`)).entries).toEqual(draft.entries)

  await page.getByRole('button', { name: 'Записать решения (2)' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Записать' }).click()
  await dialog.getByText('Напишите причину').first().waitFor()
  await dialog.getByLabel('Общая причина').fill('Решение комиссии от сегодняшнего дня')
  await dialog.getByRole('button', { name: 'Записать' }).click()
  await page.getByText('Записано решений: 2').waitFor()
  const decided = await ask<List>(`/lists/${listId}`)
  const of = (list: List, schoolId: number) => list.entries.find((entry) => entry.schoolId === schoolId)!
  expect(of(decided, included!.schoolId)).toMatchObject({
    listed: true,
    reason: 'Решение комиссии от сегодняшнего дня',
  })
  expect(of(decided, excluded!.schoolId).listed).toBe(false)

  await page.getByRole('button', { name: 'Взять обратно' }).click()
  await page.getByText('Записано решений').waitFor({ state: 'hidden' })
  expect((await ask<List>(`/lists/${listId}`)).entries).toEqual(draft.entries)
  await page.setViewportSize(SIZES.phone)
  expect(await isWiderThanScreen(page)).toBe(false)
})

const plainly = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
