import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const

const Operation = z.object({
  parameters: z
    .array(
      z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: z.unknown() }),
    )
    .optional(),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown().optional() })) })
    .optional(),
})

/** A door of the running server, as its own document describes it. */
export interface ApiRoute {
  method: (typeof METHODS)[number]
  /** With its parameters in braces: /api/regions/{regionId}. */
  path: string
  params: { name: string; schema: JsonSchema }[]
  query: { name: string; schema: JsonSchema; isRequired: boolean }[]
  /** JSON Schema of a JSON body; null where the route takes none. */
  body: JsonSchema | null
  isUpload: boolean
}

export interface JsonSchema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  propertyNames?: JsonSchema
  items?: JsonSchema
  prefixItems?: JsonSchema[]
  minItems?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  $ref?: string
  default?: unknown
}

/** Every route of the API that is mounted, read from the server and not from a list. Call it after `ready`. */
export function apiRoutes(app: FastifyInstance): ApiRoute[] {
  const routes: ApiRoute[] = []
  for (const [path, operations] of Object.entries(app.swagger().paths ?? {}))
    for (const method of METHODS) {
      const given = (operations as Record<string, unknown>)[method.toLowerCase()]
      if (given === undefined) continue
      const { parameters = [], requestBody } = Operation.parse(given)
      const json = requestBody?.content['application/json']
      const named = (place: string) =>
        parameters
          .filter((parameter) => parameter.in === place)
          .map(({ name, schema, required }) => ({
            name,
            schema: schema as JsonSchema,
            isRequired: required === true,
          }))
      routes.push({
        method,
        path,
        params: named('path'),
        query: named('query'),
        body: (json?.schema as JsonSchema | undefined) ?? null,
        isUpload: requestBody?.content['multipart/form-data'] !== undefined,
      })
    }
  return routes
}

/** How many doors the router itself has, to see that none is missing above. HEAD comes with each GET. */
export function mountedCount(app: FastifyInstance): number {
  const lines = app.printRoutes({ commonPrefix: false }).matchAll(/ \(([A-Z, ]+)\)$/gm)
  return [...lines].flatMap(([, methods]) =>
    (methods ?? '').split(', ').filter((method) => method !== 'HEAD'),
  ).length
}
