import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { apiRoutes, mounted } from '../api-routes.ts'
import { newRegion, testApp } from '../app.ts'

/** What holds at the server's edge before any handler: headers of every answer, foreign pages, floods, slow bodies. */
const { app, db, ground } = await testApp()
await app.ready()
const routes = apiRoutes({ db, ground })
const PAGE = '<script nonce="__CSP_NONCE__"></script><meta property="csp-nonce" nonce="__CSP_NONCE__">'

async function appWith(options: Partial<Parameters<typeof buildApp>[0]>) {
  const other = await buildApp({
    ...{
      db,
      ground,
      uploadBytes: 10_000_000,
      secret: 'a secret of tests that is long enough',
      version: 'test',
    },
    demo: () => ({ state: 'none', done: 0, total: 0 }),
    ...options,
  })
  onTestFinished(() => other.close())
  return other
}

async function appWithPage(publicUrl?: string) {
  const webDir = await mkdtemp(join(tmpdir(), 'traektoria-web-'))
  onTestFinished(() => rm(webDir, { recursive: true }))
  await writeFile(join(webDir, 'index.html'), PAGE)
  await writeFile(join(webDir, 'theme.js'), '"use strict"')
  return appWith({ webDir, publicUrl })
}

const address = ({ path }: { path: string }) => path.replace(/:\w+/g, '1')

it('the routes that are walked are all that are mounted', () => {
  const walked = routes.map(({ method, path }) => `${method} ${path}`)
  expect(mounted(app).filter((door) => !walked.includes(door))).toEqual(['GET /api/openapi.json'])
  expect(new Set(walked).size).toBe(walked.length)
  expect(walked.length).toBeGreaterThan(90)
})

describe('every answer of the API', () => {
  it('is sniffed, framed, kept and referred from by nobody, whatever its status', async () => {
    for (const route of routes) {
      const { headers } = await app.inject({ method: route.method, url: address(route) })
      const name = `${route.method} ${route.path}`
      expect(headers['x-content-type-options'], name).toBe('nosniff')
      expect(headers['content-security-policy'], name).toContain("default-src 'none'")
      expect(headers['content-security-policy'], name).toContain("frame-ancestors 'none'")
      expect(headers['referrer-policy'], name).toBe('no-referrer')
      expect(headers['cross-origin-resource-policy'], name).toBe('same-origin')
      expect(headers['cross-origin-opener-policy'], name).toBe('same-origin')
      expect(headers['cache-control'], name).toMatch(/^(no-store|private, no-cache)$/)
      expect(headers['access-control-allow-origin'], name).toBeUndefined()
      expect(headers['x-powered-by'] ?? headers.server, name).toBeUndefined()
      expect(headers['content-type'] ?? 'none', name).not.toMatch(/html/)
    }
  })
})

