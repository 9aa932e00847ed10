import { once } from 'node:events'

/** In a child of a test: resolves when the parent asks it to finish. */
export async function untilStdinEnds(): Promise<void> {
  process.stdin.resume()
  await once(process.stdin, 'end')
}
