import { createHash } from 'node:crypto'
import { canonicalJson } from '../identification/freeze.ts'

/** Ids of this installation, and when somebody pressed a button. */
const NO_CONTENT = /^(?:id|beforeOf|.*Id|createdBy|.*At|.*By)$/

/** Fingerprint of what a builder was given */
export function inputsHash(input: unknown): string {
  const content = JSON.parse(
    JSON.stringify(input, (key, value: unknown) => (NO_CONTENT.test(key) ? undefined : value)),
  ) as unknown
  return createHash('sha256').update(canonicalJson(content)).digest('hex')
}
