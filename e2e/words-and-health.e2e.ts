import { expect, it } from 'vitest'
import { demoRegion, findBarriers, isWiderThanScreen, settle, visit } from './harness.ts'

it('the search leads to a word of the glossary, and the glossary fits a phone', async () => {
  const { id } = await demoRegion()
  const page = await visit(`/regions/${id}/lists`, 'phone')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^Школа, район/ }).fill('воронка')
  const found = page.getByRole('listbox', { name: 'Найденное' })
  await found.getByRole('option', { name: /^Воронка/ }).click()
  await page.waitForURL(/\/glossary#funnel$/)
  await settle(page)
  expect(await findBarriers(page)).toEqual([])
  expect(await isWiderThanScreen(page)).toBe(false)
})

it('a term says what it means where it stands, and gives the focus back', async () => {
  const { id } = await demoRegion()
  const page = await visit(`/regions/${id}/quality`)
  const term = page.getByRole('button', { name: 'Правила', exact: true })
  await term.focus()
  await page.keyboard.press('Enter')
  await page.getByText('Она никогда ничего не исправляет').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Она никогда ничего не исправляет').waitFor({ state: 'hidden' })
  expect(await term.evaluate((button) => button === document.activeElement)).toBe(true)
})

it('the state of the system is read from the menu of the person', async () => {
  const page = await visit('/glossary', 'wide', { as: 'admin' })
  await page.getByRole('button', { name: /ваши страницы$/ }).click()
  await page.getByRole('link', { name: 'Состояние системы' }).click()
  await page.waitForURL(/\/system$/)
  await settle(page)
  await page.getByText('Свободно на диске').waitFor()
  expect(await findBarriers(page)).toEqual([])
})
