import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { openAccounts } from '../src/accounts/open-accounts.ts'
import { routesOf } from '../src/app.ts'
import type { ImportGround } from '../src/imports/commit-import.ts'
import { systemClock } from '../src/platform/clock.ts'
import type { Db } from '../src/platform/db.ts'
import type { AnyRoute } from '../src/platform/http.ts'

/** The part of JSON Schema that our inputs use. */
export interface JsonSchema {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  minItems?: number
  minimum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  default?: unknown
}

/** A door of the server with what it takes, as JSON Schema. */
export interface ApiRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** /api/regions/:regionId */
  path: string
  action: string
  /** Names of the parameters in the path. */
  params: string[]
  query: JsonSchema | null
  /** Null where the route takes no JSON. */
  body: JsonSchema | null
  isUpload: boolean
  isFile: boolean
}

/** Every route that the server mounts. */
export function everyRoute({ db, ground }: { db: Db; ground: ImportGround }): AnyRoute[] {
  const demo = () => ({ state: 'none' as const, done: 0, total: 0 })
  const accounts = openAccounts({
    ...{ db, secret: 'a secret of tests that is long enough', publicUrl: undefined, oidc: undefined },
    ...{ localUrl: 'http://localhost', sendsMail: false, clock: systemClock },
  })
  return [...routesOf({ version: 'test', demo, ground, uploadBytes: 10_000_000 }), ...accounts.routes]
}

/** The same with the very schemas it checks by. */
export function apiRoutes(at: { db: Db; ground: ImportGround }): ApiRoute[] {
  return everyRoute(at).map((route) => ({
    method: route.method,
    path: `/api${route.path}`,
    action: route.action,
    params: [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!),
    query: route.query === undefined ? null : schemaOf(z.object(route.query)),
    body: route.body === undefined ? null : schemaOf(route.body),
    isUpload: route.upload === true,
    isFile: route.response === 'file',
  }))
}

const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema

/** `GET /api/…` of everything the router itself has, to see that no door is missing above. */
export function mounted(app: FastifyInstance): string[] {
  const doors: string[] = []
  const path: string[] = []
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part = '', methods = ''] =
      /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    path.splice(indent.length / 4, path.length, part)
    // HEAD comes with each GET.
    for (const method of methods.split(', ').filter((name) => name !== '' && name !== 'HEAD'))
      doors.push(`${method} ${path.join('')}`)
  }
  return doors
}
