import compress from '@fastify/compress'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ACTIONS } from './accounts/access.ts'
import { createAccessLog } from './accounts/audit/access-log.ts'
import { auditRoutes } from './accounts/audit/routes.ts'
import type { OidcProvider } from './accounts/auth.ts'
import { authorise } from './accounts/authorise.ts'
import { openAccounts } from './accounts/open-accounts.ts'
import { exportRoutes } from './exports/routes.ts'
import { homeRoutes } from './home/routes.ts'
import type { Session } from './home/schemas.ts'
import { listRoutes } from './identification/list-routes.ts'
import { methodologyRoutes } from './identification/methodology-routes.ts'
import { identificationRoutes } from './identification/routes.ts'
import { simulatorRoutes } from './identification/simulator-routes.ts'
import { whatIfRoutes } from './identification/what-if-routes.ts'
import type { ImportGround } from './imports/commit-import.ts'
import { matchRoutes } from './imports/match-routes.ts'
import { officialClusterRoutes } from './imports/official-clusters/routes.ts'
import { peopleFileRoutes } from './imports/people/routes.ts'
import { registryRoutes } from './imports/registry/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { documentOptions } from './openapi.ts'
import { placeRoutes } from './places/routes.ts'
import { systemClock } from './platform/clock.ts'
import type { Db } from './platform/db.ts'
import { refuseHalfLetters } from './platform/half-letters.ts'
import { type AnyRoute, mountRoutes } from './platform/http.ts'
import { answerError } from './platform/http-errors.ts'
import type { Log } from './platform/log.ts'
import { Problem } from './platform/problem.ts'
import { CONNECTION_LIMITS, limitRequests } from './platform/request-limits.ts'
import { isForeign } from './platform/same-origin.ts'
import { sendSecurityHeaders } from './platform/security-headers.ts'
import { serveWeb } from './platform/serve-web.ts'
import { profileRoutes } from './profiles/routes.ts'
import { qualityRoutes } from './quality/routes.ts'
import { documentRoutes } from './reports/routes.ts'
import { catalogueRoutes } from './results/catalogue-routes.ts'
import { searchRoutes } from './search/routes.ts'

export interface AppOptions {
  db: Db
  ground: ImportGround
  uploadBytes: number
  /** Signs cookies and encrypts second factors; see accounts/secret.ts. */
  secret: string
  /** Addresses and networks whose X-Forwarded-* is believed; nobody's where it is absent. */
  trustedProxies?: string[]
  /** The built web; absent in tests of the API. */
  webDir?: string
  logger?: Log
  version: string
  /** The address people open, where a proxy stands before the server. */
  publicUrl?: string | undefined
  /** What links hold while there is none. */
  localUrl?: string
  /** Letters leave this installation. */
  sendsMail?: boolean
  oidc?: OidcProvider | undefined
  /** Others than usual, for tests. */
  limits?: { requestsPerMinute?: number; bodyMilliseconds?: number }
  /** How far the demonstration region is. */
  demo: () => Session['demo']
}

/** A reading that takes longer is worth a line in the log. */
const SLOW_MILLISECONDS = 1_000

/** Mounts the features and the one error handler. Does not listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    genReqId: () => crypto.randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    frameworkErrors: answerError,
    bodyLimit: 20 * 1024 * 1024,
    trustProxy: options.trustedProxies?.length ? options.trustedProxies : false,
    ...CONNECTION_LIMITS,
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const isHttps = options.publicUrl?.startsWith('https:') ?? false
  const publicOrigin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin
  await sendSecurityHeaders(app, isHttps)
  await limitRequests(app, options.limits)
  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/api/') && isForeign(request, publicOrigin))
      throw new Problem('request/foreign', 'Откройте «Траекторию» по её адресу и повторите действие там.')
  })
  refuseHalfLetters(app)
  // Workbooks are compressed already.
  await app.register(compress, { threshold: 2048, customTypes: /^(?!.*spreadsheetml)(text|application)\// })
  await app.register(multipart, {
    // One byte more than allowed, for the parser would cut the file at its limit and pass it on as if it were whole.
    limits: { fileSize: options.uploadBytes + 1, files: 1, fields: 20, fieldSize: 2 * 1024 * 1024 },
  })
  await app.register(swagger, documentOptions('1'))
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const milliseconds = Math.round(reply.elapsedTime)
    const isQuiet = request.method === 'GET' && reply.statusCode < 400 && milliseconds < SLOW_MILLISECONDS
    const line = { method: request.method, url: request.url, status: reply.statusCode, milliseconds }
    request.log[isQuiet ? 'debug' : 'info'](line, 'request')
  })
  app.setErrorHandler(answerError)
  const accesses = createAccessLog(options.db, options.logger)
  app.addHook('onClose', () => accesses.stop())
  const accounts = openAccounts({
    db: options.db,
    secret: options.secret,
    publicUrl: options.publicUrl,
    localUrl: options.localUrl ?? 'http://localhost',
    sendsMail: options.sendsMail ?? false,
    oidc: options.oidc,
    clock: systemClock,
  })
  const doors = {
    db: options.db,
    actorOf: accounts.actorOf,
    authorise,
    isKnownAction: (action: string) => Object.hasOwn(ACTIONS, action),
    accesses,
  }
  await app.register(async (api) => {
    mountRoutes(api, doors, [...routesOf(options), ...accounts.routes])
    if (options.oidc) accounts.mountProvider(api)
  })
  app.get('/api/openapi.json', { config: { action: 'health.read' } }, async () => app.swagger())
  await serveWeb(app, { webDir: options.webDir, isHttps })
  return app
}

/** Every door of the server. */
export function routesOf(
  options: Pick<AppOptions, 'version' | 'demo' | 'ground' | 'uploadBytes'>,
): AnyRoute[] {
  return [
    ...homeRoutes({
      version: options.version,
      demo: options.demo,
      ground: options.ground,
      clock: systemClock,
    }),
    ...searchRoutes(),
    ...notificationRoutes(systemClock),
    ...placeRoutes(),
    ...importRoutes(options.ground, { uploadBytes: options.uploadBytes }),
    ...registryRoutes(options.ground, { uploadBytes: options.uploadBytes }),
    ...peopleFileRoutes(options.ground, { uploadBytes: options.uploadBytes }),
    ...officialClusterRoutes(options.ground, { uploadBytes: options.uploadBytes }),
    ...matchRoutes(),
    ...catalogueRoutes(),
    ...identificationRoutes(),
    ...methodologyRoutes(),
    ...whatIfRoutes(),
    ...simulatorRoutes(),
    ...listRoutes(),
    ...profileRoutes(),
    ...documentRoutes(systemClock),
    ...qualityRoutes(),
    ...exportRoutes(systemClock),
    ...auditRoutes(options.ground.dataDir, systemClock),
  ]
}
