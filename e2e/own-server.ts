import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { listening } from './start-server.ts'

/**
 * An empty product of one test's own, for what the region that journeys share must not see.
 * @param settings more of the environment, e.g. where letters go
 */
export async function ownServer(settings: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-own-'))
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
        ...settings,
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

/** Asks as the page itself does, with what the browser adds to it. */
export const post = <T>(page: Page, path: string, body: unknown): Promise<T> =>
  page.evaluate(
    async ([address, text]) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`/api${address}`, { method: 'POST', headers, body: text })
      if (!answer.ok) throw new Error(await answer.text())
      return answer.json()
    },
    [path, JSON.stringify(body)] as const,
  ) as Promise<T>

/** A csv of results uploaded, its schools made, and agreed to. @returns the number of the import */
export async function loadResults(
  page: Page,
  regionId: number,
  fileName: string,
  table: string,
): Promise<number> {
  const importId = await page.evaluate(
    async ([id, name, text]) => {
      const form = new FormData()
      form.append('year', '2025')
      form.append('createSchools', 'true')
      form.append('file', new Blob([text]), name)
      const answer = await fetch(`/api/regions/${id}/imports`, { method: 'POST', body: form })
      return ((await answer.json()) as { id: number }).id
    },
    [regionId, fileName, table] as const,
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
  return importId
}
