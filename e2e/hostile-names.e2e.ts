import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { settle, visit } from './harness.ts'
import { listening } from './start-server.ts'

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

/** Asks as the page itself does, with what the browser adds to it. */
const post = <T>(page: Page, path: string, body: unknown): Promise<T> =>
  page.evaluate(
    async ([address, text]) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`/api${address}`, { method: 'POST', headers, body: text })
      if (!answer.ok) throw new Error(await answer.text())
      return answer.json()
    },
    [path, JSON.stringify(body)] as const,
  ) as Promise<T>

/** A region all of whose schools are named like code, its file committed, a list and a note made. */
async function plant(
  page: Page,
): Promise<{ region: number; school: number; municipality: number; importId: number }> {
  const { id: region } = await post<{ id: number }>(page, '/regions', {
    ...{ code: '97', name: NAMES[1]!.slice(0, 200), nameGenitive: null, namePrepositional: null },
  })
  const importId = await page.evaluate(
    async ([id, text]) => {
      const form = new FormData()
      form.append('year', '2025')
      form.append('createSchools', 'true')
      form.append('file', new Blob([text]), '<img src=x onerror="window.hostile=1">.csv')
      const answer = await fetch(`/api/regions/${id}/imports`, { method: 'POST', body: form })
      return ((await answer.json()) as { id: number }).id
    },
    [region, table] as const,
  )
  const state = (wanted: string) =>
    expect
      .poll(
        () =>
          page.evaluate(
            async (id) => ((await (await fetch(`/api/imports/${id}`)).json()) as { state: string }).state,
            importId,
          ),
        { timeout: 30_000, interval: 300 },
      )
      .toBe(wanted)
  await state('checked')
  await post(page, `/imports/${importId}/commit`, {})
  await state('committed')
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

/** An empty product of this test's own: other journeys share a region that must not be named so. */
async function ownServer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-hostile-'))
  const server = spawn(
    process.execPath,
    [join('dist', 'server', 'main.js'), 'serve', '--data', folder, '--port', '0'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        DATABASE_URL: '',
        LOG_LEVEL: 'error',
        TRAEKTORIA_DEMO: 'off',
      },
    },
  )
  const ended = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  })
  return listening(server, [])
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
