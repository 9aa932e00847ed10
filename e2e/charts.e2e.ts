import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { ask, demoRegion, isWiderThanScreen, settle, visit } from './harness.ts'

interface View {
  title: string
  table: { head: string[]; rows: string[][] }
  reading: { key: string; words: string }[]
}

interface Row {
  schoolId: number
  municipalityId: number
  status: string
  name: string
}

const listedSchool = async (): Promise<Row> => {
  const { id, year } = await demoRegion()
  const { rows } = await ask<{ rows: Row[] }>(
    `/regions/${id}/identification?year=${year}&methodology=order-847`,
  )
  return rows.find(({ status }) => status === 'listed')!
}

it('a funnel is read point by point with arrows, and Enter opens the school', async () => {
  const { id, year } = await demoRegion()
  const view = await ask<View>(`/regions/${id}/charts/funnel?year=${year}`)
  const page = await visit(`/regions/${id}?year=${year}`)
  const chart = page.getByRole('figure', { name: view.title })
  const picture = chart.getByRole('group', { name: /Стрелки читают/ })
  await picture.focus()
  await page.keyboard.press('ArrowRight')
  await chart.locator('[aria-live]').filter({ hasText: view.reading[0]!.words }).waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  const chosen = view.reading.at(-2)!
  await chart.locator('[aria-live]').filter({ hasText: chosen.words }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/schools/${chosen.key}\\b`))
})

it('the table beside a picture holds the numbers of the picture, and the picture can be taken away', async () => {
  const { id, year } = await demoRegion()
  const view = await ask<View>(`/regions/${id}/charts/procedures?year=${year}`)
  const page = await visit(`/regions/${id}?year=${year}`)
  const chart = page.getByRole('figure', { name: view.title })
  const drawn = await chart.locator('svg[data-chart] text').allTextContents()
  await chart.getByRole('button', { name: 'Таблица' }).click()
  const cells = await chart.getByRole('table').getByRole('cell').allTextContents()
  expect(cells).toEqual(view.table.rows.flatMap((row) => row.slice(1)))
  for (const row of view.table.rows) expect(drawn.join('|')).toContain(row[3]!)

  await chart.getByRole('button', { name: 'Скачать' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: /^PNG/ }).click()
  const bytes = await readFile(await (await download).path())
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
})

it('the measure of the map stands in the address, and an area leads to its municipality', async () => {
  const { id, year } = await demoRegion()
  const page = await visit(`/regions/${id}?year=${year}`)
  await page.getByRole('button', { name: 'Полнота' }).click()
  await page.waitForURL(/measure=coverage/)
  const view = await ask<View>(`/regions/${id}/charts/map?year=${year}&of=coverage`)
  const chart = page.getByRole('figure', { name: view.title })
  await chart.getByRole('group', { name: /Стрелки читают/ }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/municipalities/${view.reading[0]!.key}\\b`))
  await settle(page)
  await page.getByRole('heading', { name: 'Школы муниципалитета' }).waitFor()
})

it('a municipality shows its schools by name, and one of its filters keeps only those', async () => {
  const { id, year } = await demoRegion()
  const { municipalityId } = await listedSchool()
  const card = await ask<{ schools: { name: string; status: string }[]; totals: { listed: number } }>(
    `/municipalities/${municipalityId}?year=${year}`,
  )
  const page = await visit(`/regions/${id}/municipalities/${municipalityId}?year=${year}`, 'phone')
  const schools = page.locator('li h3').getByRole('link')
  const all = await schools.allTextContents()
  expect(all).toEqual(card.schools.map(({ name }) => name))
  expect([...all].sort(new Intl.Collator('ru', { numeric: true }).compare)).toEqual(all)
  await page
    .getByRole('button', { name: /^В перечне/ })
    .first()
    .click()
  expect(await schools.count()).toBe(card.totals.listed)
  expect(await isWiderThanScreen(page)).toBe(false)
})

it('the card of a school prints on two sheets', async () => {
  const { id, year } = await demoRegion()
  const { schoolId } = await listedSchool()
  const page = await visit(`/regions/${id}/schools/${schoolId}?year=${year}`)
  await page.locator('.only-print svg[data-chart=history]').waitFor({ state: 'attached' })
  const sheets = await page.pdf({ preferCSSPageSize: true })
  expect(sheets.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2)
})
