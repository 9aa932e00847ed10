import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../platform/root.ts'

/** The version in package.json: the one place that says it. */
export function productVersion(): string {
  const text = readFileSync(join(repositoryRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
