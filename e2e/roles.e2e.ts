import { readFile } from 'node:fs/promises'
import Excel from 'exceljs'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ask, type DemoRole, findBarriers, isWiderThanScreen, SIZES, settle, visit } from './harness.ts'

/** What each role is offered: its sections below the bar, and its own pages. As reviewed; the region's are in pages.e2e.ts. */
const OFFERED: Partial<Record<DemoRole, string[]>> = {
  municipality: ['Сегодня', 'Школы', 'Данные', 'Перечни', 'Документы'],
  school: ['Сегодня', 'Школа', 'Данные'],
  curator: ['Сегодня', 'Школы', 'Данные'],
  expert: ['Сегодня', 'Данные'],
  observer: ['Сегодня', 'Школы', 'Данные'],
  admin: ['Сегодня', 'Данные'],
}

/** Everything the role is refused while its pages are open: a page asks for nothing that it may not have. */
function refusals(page: Page): string[] {
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(new URL(response.url()).pathname)
  })
  return refused
}

const linksIn = (part: Locator) =>
  part
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname))

const addressesOf = (page: Page, name: string) => linksIn(page.getByRole('navigation', { name, exact: true }))

describe.each(Object.entries(OFFERED) as [DemoRole, string[]][])('%s', (role, sections) => {
  it('has a first screen without barriers, and every page of its menus opens', async () => {
    const page = await visit('/', 'wide', { as: role })
    await page.waitForURL(/\/(?:regions\/\d+|system)/)
    const refused = refusals(page)
    await settle(page)
    expect(await findBarriers(page)).toEqual([])
    const bar = page.getByRole('navigation', { name: 'Разделы', exact: true })
    expect(await bar.getByRole('link').allInnerTexts()).toEqual(sections)
    await page.setViewportSize(SIZES.phone)
    expect(await findBarriers(page)).toEqual([])
    expect(await isWiderThanScreen(page)).toBe(false)

    const addresses = await addressesOf(page, 'Разделы внизу экрана')
    await page.goto(addresses[sections.indexOf('Данные')]!)
    await settle(page)
    addresses.push(...(await addressesOf(page, 'Страницы раздела «Данные»')))
    // One's own pages are the same for everybody, and an administrator has more of them.
    if (role === 'admin') {
      await page.getByRole('button', { name: /ваши страницы$/ }).click()
      addresses.push(...(await linksIn(page.getByRole('dialog'))))
      expect(addresses).toContain('/journal')
    }
    for (const address of new Set(addresses)) {
      await page.goto(address)
      await settle(page)
      expect(await page.getByRole('alert').count(), address).toBe(0)
      expect(await isWiderThanScreen(page), address).toBe(false)
    }
    expect(refused).toEqual([])
  })
})

it('an administrator narrows the journal to what a coordinator did and takes exactly that away', async () => {
  await ask('/session', 'region')
  const page = await visit('/journal', 'wide', { as: 'admin' })
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Вход', exact: true }).click()
  await page.getByLabel('Кто', { exact: true }).selectOption({ label: 'Рита Андреевна Соколова' })
  await page.getByText(/^По отбору/).waitFor()
  await page.waitForLoadState('networkidle')
  expect(new URL(page.url()).searchParams.get('kind')).toBe('sign-in')
  const lines = page.locator('main ol > li')
  const shown = await lines.count()
  expect(shown).toBeGreaterThan(0)
  expect(await lines.filter({ hasText: 'Рита Андреевна Соколова' }).count()).toBe(shown)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: /^Excel/ }).click()
  const book = new Excel.Workbook()
  await book.xlsx.load((await readFile(await (await download).path())).buffer as ArrayBuffer)
  const rows: string[] = []
  book.worksheets[0]!.eachRow((row) => rows.push(String(row.values)))
  expect(
    rows.filter((row) => row.includes('Рита Андреевна Соколова') && row.includes('Вход')).length,
  ).toBeGreaterThanOrEqual(shown)
  expect(rows.some((row) => row.includes('Егор Сергеевич Ветров'))).toBe(false)
})
