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

/** The ready people of the demonstration, by the role that a journey is about. */
export type DemoRole = 'region' | 'municipality' | 'school' | 'curator' | 'expert' | 'observer' | 'admin'

const cookies = new Map<DemoRole, Promise<string>>()

/** The cookie of a session of one of them, asked for once a file: `name=value`. */
export function cookieOf(role: DemoRole): Promise<string> {
  const known = cookies.get(role)
  if (known) return known
  const asked = demoSignIn(role)
  cookies.set(role, asked)
  return asked
}

async function demoSignIn(role: DemoRole): Promise<string> {
  const address = inject('address')
  const ways = (await (await fetch(`${address}/api/login`)).json()) as { demoPassword: string }
  const response = await fetch(`${address}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ email: `${role}@demo.example`, password: ways.demoPassword }),
  })
  expect(response.status, `${role} signs in`).toBe(200)
  const session = response.headers.getSetCookie().find((cookie) => cookie.includes('session_token='))!
  return session.split(';')[0]!
}

/**
 * A new visitor of the running product. When the test is over the visitor's console must hold no errors, and everything
 * asked of the network must have been asked of our own server. A failed test leaves a picture in e2e/screenshots.
 * @param as who is signed in; `nobody` has to do it
 * @param told what the browser's console may say in this journey, because it is about that
 * @param address of another server than the one that all journeys share; nobody of the demonstration is there
 */
export async function visit(
  path: string,
  size: keyof typeof SIZES = 'wide',
  {
    address = inject('address'),
    as = address === inject('address') ? 'region' : 'nobody',
    told,
  }: { as?: DemoRole | 'nobody'; address?: string; told?: string } = {},
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
  if (as !== 'nobody') {
    const [name, value] = (await cookieOf(as)).split(/=(.*)/s) as [string, string]
    await context.addCookies([{ name, value, url: address, httpOnly: true, sameSite: 'Lax' }])
  }
  const faults = watch(context, address, told)
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

function watch(
  context: BrowserContext,
  address: string,
  told = 'ApiProblem: Войдите, чтобы продолжить',
): string[] {
  const faults: string[] = []
  context.on('console', (message) => {
    // Answers are looked at below, where their address is known.
    if (message.text().startsWith('Failed to load resource')) return
    // By itself a session that has ended: the page gives way to the login page.
    if (message.text().startsWith(told)) return
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
export async function ask<T>(path: string, as: DemoRole = 'region'): Promise<T> {
  const response = await fetch(`${inject('address')}/api${path}`, { headers: { cookie: await cookieOf(as) } })
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
