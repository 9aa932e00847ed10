import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import serveStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ACTIONS, can, LOCAL_OPERATOR } from './accounts/access.ts'
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
import { registryRoutes } from './imports/registry/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { documentOptions } from './openapi.ts'
import { placeRoutes } from './places/routes.ts'
import { systemClock } from './platform/clock.ts'
import type { Db } from './platform/db.ts'
import { mountRoutes } from './platform/http.ts'
import { answerError } from './platform/http-errors.ts'
import type { Log } from './platform/log.ts'
import { Problem } from './platform/problem.ts'
import { profileRoutes } from './profiles/routes.ts'
import { qualityRoutes } from './quality/routes.ts'
import { documentRoutes } from './reports/routes.ts'
import { catalogueRoutes } from './results/catalogue-routes.ts'

export interface AppOptions {
  db: Db
  ground: ImportGround
  uploadBytes: number
  /** Addresses and networks whose X-Forwarded-* is believed; nobody's where it is absent. */
  trustedProxies?: string[]
  /** The built web; absent in tests of the API. */
  webDir?: string
  logger?: Log
  version: string
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
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine writes its variables into <style> tags; nonces come with accounts.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  })
  // Workbooks are compressed already.
  await app.register(compress, { threshold: 2048, customTypes: /^(?!.*spreadsheetml)(text|application)\// })
  await app.register(multipart, {
    limits: { fileSize: options.uploadBytes, files: 1, fields: 20, fieldSize: 2 * 1024 * 1024 },
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
  const doors = {
    db: options.db,
    actorOf: () => LOCAL_OPERATOR,
    can,
    isKnownAction: (action: string) => Object.hasOwn(ACTIONS, action),
  }
  await app.register(async (api) => {
    mountRoutes(api, doors, [
      ...homeRoutes({ version: options.version, demo: options.demo }),
      ...placeRoutes(),
      ...importRoutes(options.ground, { uploadBytes: options.uploadBytes }),
      ...registryRoutes(options.ground, { uploadBytes: options.uploadBytes }),
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
    ])
  })
  app.get('/api/openapi.json', { config: { action: 'health.read' } }, async () => app.swagger())
  await serveWeb(app, options.webDir)
  return app
}

/** The built web: hashed assets are kept for ever, the page itself is asked for each time; any other address is the page. */
async function serveWeb(app: FastifyInstance, webDir: string | undefined): Promise<void> {
  const index = webDir === undefined ? undefined : join(webDir, 'index.html')
  const page = index !== undefined && existsSync(index) ? readFileSync(index) : undefined
  if (page !== undefined)
    await app.register(serveStatic, {
      root: webDir as string,
      index: false,
      wildcard: false,
      setHeaders: (response, path) => {
        if (path.includes('/assets/')) response.header('cache-control', 'public, max-age=31536000, immutable')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/')
    if (page !== undefined && isPage)
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
    return reply
      .status(404)
      .type('application/problem+json')
      .send(new Problem('request/not-found').toBody(request.id))
  })
}
