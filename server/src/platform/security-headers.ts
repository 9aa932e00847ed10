import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** An answer that is no page builds nothing: opened by itself it may run, load and send nothing. */
const NOTHING_ALLOWED =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

const TWO_YEARS = 63_072_000

/**
 * Headers of every answer, errors among them. An answer of the API is kept nowhere unless it says otherwise; the page
 * puts its own content policy in place of the empty one.
 * @param isHttps people reach the server by https: then by nothing else
 */
export async function sendSecurityHeaders(app: FastifyInstance, isHttps: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: isHttps ? { maxAge: TWO_YEARS, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  })
  app.addHook('onRequest', async (_, reply) => {
    reply.header('content-security-policy', NOTHING_ALLOWED)
  })
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store')
  })
}

/** What the page may use of a device: nothing. */
const NO_DEVICES = [
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'hid',
    'magnetometer',
  ],
  ...['microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-get', 'serial', 'usb'],
]
  .map((device) => `${device}=()`)
  .join(', ')

/** Headers of the page alone: what it may load and run (our own files, and styles that carry this answer's nonce). */
export function pageHeaders(nonce: string, isHttps: boolean): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ['upgrade-insecure-requests'] : []),
  ]
  return {
    'cache-control': 'no-store',
    'content-security-policy': policy.join('; '),
    'permissions-policy': NO_DEVICES,
  }
}
