import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { settle, visit } from './harness.ts'
import { loadResults, ownServer, post } from './own-server.ts'

/** What a page would run if it took a name for markup. */
const NAMES = [
  '<script>window.hostile = 1</script>',
  '<img src=x onerror="window.hostile = 1">',
  '"><svg onload="window.hostile = 1">',
  "' onmouseover='window.hostile = 1",
  '</title></style></textarea><script>window.hostile = 1</script>',
  'javascript:window.hostile=1',
  '<style>* { display: none }</style>',
  '<base href="https://evil.example/">',
]

const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const table = [
  HEADER,
  ...NAMES.flatMap((name, at) =>
    [2024, 2025].flatMap((year) =>
      ['Математика', 'Русский язык'].map((subject) =>
        [year, 5, subject, quoted(NAMES[0]!), `edu9770${10 + at}`, quoted(name), 20, 45, 35, 15, 5].join(';'),
      ),
    ),
  ),
].join('\n')

/** A region all of whose schools are named like code, its file committed, a list and a note made. */
async function plant(
  page: Page,
): Promise<{ region: number; school: number; municipality: number; importId: number }> {
  const { id: region } = await post<{ id: number }>(page, '/regions', {
    ...{ code: '97', name: NAMES[1]!.slice(0, 200), nameGenitive: null, namePrepositional: null },
  })
  const importId = await loadResults(page, region, '<img src=x onerror="window.hostile=1">.csv', table)
  const about = { schoolYear: 2025, methodology: 'order-847' }
  await post(page, `/regions/${region}/lists`, { ...about, name: NAMES[2] })
  await post(page, `/regions/${region}/documents`, { ...about, kind: 'analytical-note' })
  const { schools } = await page.evaluate(
    async (id) =>
      (await fetch(`/api/regions/${id}/schools`)).json() as Promise<{
        schools: { id: number; municipalityId: number }[]
      }>,
    region,
  )
  return { region, importId, school: schools[0]!.id, municipality: schools[0]!.municipalityId }
}

it('names that are code are read as names on every page, and run on none', { timeout: 240_000 }, async () => {
  const page = await visit('/', 'wide', { address: await ownServer() })
  const { region, school, municipality, importId } = await plant(page)
  page.on('dialog', (dialog) => expect.fail(dialog.message()))
  const pages = [
    ...[
      '',
      '/schools',
      '/imports',
      '/matching',
      '/registry',
      '/procedures',
      '/quality',
      '/lists',
      '/methodology',
    ],
    ...['/what-if', '/comparison', '/documents', '/exports'],
    ...[
      `/schools/${school}`,
      `/municipalities/${municipality}`,
      `/imports/${importId}`,
      `/registry/${school}`,
    ],
  ]
  let read = 0
  for (const path of pages) {
    await page.goto(`/regions/${region}${path}`)
    await settle(page)
    const seen = await page.evaluate(() => ({
      hostile: 'hostile' in window,
      elements: document.querySelectorAll('[onerror], [onload], [onmouseover], base, img[src=x]').length,
      text: document.body.innerText,
    }))
    expect([seen.hostile, seen.elements], path).toEqual([false, 0])
    if (NAMES.some((name) => seen.text.includes(name))) read++
  }
  expect(read).toBeGreaterThan(8)
})
