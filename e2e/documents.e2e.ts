import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { ask, demoRegion, findBarriers, isWiderThanScreen, settle, visit } from './harness.ts'

it('a note is made, a number of it is traced, a text is written, and Word takes it all out', async () => {
  const { id } = await demoRegion()
  const [municipality] = await ask<{ id: number; name: string }[]>(`/regions/${id}/municipalities`)
  const page = await visit(`/regions/${id}/documents`)
  await page.getByRole('button', { name: 'Составить документ' }).click()
  const dialog = page.getByRole('dialog', { name: 'Составить документ' })
  await dialog.getByRole('radio', { name: 'Аналитическая записка' }).check()
  await dialog.getByLabel('О ком').selectOption({ label: 'Муниципалитет' })
  await dialog.getByLabel('Муниципалитет').selectOption({ label: municipality!.name })
  await dialog.getByRole('button', { name: 'Составить черновик' }).click()
  await page.waitForURL('**/documents/*')
  await settle(page)

  const sheet = page.getByRole('article')
  await sheet.getByText('АНАЛИТИЧЕСКАЯ ЗАПИСКА').waitFor()
  const [first] = await sheet.locator('button[aria-pressed]').all()
  await first!.click()
  const source = page.getByRole('complementary', { name: 'Откуда число' })
  const [figure] = /\d+/.exec((await first!.textContent())!)!
  expect(await source.textContent()).toContain(figure)

  await sheet.getByRole('button', { name: 'Исправить этот текст' }).nth(1).click()
  const field = sheet.getByRole('textbox', { name: 'Текст документа' })
  const numbers = await field.locator('[data-run]').allTextContents()
  await field.press('Control+End')
  await page.keyboard.type(' Согласовано с муниципалитетом.')
  await sheet.getByRole('button', { name: 'Сохранить', exact: true }).click()
  await sheet.getByText('Исправлено вручную').waitFor()

  const started = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Скачать', exact: true }).click()
  await page.getByText('Word — для правки и печати').click()
  const download = await started
  expect(download.suggestedFilename()).toMatch(/\.docx$/)
  const files = unzipSync(new Uint8Array(await readFile(await download.path())))
  const words = strFromU8(files['word/document.xml']!).replace(/<[^>]+>/g, '')
  expect(words).toContain('Согласовано с муниципалитетом.')
  for (const number of numbers) expect(words).toContain(number)

  await page.keyboard.press('Escape')
  expect(await findBarriers(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await isWiderThanScreen(page)).toBe(false)
})
