import { expect, it } from 'vitest'
import { ask, demoRegion, settle, visit } from './harness.ts'

interface Card {
  name: string
  explanation: {
    sentence: string
    criteria: { outcome: string; evidence: Evidence[] }[]
  }
}

interface Evidence {
  name: string
  schoolYear: number
  participants: number
  low: number | null
  meets: boolean | null
  source: { importId: number; file: string; sheet: string; row: number; lastRow: number | null }
}

it('a listed school is opened from the list and its reason read down to file, sheet and row', async () => {
  const { id, year } = await demoRegion()
  const page = await visit(`/regions/${id}/schools?year=${year}&where=status:listed`)
  const first = page.getByRole('rowheader').getByRole('link').first()
  const name = (await first.textContent())!
  await first.click()
  await page.waitForURL(/\/schools\/\d+/)
  await settle(page)
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  await page.getByRole('heading', { name: 'Почему школа в перечне' }).waitFor()

  const schoolId = /\/schools\/(\d+)/.exec(page.url())![1]!
  const card = await ask<Card>(`/schools/${schoolId}?year=${year}&methodology=order-847`)
  expect(card.name).toBe(name)
  await page.getByText(card.explanation.sentence).first().waitFor()

  const met = card.explanation.criteria.filter(({ outcome }) => outcome === 'met')
  const deciding = met.flatMap(({ evidence }) => evidence).filter(({ meets }) => meets === true)
  expect(deciding.length).toBeGreaterThan(0)
  const sources = page
    .getByRole('region')
    .or(page.locator('section'))
    .filter({ has: page.getByRole('heading', { name: 'Откуда числа' }) })
  for (const { name: procedure, schoolYear, low, participants, source } of deciding) {
    const row = sources.getByRole('row').filter({ hasText: `${procedure}, ${schoolYear}` })
    const words = (await row.first().textContent())!.replace(/\s/g, ' ')
    if (low !== null) expect(words).toContain(`${low} из ${participants}`)
    expect(words).toContain(source.file)
    if (source.sheet !== '') expect(words).toContain(`лист «${source.sheet}»`)
    const isOne = source.lastRow === null || source.lastRow === source.row
    expect(words).toContain(isOne ? `строка ${source.row}` : `строки ${source.row}–${source.lastRow}`)
  }

  const { file, importId } = deciding[0]!.source
  await sources.getByRole('link', { name: file }).first().click()
  await page.waitForURL(`**/imports/${importId}*`)
  await page.getByRole('heading', { level: 1, name: file }).waitFor()
})
