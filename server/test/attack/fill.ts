import type { JsonSchema } from '../api-routes.ts'

/** Ids and codes that exist, by the name of the field that takes them. */
export type Known = Readonly<Record<string, unknown>>

/**
 * A value that fits the schema, with `text` in every place where any text may stand.
 * @param known values for fields of these names, at any depth
 */
export function fill(schema: JsonSchema, text: string, known: Known, name = ''): unknown {
  if (Object.hasOwn(known, name)) return known[name]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choices) return fill(choices.find(({ type }) => type !== 'null') ?? { type: 'null' }, text, known, name)
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {})
      const filled = fields.map(([key, value]) => [key, fill(value, text, known, key)])
      const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null
      if (others && fields.length === 0) filled.push([text.slice(0, 100), fill(others, text, known)])
      return Object.fromEntries(filled)
    }
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
        fill(schema.items ?? {}, text, known),
      )
    case 'string':
      return fillText(schema, text)
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return text
  }
}

function fillText({ format, pattern, minLength = 0, maxLength }: JsonSchema, text: string): string {
  if (format === 'date') return '2026-01-15'
  const long = text.padEnd(minLength, text || 'а').slice(0, maxLength)
  if (pattern === undefined || new RegExp(pattern, 'u').test(long)) return long
  return pattern.includes('64') ? 'a'.repeat(64) : '77'
}

/** An address with its parameters put in. @param known values by the parameter's name */
export const addressWith = (path: string, known: Known, otherwise = '1'): string =>
  path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(known[name] ?? otherwise).replace(/\p{Surrogate}/gu, '')),
  )

/** A query as text; fields that are not known and not required stay out. */
export function queryWith(schema: JsonSchema | null, text: string, known: Known): string {
  if (!schema) return ''
  const given = Object.entries(schema.properties ?? {}).filter(
    ([name]) => Object.hasOwn(known, name) || schema.required?.includes(name),
  )
  const pairs = given.map(([name, field]) => [name, String(fill(field, text, known, name))])
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
