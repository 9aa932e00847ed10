import { Buffer } from 'node:buffer'

/** V8 copies shorter slices anyway; a longer one keeps the whole chunk it was cut from alive. */
const SLICED_FROM = 13
const scratch = Buffer.allocUnsafe(64 * 1024)

/**
 * The same text in memory of its own. Without it a reader that keeps 1,000 school names would keep 1,000 chunks of the file.
 */
export function ownText(text: string): string {
  if (text.length < SLICED_FROM) return text
  if (text.length * 3 > scratch.length) return Buffer.from(text).toString()
  return scratch.toString('utf8', 0, scratch.write(text, 'utf8'))
}
