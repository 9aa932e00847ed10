import { describe, expect, it } from 'vitest'
import { ask, demoRegion, findBarriers, isWiderThanScreen, settle, visit } from './harness.ts'

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

const anImport = async (): Promise<number> => {
  const { id } = await demoRegion()
  const imports = await ask<{ id: number; fileName: string; state: string }[]>(`/regions/${id}/imports`)
  return imports.find((item) => item.state === 'committed' && item.fileName.includes('ЕГЭ'))!.id
}

/** Pages by name, as paths under the region's own. */
const PAGES: Record<string, () => Promise<string> | string> = {
  'the region today': () => '',
  // One territory: every row is built alike, and axe looks at each cell of each for a second a hundred.
  'the list of schools': async () => `/schools?where=municipality:${(await aListedSchool()).municipalityId}`,
  'a school on the list': async () => `/schools/${(await aListedSchool()).schoolId}`,
  'a municipality': async () => `/municipalities/${(await aListedSchool()).municipalityId}`,
  imports: () => '/imports',
  'one import': async () => `/imports/${await anImport()}`,
  'the columns of an import': async () => `/imports/${await anImport()}/mapping`,
  matching: () => '/matching',
  registry: () => '/registry?q=гимназия',
  'a school of the registry': async () => `/registry/${(await aListedSchool()).schoolId}`,
  procedures: () => '/procedures',
  'data quality': () => '/quality',
  lists: () => '/lists',
  methodology: () => '/methodology',
  'what if': () => '/what-if',
  comparison: () => '/comparison',
  documents: () => '/documents',
  exports: () => '/exports',
}

it('the first page leads into the only region and names it', async () => {
  const region = await demoRegion()
  const page = await visit('/')
  await page.waitForURL(`**/regions/${region.id}`)
  await page.getByText(region.name).first().waitFor()
})

describe.each(Object.entries(PAGES))('%s', (_, path) => {
  it.each(['wide', 'phone'] as const)(
    'has no barriers that axe finds, in light and in dark: %s',
    async (size) => {
      const page = await visit(`/regions/${(await demoRegion()).id}${await path()}`, size)
      expect(await findBarriers(page)).toEqual([])
      expect(await isWiderThanScreen(page)).toBe(false)
      await page.emulateMedia({ colorScheme: 'dark' })
      // Anew: what is not yet on the screen would keep its light colours until it is scrolled to.
      await page.reload()
      await settle(page)
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
      expect(await findBarriers(page)).toEqual([])
    },
  )
})
