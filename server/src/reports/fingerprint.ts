import { createHash } from 'node:crypto'

/** Ids of this installation, and when somebody pressed a button. */
const NO_CONTENT = /^(?:id|beforeOf|.*Id|createdBy|.*At|.*By)$/

/** Fingerprint of what a builder was given: sha-256 of its canonical JSON without what is no content. */
export function inputsHash(input: unknown): string {
  return createHash('sha256')
    .update(writeContent(input, new Map()) ?? 'null')
    .digest('hex')
}

/**
 * The same text as `canonicalJson` of identification gives without these keys, in one walk: a region's note has
 * thousands of rows of few shapes, so the keys of a shape are chosen and sorted once.
 * @param shapes sorted keys by all keys of an object
 */
function writeContent(value: unknown, shapes: Map<string, string[]>): string | undefined {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return writeContent(value.toJSON() as unknown, shapes)
  if (Array.isArray(value)) return `[${value.map((item) => writeContent(item, shapes) ?? 'null').join(',')}]`
  const parts: string[] = []
  for (const key of contentKeys(Object.keys(value), shapes)) {
    const text = writeContent((value as Record<string, unknown>)[key], shapes)
    if (text !== undefined) parts.push(`${JSON.stringify(key)}:${text}`)
  }
  return `{${parts.join(',')}}`
}

function contentKeys(keys: string[], shapes: Map<string, string[]>): string[] {
  const shape = keys.join('\n')
  const known = shapes.get(shape)
  if (known) return known
  const content = keys.filter((key) => !NO_CONTENT.test(key)).sort()
  // An object puts keys that are whole numbers before the others, and so do the fingerprints of signed papers.
  const ordered = Object.keys(Object.fromEntries(content.map((key) => [key, true])))
  shapes.set(shape, ordered)
  return ordered
}
