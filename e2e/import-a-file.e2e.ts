import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask, demoRegion, findBarriers, visit } from './harness.ts'

const SAMPLE = 'vpr-2026-f1-ru-5.xlsx'

interface Counts {
  state: string
  preview: { resultCount: number; rowsRejected: number; schools: { waiting: number } }
}

/** Gives the file to the page of imports. @returns the number of the import that opens */
async function upload(page: Page): Promise<string> {
  await page.getByLabel('За какой год результаты').selectOption('2026')
  await page.getByLabel('Файлы с результатами').setInputFiles(join('samples', SAMPLE))
  await page.waitForURL(/\/imports\/\d+/)
  return /\/imports\/(\d+)/.exec(page.url())![1]!
}

it('a file is uploaded, understood, agreed to and undone', { timeout: 120_000 }, async () => {
  const region = await demoRegion()
  const page = await visit(`/regions/${region.id}/imports`)
  const id = await upload(page)
  const now = () => ask<Counts>(`/imports/${id}`)

  await page.getByText('Пока ничего не записано').waitFor()
  await page.getByRole('heading', { level: 1, name: SAMPLE }).waitFor()
  await page.getByRole('heading', { name: 'Что мы не поняли' }).waitFor()
  // The mark «7» of row 29 (samples/README.md): its place, what stands there, that the row is not counted.
  const mark = page.getByRole('listitem').filter({ hasText: 'строка 29' }).first()
  expect(await mark.textContent()).toContain('7')
  expect(await findBarriers(page)).toEqual([])

  const { preview } = await now()
  expect(preview.resultCount).toBeGreaterThan(200)
  expect(preview.rowsRejected).toBe(1)
  expect(preview.schools.waiting).toBe(1)
  expect((await demoRegion()).year).toBe(region.year)

  await page.getByRole('button', { name: 'Согласиться и загрузить' }).click()
  await page.getByRole('button', { name: 'Отменить загрузку' }).waitFor()
  expect((await now()).state).toBe('committed')
  expect((await demoRegion()).year).toBe(2026)
  expect(await findBarriers(page)).toEqual([])

  await page.getByRole('link', { name: 'Данные' }).first().click()
  const again = await upload(page)
  await page.getByRole('alert').getByText('Этот файл уже загружен').waitFor()
  expect((await ask<Counts>(`/imports/${again}`)).state).toBe('refused')
  await page.goBack()
  await page.goBack()

  await page.getByRole('button', { name: 'Отменить загрузку' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Отменить загрузку' }).click()
  await page.getByText('Её чисел больше нет в выводах').waitFor()
  expect((await now()).state).toBe('undone')
  expect((await demoRegion()).year).toBe(region.year)
})
