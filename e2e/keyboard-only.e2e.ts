import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask, demoRegion, settle, visit } from './harness.ts'

/** Presses Tab until what has the focus fits; fails when it never does. */
async function tabTo(page: Page, selector: string, text?: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab')
    const fits = await page.evaluate(
      ([wanted, words]) => {
        const here = document.activeElement
        return !!here?.matches(wanted!) && (!words || here.textContent?.trim() === words)
      },
      [selector, text] as const,
    )
    if (fits) return
  }
  throw new Error(`60 presses of Tab do not reach ${selector} ${text ?? ''}`)
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

it('a school is found and opened without a mouse', async () => {
  const { id, year } = await demoRegion()
  const { rows } = await ask<{ rows: { name: string; municipality: string }[] }>(
    `/regions/${id}/identification?year=${year}&methodology=order-847`,
  )
  const page = await visit(`/regions/${id}?year=${year}`)

  await tabTo(page, 'nav a', 'Школы')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/schools/)
  await settle(page)

  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: 'Поиск по таблице' })
  expect(await search.evaluate((field) => field === document.activeElement)).toBe(true)
  const wanted = rows[0]!.municipality
  await page.keyboard.type(wanted)
  await page.getByRole('status').filter({ hasText: ' из ' }).waitFor()

  await tabTo(page, 'tbody a')
  const names = await page.getByRole('rowheader').allTextContents()
  expect(names.length).toBeGreaterThan(2)
  expect(await focused(page)).toBe(names[0])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toBe(names[2])
  await page.keyboard.press('ArrowUp')
  expect(await focused(page)).toBe(names[1])
  await page.keyboard.press('End')
  expect(await focused(page)).toBe(names.at(-1))
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/schools\/\d+/)
  await page.getByRole('heading', { level: 1, name: names[1]!, exact: true }).waitFor()
})

it('the first press of Tab offers to go past the bars, and «/» anywhere finds a school', async () => {
  const { id } = await demoRegion()
  const page = await visit(`/regions/${id}`)
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('К содержанию')
  await page.keyboard.press('Enter')
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: 'Школа, район, документ, страница или слово' }).waitFor()
  await page.keyboard.type('гимназия')
  // The page behind has a list of procedures of its own.
  const found = page.getByRole('listbox', { name: 'Найденное' })
  await found.getByRole('option').first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/schools\/\d+/)
})
