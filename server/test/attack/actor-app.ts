import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ACTIONS } from '../../src/accounts/access.ts'
import { createAccessLog } from '../../src/accounts/audit/access-log.ts'
import { authorise } from '../../src/accounts/authorise.ts'
import { refuseHalfLetters } from '../../src/platform/half-letters.ts'
import { type Actor, mountRoutes } from '../../src/platform/http.ts'
import { answerError } from '../../src/platform/http-errors.ts'
import { everyRoute } from '../api-routes.ts'
import type { TestApp } from '../app.ts'

/**
 * The server's own doors, handlers and permissions, where who asks is said by the test and not by a session: so a whole
 * matrix of people can be tried without signing each of them in.
 */
export async function actorApp({ db, ground }: TestApp, actorOf: () => Actor): Promise<FastifyInstance> {
  const app = Fastify({ logger: false })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  await app.register(multipart)
  refuseHalfLetters(app)
  const accesses = createAccessLog(db)
  app.addHook('onClose', () => accesses.stop())
  mountRoutes(
    app,
    {
      ...{ db, authorise, accesses, actorOf: async () => actorOf() },
      isKnownAction: (action) => Object.hasOwn(ACTIONS, action),
    },
    everyRoute({ db, ground }),
  )
  await app.ready()
  return app
}
