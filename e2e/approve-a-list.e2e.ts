import exceljs from 'exceljs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask, demoRegion, findBarriers, isWiderThanScreen, SIZES, settle, visit } from './harness.ts'

interface List {
  state: string
  listed: number
  orderNumber: string | null
  orderDate: string | null
  reproducible: boolean
  entries: {
    name: string
    listed: boolean
    listedByRule: boolean
    decision: string | null
    reason: string | null
  }[]
}

const REASONS = {
  include: 'Школа открылась в этом году и ещё не держала ВПР',
  exclude: 'Школа уже получает поддержку по другой программе',
}

/** Finds one school in the table of the list and decides on it otherwise than the rule. */
async function decide(page: Page, name: string, button: 'Включить' | 'Исключить', reason: string) {
  await page.getByRole('searchbox', { name: 'Поиск по таблице' }).fill(name)
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
  await row.getByRole('button', { name: new RegExp(`^${button}`) }).click()
  const dialog = page.getByRole('dialog')
  // Without a reason nothing is decided.
  await dialog.getByRole('button', { name: button }).click()
  await dialog.getByText('Напишите причину').waitFor()
  await dialog.getByLabel('Почему комиссия решила иначе').fill(reason)
  await dialog.getByRole('button', { name: button }).click()
  await dialog.waitFor({ state: 'hidden' })
  await row.getByText(button === 'Включить' ? 'включена комиссией' : 'исключена комиссией').waitFor()
}

it('a draft goes to the commission, is decided upon, approved and taken away as xlsx', {
  timeout: 180_000,
}, async () => {
  const { id, year } = await demoRegion()
  const page = await visit(`/regions/${id}/schools?year=${year}`)
  await page.getByRole('button', { name: 'Составить перечень' }).click()
  await page.getByLabel('Название').fill('Перечень для проверки')
  await page.getByRole('button', { name: 'Составить черновик' }).click()
  await page.waitForURL(/\/lists\/\d+/)
  await settle(page)
  const listId = /\/lists\/(\d+)/.exec(page.url())![1]!
  const now = () => ask<List>(`/lists/${listId}`)
  const draft = await now()
  expect(draft.state).toBe('draft')
  expect(draft.listed).toBeGreaterThan(10)

  await page.getByRole('button', { name: 'Передать комиссии' }).click()
  await page.getByRole('button', { name: 'Утвердить приказом' }).waitFor()
  const unique = (name: string) => draft.entries.filter((entry) => entry.name.includes(name)).length === 1
  const included = draft.entries.find((entry) => !entry.listedByRule && unique(entry.name))!.name
  const excluded = draft.entries.find((entry) => entry.listedByRule && unique(entry.name))!.name
  await page.getByRole('navigation', { name: 'Быстрый отбор' }).getByText('все школы').click()
  await decide(page, included, 'Включить', REASONS.include)
  await decide(page, excluded, 'Исключить', REASONS.exclude)
  expect(await findBarriers(page)).toEqual([])
  expect((await now()).listed).toBe(draft.listed)

  await page.getByRole('button', { name: 'Утвердить приказом' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Номер приказа').fill('17-04/25')
  await dialog.getByLabel('Дата приказа').fill('2025-09-15')
  expect(await findBarriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Утвердить' }).click()
  await page.getByText('Утверждён приказом № 17-04/25').first().waitFor()
  await page.getByText('Пересчитан сейчас на тех же данных — совпадает.').waitFor()
  expect(
    await page
      .getByRole('row')
      .getByRole('button', { name: /^(Включить|Исключить|Изменить)/ })
      .count(),
  ).toBe(0)

  const approved = await now()
  expect(approved).toMatchObject({
    state: 'approved',
    orderNumber: '17-04/25',
    orderDate: '2025-09-15',
    reproducible: true,
  })
  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Excel' }).click()
  const download = await started
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  const book = new exceljs.Workbook()
  await book.xlsx.readFile(await download.path())
  const cells = book.worksheets.flatMap((sheet) => {
    const found: string[] = []
    sheet.eachRow((row) => row.eachCell((cell) => found.push(cell.text)))
    return found
  })
  const text = cells.join('\n')
  expect(text).toContain('17-04/25')
  for (const entry of approved.entries.filter(({ listed }) => listed)) expect(cells).toContain(entry.name)
  for (const words of [included, excluded, REASONS.include, REASONS.exclude]) expect(text).toContain(words)

  await page.setViewportSize(SIZES.phone)
  expect(await findBarriers(page)).toEqual([])
  expect(await isWiderThanScreen(page)).toBe(false)
})
