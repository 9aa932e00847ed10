import { Worker } from 'node:worker_threads'
import type { PupilDetails, PupilScores, PupilUnit } from './model.ts'
import { buffersOf, emptyGroup, type PupilGroup } from './pupil-group.ts'
import type { PupilAnswer, PupilOrder, PupilThreadFiles } from './pupil-thread.ts'

export const GROUP_ROWS = 1 << 18
/** Row groups, 7 MB each, that may be on their way before the reading waits. */
const MOST_UNDER_WAY = 2

/** Beside this file, in the sources and in the bundle. */
const THREAD = new URL(`./pupil-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** What rows name by its place. The thread has a copy; what was added goes there with the next rows. */
export interface PupilLists {
  units: readonly PupilUnit[]
  scores: readonly PupilScores[]
  details: readonly PupilDetails[]
}

/**
 * Rows of pupils and the cells counted of them, in two files written by a thread of their own: encoding takes half as long
 * as reading, and goes on beside it. An error of the thread comes out of the next call that waits.
 */
export function openPupilColumns(files: PupilThreadFiles, lists: PupilLists) {
  const worker = new Worker(THREAD, { workerData: files })
  const free: PupilGroup[] = []
  const sent = { units: 0, scores: 0, details: 0 }
  let underWay = 0
  let fault: unknown
  let wake = () => {}

  const answered = (answer: PupilAnswer) => {
    underWay -= 1
    if ('fault' in answer) failed(Object.assign(answer.fault as Error, { code: answer.code }))
    else if (answer.group) free.push(answer.group)
    wake()
  }
  const failed = (error: unknown) => {
    fault ??= error
    wake()
  }
  worker.on('message', answered)
  worker.on('error', failed)
  worker.on('exit', () => failed(new Error('the thread that writes pupils ended')))

  const tell = (order: PupilOrder, moved: ArrayBuffer[] = []) => {
    underWay += 1
    worker.postMessage(order, moved)
  }
  const waitFor = async (most: number) => {
    while (underWay > most && fault === undefined) await new Promise<void>((resolve) => (wake = resolve))
    if (fault !== undefined) throw fault
  }

  return {
    /** Room for a row group. */
    take: (): PupilGroup => free.pop() ?? emptyGroup(GROUP_ROWS),
    /** The group belongs to the thread from now on. */
    write(group: PupilGroup): void {
      if (group.size === 0) return
      const { units, scores, details } = lists
      const added = {
        units: units.slice(sent.units),
        scores: scores.slice(sent.scores),
        details: details.slice(sent.details),
      }
      Object.assign(sent, { units: units.length, scores: scores.length, details: details.length })
      tell({ group, ...added }, buffersOf(group))
    },
    drain: () => waitFor(MOST_UNDER_WAY),
    /** Makes what is written so far a complete file; more may follow. */
    async seal(): Promise<void> {
      tell({ seal: 'rows' })
      await waitFor(0)
    },
    async finish(): Promise<void> {
      tell({ close: 'finished' })
      await waitFor(0)
      await end()
    },
    async discard(): Promise<void> {
      if (fault === undefined) tell({ close: 'given up' })
      await waitFor(0).catch(() => {})
      await end()
    },
  }

  async function end(): Promise<void> {
    worker.removeAllListeners('exit')
    await worker.terminate()
  }
}
