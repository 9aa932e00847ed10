import { describe, expect, it } from 'vitest'
import { ask, demoRegion, findBarriers, isWiderThanScreen, visit } from './harness.ts'

interface Row {
  schoolId: number
  municipalityId: number
  status: string
}

const aListedSchool = async (): Promise<Row> => {
  const { id, year } = await demoRegion()
  const { rows } = await ask<{ rows: Row[] }>(
    `/regions/${id}/identification?year=${year}&methodology=order-847`,
  )
  return rows.find(({ status }) => status === 'listed')!
}

/** Pages by name, as paths under the region's own. */
const PAGES: Record<string, () => Promise<string> | string> = {
  'the region today': () => '',
  // One territory: every row is built alike, and axe looks at each cell of each for a second a hundred.
  'the list of schools': async () => `/schools?where=municipality:${(await aListedSchool()).municipalityId}`,
  'a school on the list': async () => `/schools/${(await aListedSchool()).schoolId}`,
  imports: () => '/imports',
  matching: () => '/matching',
  lists: () => '/lists',
  methodology: () => '/methodology',
}

it('the first page leads into the only region and names it', async () => {
  const region = await demoRegion()
  const page = await visit('/')
  await page.waitForURL(`**/regions/${region.id}`)
  await page.getByText(region.name).first().waitFor()
})

describe.each(Object.entries(PAGES))('%s', (_, path) => {
  const open = async (options: Parameters<typeof visit>[1]) =>
    visit(`/regions/${(await demoRegion()).id}${await path()}`, options)

  it.each([
    ['light, wide', { size: 'wide' }],
    ['dark, wide', { size: 'wide', dark: true }],
    ['light, on a phone', { size: 'phone' }],
    ['dark, on a phone', { size: 'phone', dark: true }],
  ] as const)('has no barriers that axe finds: %s', async (_, options) => {
    const page = await open(options)
    expect(await findBarriers(page)).toEqual([])
    expect(await isWiderThanScreen(page)).toBe(false)
  })
})