describe('the page', () => {
  it('carries a nonce of its own in each answer, and no unsafe word in its policy', async () => {
    const page = await appWithPage()
    const nonces = new Set<string>()
    for (let asked = 0; asked < 20; asked++) {
      const { headers, body } = await page.inject({ url: asked % 2 ? '/regions/1/lists' : '/index.html' })
      const policy = String(headers['content-security-policy'])
      const nonce = /script-src 'self' 'nonce-([A-Za-z0-9+/]{24})'/.exec(policy)?.[1] ?? ''
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
      for (const part of [
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(body).toBe(PAGE.replaceAll('__CSP_NONCE__', nonce))
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['permissions-policy']).toContain('geolocation=()')
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(20)
  })

  it('is asked for by https alone for two years where people reach it by https', async () => {
    const secure = await (await appWithPage('https://shnor.example')).inject({ url: '/' })
    expect(secure.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
    expect(secure.headers['content-security-policy']).toContain('upgrade-insecure-requests')
    const plain = await (await appWithPage()).inject({ url: '/' })
    expect(plain.headers['strict-transport-security']).toBeUndefined()
  })

  it.each([
    '/../index.html',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../../etc/passwd',
    '/assets/..%5c..%5cserver',
    '/.git/config',
    '/.env',
    '/theme.js/../../package.json',
    '//etc/passwd',
    '/theme.js%00.html',
  ])('gives no file outside the built web: %s', async (url) => {
    const page = await appWithPage()
    const { statusCode, body } = await page.inject({ url })
    expect([200, 400, 404]).toContain(statusCode)
    expect(body).not.toMatch(/root:|\[core\]|"dependencies"/)
    if (statusCode === 200) expect(body).toContain('csp-nonce')
  })
})

it('a cookie that is no session of anybody lets nobody in and breaks nothing', async () => {
  for (const value of ['%', '%E0%A4%A.x', "x' or '1'='1", 'x'.repeat(8_000), '__proto__', '', '.', '%00.%00'])
    for (const name of ['traektoria.session_token', '__Host-traektoria.session_token']) {
      const headers = { cookie: `${name}=${value}`, host: 'shnor.example' }
      const { statusCode, body } = await app.inject({ url: '/api/regions', headers })
      expect([statusCode, JSON.parse(body).code], value.slice(0, 20)).toEqual([401, 'account/signed-out'])
    }
})

describe('a foreign page', () => {
  it('makes nobody write: every writing route refuses it before anything else', async () => {
    for (const route of routes.filter(({ method }) => method !== 'GET'))
      for (const headers of [
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
        { 'sec-fetch-site': 'same-site', origin: 'http://localhost' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { cookie: 'session=x' },
      ]) {
        const { statusCode, body } = await app.inject({ method: route.method, url: address(route), headers })
        expect([statusCode, JSON.parse(body).code], `${route.method} ${route.path}`).toEqual([
          403,
          'request/foreign',
        ])
      }
  })

  it('builds no answer of ours into itself, and may link to us', async () => {
    const asked = (mode: string) =>
      app.inject({ url: '/api/regions', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode } })
    expect((await asked('no-cors')).statusCode).toBe(403)
    expect((await asked('navigate')).statusCode).toBe(200)
  })

  it('is told from our own page', async () => {
    const payload = { code: '77', name: 'Своя область', nameGenitive: null, namePrepositional: null }
    const own = { 'sec-fetch-site': 'same-origin', cookie: 'session=x' }
    const { statusCode } = await app.inject({ method: 'POST', url: '/api/regions', headers: own, payload })
    expect(statusCode).toBe(200)
  })
})

describe('many requests from one address', () => {
  it('are answered with 429, how many may come and when to come again; others are served on', async () => {
    const few = await appWith({ limits: { requestsPerMinute: 5 } })
    const ask = (remoteAddress: string, url = '/api/health') => few.inject({ url, remoteAddress })
    for (let asked = 0; asked < 5; asked++) expect((await ask('203.0.113.7')).statusCode).toBe(200)
    const refused = await ask('203.0.113.7')
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['content-type']).toMatch('application/problem+json')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(refused.json()).toMatchObject({ code: 'request/too-many', status: 429 })
    expect(refused.json().detail).toMatch(/больше 5 запросов.*через \d+ с/)
    expect((await ask('203.0.113.8')).statusCode).toBe(200)
    expect((await ask('203.0.113.7', '/api/nothing-here')).statusCode).toBe(429)
  })

  it('of IPv6 are counted by the network that one subscriber gets', async () => {
    const few = await appWith({ limits: { requestsPerMinute: 5 } })
    const statuses = []
    for (let last = 1; last <= 6; last++)
      statuses.push(
        (await few.inject({ url: '/api/health', remoteAddress: `2001:db8:1:1::${last}` })).statusCode,
      )
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('of a whole school behind one address are below the usual limit', async () => {
    const statuses = new Set<number>()
    // Forty people open a page of ten requests ten times within the minute.
    for (let asked = 0; asked < 4_000; asked++)
      statuses.add((await app.inject({ url: '/api/health', remoteAddress: '203.0.113.9' })).statusCode)
    expect([...statuses]).toEqual([200])
  })
})

/** Says `lines` to a real server and, after `pause`, hears what came back until the connection is closed. */
async function say(server: Awaited<ReturnType<typeof appWith>>, text: string): Promise<string> {
  const { port } = server.server.address() as AddressInfo
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let heard = ''
    socket.on('data', (piece) => {
      heard += piece
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}

describe('a slow or boundless request', () => {
  it('whose body trickles in is cut off, and an upload is given its time', async () => {
    const strict = await appWith({ limits: { bodyMilliseconds: 200 } })
    await strict.listen({ host: '127.0.0.1', port: 0 })
    const head = 'Host: localhost\r\nContent-Length: 1000\r\n'
    const json = `POST /api/regions HTTP/1.1\r\n${head}Content-Type: application/json\r\n\r\n{"code":`
    expect(await say(strict, json)).toBe('')
    const region = await newRegion(db)
    const form = `POST /api/regions/${region}/imports HTTP/1.1\r\n${head}Content-Type: multipart/form-data; boundary=x\r\n\r\n--x`
    const upload = say(strict, form)
    const first = await Promise.race([upload, new Promise((resolve) => setTimeout(resolve, 800, 'waiting'))])
    expect(first).toBe('waiting')
    strict.server.closeAllConnections()
    await upload
  })

  it('with headers beyond 16 KB is refused', async () => {
    const server = await appWith({})
    await server.listen({ host: '127.0.0.1', port: 0 })
    const text = `GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`
    expect(await say(server, text)).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('has limits on how long headers and the whole may take', () => {
    expect(app.server.headersTimeout).toBe(15_000)
    expect(app.server.requestTimeout).toBe(3_600_000)
    expect(app.server.timeout).toBe(600_000)
  })

  it('with a body beyond 20 MB is refused before it is read', async () => {
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/api/regions',
      headers: { 'content-type': 'application/json', 'content-length': '30000000' },
      payload: '{}',
    })
    expect([statusCode, JSON.parse(body).code]).toEqual([413, 'request/too-large'])
  })

  it('that could be read in two ways is refused (request smuggling)', async () => {
    const server = await appWith({})
    await server.listen({ host: '127.0.0.1', port: 0 })
    const both =
      'POST /api/regions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n'
    expect(await say(server, `${both}0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    )
    const twice =
      'POST /api/regions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}'
    expect(await say(server, twice)).toMatch(/^HTTP\/1\.1 400 /)
  })
})
