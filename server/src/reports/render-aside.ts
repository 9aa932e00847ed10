import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Problem } from '../platform/problem.ts'
import type { DocumentTree } from './document.ts'
import type { DocumentFormat } from './document-formats.ts'
import type { RenderAnswer, RenderOrder } from './render-worker.ts'

/** Two at least, so that a second person does not wait for the first one's region. */
const MOST_THREADS = Math.max(2, availableParallelism())
/** A thread holds fonts and libraries, about 150 MB; it goes when nobody has asked it for this long. */
const IDLE_MS = 60_000

/** Beside this file, in the sources and in the bundle. */
const THREAD = new URL(`./render-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

interface Thread {
  worker: Worker
  rest: NodeJS.Timeout | undefined
}

const idle = new Set<Thread>()
const waiting: ((thread: Thread) => void)[] = []
let threads = 0

/**
 * Draws a document in a thread of its own: a note of a region takes seconds, and the server answers meanwhile.
 * An idle thread does not keep the process.
 * @throws Problem as the renderers do
 */
export async function renderAside(tree: DocumentTree, format: DocumentFormat): Promise<Buffer> {
  const thread = await takeThread()
  const answer = await ask(thread, { tree, format }).catch((error: unknown) => {
    // What it was is not to be trusted again; its end lets the next one begin.
    void thread.worker.terminate()
    throw error
  })
  giveBack(thread)
  if ('bytes' in answer) return Buffer.from(answer.bytes.buffer)
  if ('fault' in answer) throw answer.fault
  const { code, detail, possible } = answer.problem
  throw new Problem(code, detail, possible)
}

async function takeThread(): Promise<Thread> {
  for (const thread of idle) {
    idle.delete(thread)
    return thread
  }
  if (threads < MOST_THREADS) return startThread()
  return new Promise((resolve) => waiting.push(resolve))
}

function startThread(): Thread {
  threads += 1
  const thread: Thread = { worker: new Worker(THREAD), rest: undefined }
  // Who asks hears of an error through its end as well; without a listener it would end the process.
  thread.worker.on('error', () => {})
  thread.worker.once('exit', () => {
    threads -= 1
    idle.delete(thread)
    clearTimeout(thread.rest)
    waiting.shift()?.(startThread())
  })
  return thread
}

function ask({ worker, rest }: Thread, order: RenderOrder): Promise<RenderAnswer> {
  clearTimeout(rest)
  worker.ref()
  return new Promise<RenderAnswer>((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.off('message', answered).off('error', failed).off('exit', ended)
      end()
    }
    const answered = (answer: RenderAnswer) => settle(() => resolve(answer))
    const failed = (error: unknown) => settle(() => reject(error))
    const ended = (code: number) =>
      settle(() => reject(new Error(`the drawing thread ended with code ${code}`)))
    worker.on('message', answered).on('error', failed).on('exit', ended)
    worker.postMessage(order)
  })
}

function giveBack(thread: Thread): void {
  const next = waiting.shift()
  if (next) {
    next(thread)
    return
  }
  idle.add(thread)
  thread.worker.unref()
  thread.rest = setTimeout(() => void thread.worker.terminate(), IDLE_MS).unref()
}
