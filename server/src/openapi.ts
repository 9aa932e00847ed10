import type { FastifyDynamicSwaggerOptions, SwaggerTransformObject } from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as home from './home/schemas.ts'
import * as identificationModel from './identification/model.ts'
import * as identification from './identification/schemas.ts'
import * as importModel from './imports/model.ts'
import * as imports from './imports/schemas.ts'
import * as places from './places/schemas.ts'
import * as problem from './platform/problem.ts'
import * as value from './platform/value.ts'
import * as profiles from './profiles/schemas.ts'
import * as documentPage from './reports/render-screen.ts'
import * as documentSchemas from './reports/schemas.ts'
import * as results from './results/model.ts'

const MODULES = [
  ...[value, problem, results, places, importModel, imports],
  ...[identificationModel, identification, profiles, home, documentPage, documentSchemas],
]

/** A schema is known in the document by the name it is exported under: the browser's types are called as ours. */
function nameSchemas() {
  const names = z.registry<{ id: string }>()
  const taken = new Map<string, unknown>()
  for (const [id, schema] of MODULES.flatMap((module) => Object.entries<unknown>({ ...module }))) {
    if (!(schema instanceof z.ZodType) || taken.get(id) === schema) continue
    if (taken.has(id)) throw new Error(`two schemas are called ${id}: the document can know only one`)
    taken.set(id, schema)
    if (!names.has(schema)) names.add(schema, { id })
  }
  return names
}

/** How the OpenAPI document is made from the routes. */
export function documentOptions(version: string): FastifyDynamicSwaggerOptions {
  const schemaRegistry = nameSchemas()
  const addComponents = createJsonSchemaTransformObject({ schemaRegistry })
  return {
    openapi: { openapi: '3.1.0', info: { title: 'Траектория', version } },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: (document) => keepMentioned(addComponents(document)),
  }
}

type Document = ReturnType<SwaggerTransformObject>
/** As `addComponents` leaves it. */
type OpenApi = { paths: object; components: { schemas: Record<string, object> } }

/** Every schema is offered as what is sent and as what is answered; the document keeps those that a route reaches. */
function keepMentioned(document: Document): Document {
  const { paths, components } = document as OpenApi
  const all = components.schemas
  const kept = new Set<string>()
  const visit = (part: unknown) => {
    for (const [, name] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (kept.has(name!)) continue
      kept.add(name!)
      visit(all[name!])
    }
  }
  visit(paths)
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)))
  return { ...document, components: { ...components, schemas } } as Document
}
