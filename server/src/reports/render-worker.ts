import { parentPort } from 'node:worker_threads'
import { Problem, type ProblemCode } from '../platform/problem.ts'
import type { DocumentTree } from './document.ts'
import type { DocumentFormat } from './document-formats.ts'
import { renderDocument } from './render-document.ts'

/** One document to be drawn. */
export interface RenderOrder {
  tree: DocumentTree
  format: DocumentFormat
}

/** Its bytes; or a trouble a person can act upon; or a fault of the program. An error's class does not survive the way. */
export type RenderAnswer =
  | { bytes: Uint8Array<ArrayBuffer> }
  | { problem: { code: ProblemCode; detail: string | undefined; possible: string[] | undefined } }
  | { fault: unknown }

async function answer({ tree, format }: RenderOrder): Promise<RenderAnswer> {
  try {
    // A copy: small buffers share their memory, and the typesetter's belongs to it, so neither can be given away.
    return { bytes: Uint8Array.from(await renderDocument(tree, format)) }
  } catch (error) {
    if (!(error instanceof Problem)) return { fault: error }
    const { code, detail, possible } = error
    return { problem: { code, detail, possible } }
  }
}

// The thread of `render-aside.ts`; it takes one order at a time.
parentPort?.on('message', async (order: RenderOrder) => {
  const given = await answer(order)
  parentPort?.postMessage(given, 'bytes' in given ? [given.bytes.buffer] : [])
})
