import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'
import { pageHeaders } from './security-headers.ts'

/** Stands in the built page where the nonce of an answer goes (vite.config.ts). */
const NONCE_PLACE = '__CSP_NONCE__'

/**
 * The built web: hashed assets are kept for ever, the page is made for each asking with a nonce of its own and kept
 * nowhere; any other address is the page.
 * @param webDir absent in tests of the API
 */
export async function serveWeb(
  app: FastifyInstance,
  { webDir, isHttps }: { webDir: string | undefined; isHttps: boolean },
): Promise<void> {
  const index = webDir === undefined ? undefined : join(webDir, 'index.html')
  const page = index !== undefined && existsSync(index) ? readFileSync(index, 'utf8') : undefined
  if (page !== undefined)
    await app.register(serveStatic, {
      root: webDir as string,
      index: false,
      wildcard: false,
      // Without its nonce it would be a dead page.
      globIgnore: ['index.html'],
      setHeaders: (response, path) => {
        if (path.includes('/assets/')) response.header('cache-control', 'public, max-age=31536000, immutable')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/')
    if (page !== undefined && isPage) {
      const nonce = randomBytes(18).toString('base64')
      return reply
        .type('text/html; charset=utf-8')
        .headers(pageHeaders(nonce, isHttps))
        .send(page.replaceAll(NONCE_PLACE, nonce))
    }
    return reply
      .status(404)
      .type('application/problem+json')
      .send(new Problem('request/not-found').toBody(request.id))
  })
}
