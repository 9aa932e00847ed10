import multipart from '@fastify/multipart'
import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll } from 'vitest'
import { ACTIONS, makeActor, NOBODY } from '../src/accounts/access.ts'
import { createAccessLog } from '../src/accounts/audit/access-log.ts'
import { authorise } from '../src/accounts/authorise.ts'
import { routesOf } from '../src/app.ts'
import { type Actor, type ActorGrant, type AnyRoute, mountRoutes } from '../src/platform/http.ts'
import { answerError } from '../src/platform/http-errors.ts'
import type { TestApp } from './app.ts'

export interface Answered {
  status: number
  /** What left the server, byte for byte. */
  bytes: Buffer
  headers: Record<string, unknown>
  /** The body as JSON. */
  json<T = never>(): T
}

export interface Person {
  actor: Actor
  ask(method: AnyRoute['method'], path: string, body?: unknown): Promise<Answered>
}

const INSTALLATION = { regionId: null, municipalityId: null, schoolId: null }

/** A role in a place, without the parts of the place that are not named. */
export const grant = (role: string, place: Partial<ActorGrant> = {}): ActorGrant => ({
  ...INSTALLATION,
  ...place,
  role,
})

/** Every door of the server with its real guards, opened by people whom the test makes: only signing in is left out. */
export async function actingApp({ db, ground }: Pick<TestApp, 'db' | 'ground'>) {
  const app = Fastify({ logger: false, frameworkErrors: answerError })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  await app.register(multipart)
  const people = new Map<string, Actor>()
  const accesses = createAccessLog(db)
  app.addHook('onClose', () => accesses.stop())
  const routes = routesOf({
    version: 'test',
    demo: () => ({ state: 'none', done: 0, total: 0 }),
    ground,
    uploadBytes: 1_000_000,
  })
  const doors = {
    db,
    actorOf: async (request: { headers: Record<string, unknown> }) =>
      people.get(String(request.headers['x-person'])) ?? NOBODY,
    authorise,
    isKnownAction: (action: string) => Object.hasOwn(ACTIONS, action),
    accesses,
  }
  mountRoutes(app, doors, routes)
  afterAll(() => app.close())
  const person = (name: string, ...grants: ActorGrant[]): Person => {
    const actor = makeActor(name, name, [...grants, grant('person')])
    people.set(name, actor)
    return {
      actor,
      async ask(method, path, body) {
        const answer = await app.inject({
          method,
          url: `/api${path}`,
          headers: { 'x-person': name },
          ...(body === undefined ? {} : { payload: body as object }),
        })
        return {
          status: answer.statusCode,
          bytes: answer.rawPayload,
          headers: answer.headers,
          json: <T>() => answer.json() as T,
        }
      },
    }
  }
  return { app, routes, person }
}
