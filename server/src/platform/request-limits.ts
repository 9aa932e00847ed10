import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isLoopback } from './loopback.ts'
import { Problem } from './problem.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/**
 * How long a connection may keep the server waiting, for Fastify. Receiving is limited, not working: a document that
 * takes a minute to be made is no slow client. A whole request may take an hour, which is for uploads over a poor line;
 * any other body has BODY_MILLISECONDS.
 */
export const CONNECTION_LIMITS = {
  requestTimeout: 60 * MINUTE,
  connectionTimeout: 10 * MINUTE,
  http: { headersTimeout: 15 * SECOND, connectionsCheckingInterval: 5 * SECOND, maxHeaderSize: 16 * 1024 },
}

const BODY_MILLISECONDS = MINUTE
/** What is left of a limit is told when nothing is. */
const QUIET = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }

/**
 * Requests of the API that one address may make in a minute, of each process. A school, or a whole department, comes from
 * one address: forty people who open a page of ten requests every four seconds stay below it.
 */
export const REQUESTS_PER_MINUTE = 6_000

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A body that may take its time. */
    upload?: boolean
  }
}

/**
 * Limits what one address may ask of the API and how long a body may trickle in. Loopback is not counted: it is this
 * machine's operator, or a proxy whose word about addresses is not trusted, behind which everybody would be one.
 */
export async function limitRequests(
  app: FastifyInstance,
  { requestsPerMinute = REQUESTS_PER_MINUTE, bodyMilliseconds = BODY_MILLISECONDS } = {},
): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max: requestsPerMinute,
    timeWindow: MINUTE,
    cache: 20_000,
    addHeadersOnExceeding: QUIET,
    allowList: (request: FastifyRequest) => isLoopback(request.ip) || !request.url.startsWith('/api/'),
    errorResponseBuilder: (_, { ttl }) =>
      new Problem(
        'request/too-many',
        `С вашего адреса пришло больше ${requestsPerMinute} запросов за минуту. Повторите через ${Math.ceil(ttl / SECOND)} с.`,
      ),
  })
  // Before a route's own hooks, which ask the database who it is.
  app.addHook('onRequest', app.rateLimit())
  const waiting = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.routeOptions.config.upload) return
    waiting.set(request, setTimeout(() => request.raw.destroy(), bodyMilliseconds).unref())
  })
  const arrived = async (request: FastifyRequest) => clearTimeout(waiting.get(request))
  app.addHook('preValidation', arrived)
  app.addHook('onResponse', arrived)
  app.addHook('onRequestAbort', arrived)
}
