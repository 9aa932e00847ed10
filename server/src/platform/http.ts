import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { AccessLog } from './accesses.ts'
import type { AccessAction } from './audit-words.ts'
import { underAudit } from './audited.ts'
import { dataVersion } from './data-version.ts'
import { type Db, inTransaction } from './db.ts'
import { createKeptAnswers, sendKept } from './kept-answers.ts'
import { ProblemBody } from './problem.ts'

/** A role in a place: the installation (all null), a region, a municipality of it, or a school of that. */
export interface ActorGrant {
  role: string
  regionId: number | null
  municipalityId: number | null
  schoolId: number | null
}

/** Who asks, with what is granted to them today. */
export interface Actor {
  id: string
  name: string
  /** The first of their roles, for records. */
  role: string
  grants: readonly ActorGrant[]
  /** The grants as one text: those with the same scope are given the same answers. */
  scope: string
}

type Shape = z.ZodRawShape
type Out<S extends Shape | undefined> = S extends Shape ? z.infer<z.ZodObject<S>> : Record<string, never>

/**
 * What a handler gets. For a reading request `db` is the pool; for a writing one it *is* the transaction, and the
 * answer leaves after the commit. There is no other way to the database from a handler.
 */
export interface Context<P extends Shape | undefined, Q extends Shape | undefined, B> {
  actor: Actor
  db: Db
  params: Out<P>
  query: Out<Q>
  body: B
  requestId: string
  request: FastifyRequest
  /** For cookies; the answer itself is what the handler returns. */
  reply: FastifyReply
}

/** A file as the answer; `stream` is sent as it comes. */
export interface FileAnswer {
  fileName: string
  contentType: string
  stream: Readable | Buffer
}

/**
 * One door of the server. `action` names a line of accounts/access.ts (undeclared = the server does not start).
 * Writing methods run in one transaction unless `transaction: false` (uploads, whose bytes must not hold one open;
 * such a handler opens its own short transaction with `inTransaction`).
 */
export interface Route<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B = unknown,
  R extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  action: string
  summary: string
  params?: P
  query?: Q
  body?: z.ZodType<B>
  /** The schema of the answer (checked and stripped), or 'file'. */
  response: R | 'file'
  transaction?: false
  upload?: true
  /** The answer hangs on nothing but who asks, what for and the data: it is kept, encoded, until the data change. */
  kept?: true
  /** How the journal of accesses tells it: routes with school-level detail, and every route that gives a file. */
  audited?: AccessAction
  handle: (context: Context<P, Q, B>) => Promise<z.input<R> | FileAnswer>
}

/** Types a route by its schemas. */
export function defineRoute<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B = undefined,
  R extends z.ZodType = z.ZodType,
>(route: Route<P, Q, B, R>): AnyRoute {
  return route as unknown as AnyRoute
}

export type AnyRoute = Route<Shape | undefined, Shape | undefined, unknown, z.ZodType>

export interface Doors {
  db: Db
  /** Who asks; nobody is an actor, too. */
  actorOf: (request: FastifyRequest) => Promise<Actor>
  /** @throws Problem where the actor may not do it in the places that the parameters name */
  authorise: (
    db: Db,
    actor: Actor,
    action: string,
    params: Readonly<Record<string, unknown>>,
  ) => Promise<void>
  isKnownAction: (action: string) => boolean
  accesses: AccessLog
}

const actors = new WeakMap<FastifyRequest, Actor>()
/** Of requests whose answers are kept: asked beside the session, so that nobody waits for the one after the other. */
const versions = new WeakMap<FastifyRequest, Promise<string>>()

/** Mounts the routes under /api: schemas, permission, transaction, answer. */
export function mountRoutes(app: FastifyInstance, doors: Doors, routes: AnyRoute[]): void {
  const typed = app.withTypeProvider<ZodTypeProvider>()
  const answers = createKeptAnswers()
  for (const route of routes) {
    if (!doors.isKnownAction(route.action))
      throw new Error(`route ${route.method} ${route.path} declares no known action`)
    typed.route({
      method: route.method,
      url: `/api${route.path}`,
      schema: {
        summary: route.summary,
        operationId: operationId(route),
        ...(route.params ? { params: z.object(route.params) } : {}),
        ...(route.query ? { querystring: z.object(route.query) } : {}),
        ...(route.body ? { body: route.body } : {}),
        ...(route.upload ? { consumes: ['multipart/form-data'] } : {}),
        response:
          route.response === 'file'
            ? { default: ProblemBody }
            : { 200: route.response, default: ProblemBody },
      },
      config: { action: route.action, upload: route.upload === true },
      // Before the body is read: a stranger's megabytes are not worth parsing.
      onRequest: async (request) => {
        if (route.kept) {
          const version = dataVersion(doors.db)
          // Heard where the answer is looked for; a refused request never comes there.
          version.catch(() => {})
          versions.set(request, version)
        }
        const actor = await doors.actorOf(request)
        actors.set(request, actor)
        const params = request.params as Record<string, unknown>
        await doors
          .authorise(doors.db, actor, route.action, params)
          .catch((refusal: unknown) =>
            underAudit(doors.accesses, route, request, actor, () => Promise.reject(refusal)),
          )
      },
      handler: (request, reply) => answer(route, doors, answers, request, reply),
    })
  }
}

async function answer(
  route: AnyRoute,
  doors: Doors,
  answers: ReturnType<typeof createKeptAnswers>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const actor = actors.get(request)!
  const send = await underAudit(doors.accesses, route, request, actor, () =>
    prepare(route, doors, answers, request, reply, actor),
  )
  return send()
}

/** Does everything but sending, so that what must be written before the answer leaves can be. */
async function prepare(
  route: AnyRoute,
  doors: Doors,
  answers: ReturnType<typeof createKeptAnswers>,
  request: FastifyRequest,
  reply: FastifyReply,
  actor: Actor,
): Promise<() => unknown> {
  const call = (db: Db) =>
    route.handle({
      actor,
      db,
      params: (request.params ?? {}) as Record<string, never>,
      query: (request.query ?? {}) as Record<string, never>,
      body: request.body,
      requestId: request.id,
      request,
      reply,
    })
  if (route.kept) {
    const asked = request.body === undefined ? '' : JSON.stringify(request.body)
    const key = [actor.scope, request.method, request.url, asked].join('\n')
    const make = async () => String(reply.serialize(await call(doors.db)))
    const kept = await answers.get(key, await versions.get(request)!, make)
    return () => sendKept(request, reply, kept)
  }
  const reads = route.method === 'GET' || route.transaction === false
  const result = reads ? await call(doors.db) : await inTransaction(doors.db, call)
  if (route.response !== 'file') return () => result
  const file = result as FileAnswer
  return () =>
    reply
      .header('content-type', file.contentType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
      .send(file.stream)
}

function operationId(route: AnyRoute): string {
  const words = route.path.split('/').map((part) => part.replace(/^:/, 'by-').replace(/[^a-zA-Z-]/g, '-'))
  return [route.method.toLowerCase(), ...words].filter(Boolean).join('-')
}
