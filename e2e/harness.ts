import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, expect, inject, onTestFinished } from 'vitest'

export const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

let browser: Promise<Browser> | undefined
afterAll(async () => (await browser)?.close())

/**
 * A new visitor of the running product. When the test is over the visitor's console must hold no errors, and everything
 * asked of the network must have been asked of our own server. A failed test leaves a picture in e2e/screenshots.
 * @param address of another server than the one that all journeys share
 */
export async function visit(
  path: string,
  size: keyof typeof SIZES = 'wide',
  address = inject('address'),
): Promise<Page> {
  const executablePath = process.env.CHROME_PATH || '/usr/bin/chromium'
  browser ??= chromium.launch({ executablePath, args: FLAGS })
  const context = await (await browser).newContext({
    baseURL: address,
    viewport: SIZES[size],
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'ru-RU',
    acceptDownloads: true,
  })
  const faults = watch(context, address)
  // What the content policy stops is said in words of our own: a style that is not applied makes no noise elsewhere.
  await context.addInitScript(() => {
    document.addEventListener(
      'securitypolicyviolation',
      ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
        console.error(`content policy: ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`),
    )
  })
  const page = await context.newPage()
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail')
      await page.screenshot({ path: join('e2e', 'screenshots', `${task.name}.png`.replaceAll('/', ' ')) })
    await context.close()
    expect(faults).toEqual([])
  })
  page.setDefaultTimeout(45_000)
  await page.goto(path)
  await settle(page)
  return page
}

function watch(context: BrowserContext, address: string): string[] {
  const faults: string[] = []
  context.on('console', (message) => {
    // Answers are looked at below, where their address is known.
    if (message.text().startsWith('Failed to load resource')) return
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  context.on('response', (response) => {
    const isProblem = response.url().includes('/api/') && response.status() < 500
    if (response.status() >= 400 && !isProblem) faults.push(`${response.status()} ${response.url()}`)
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) faults.push(`asked elsewhere: ${url}`)
  })
  return faults
}

/** Waits until the page has its heading and nothing is under way. */
export async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
  // A chart is asked for after its page is laid out: by then the network may have been called idle.
  await page.waitForFunction(() => document.querySelector('[aria-label="Рисуем…"]') === null)
}

const axe = readFileSync(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8')

/** What axe finds against WCAG 2.2 A and AA and its best practices, a line a rule. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } }
    return axe.run()
  })
  return violations.map(({ id, nodes }) => {
    const [first] = nodes
    return `${id}, ${nodes.length} places: ${first?.target.join(' ')}: ${first?.failureSummary?.replace(/\s+/g, ' ')}`
  })
}

/** True when the page can be scrolled sideways, which on a phone it must not. */
export const isWiderThanScreen = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** Asks the server as the page would; for the truth that the page is compared with. */
export async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${inject('address')}/api${path}`)
  expect(response.status, path).toBe(200)
  return (await response.json()) as T
}

/** The region of the demonstration and its latest year. */
export async function demoRegion(): Promise<{ id: number; name: string; year: number }> {
  const { regions } = await ask<{
    regions: { id: number; name: string; isDemo: boolean; years: number[] }[]
  }>('/session')
  const region = regions.find(({ isDemo }) => isDemo)!
  return { id: region.id, name: region.name, year: Math.max(...region.years) }
}
