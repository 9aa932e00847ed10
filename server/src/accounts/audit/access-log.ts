import type { Access, AccessLog } from '../../platform/accesses.ts'
import type { Db } from '../../platform/db.ts'
import type { Log } from '../../platform/log.ts'
import { recordAccess, recordAccesses } from './record-access.ts'

/** No read waits in memory longer: a killed process loses at most the reads of this time. */
const LONGEST_WAIT_MS = 1_000
const BATCH = 1_000
/** While the database is away, this many reads wait for it; then the oldest are given up, which the log says. */
const MOST_WAITING = 100_000

export interface OpenAccessLog extends AccessLog {
  /** Writes what waits. */
  stop(): Promise<void>
}

/** The log of accesses of one process. Exports and sign-ins are written at once, reads together within a second. */
export function createAccessLog(db: Db, log?: Log): OpenAccessLog {
  let waiting: Access[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let lost = 0

  const later = () => {
    timer ??= setTimeout(() => void flush(), LONGEST_WAIT_MS)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= drain().finally(() => {
      writing = undefined
      if (waiting.length > 0) later()
    })
    return writing
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      try {
        await recordAccesses(db, batch)
      } catch (error) {
        log?.error({ err: error, waiting: waiting.length }, 'Записи журнала о просмотрах ждут базу данных')
        return
      }
      waiting = waiting.slice(batch.length)
    }
  }

  return {
    write: (access) => recordAccess(db, access),
    note(access) {
      if (waiting.length >= MOST_WAITING) {
        // The batch that is being written now stands at the beginning.
        waiting.splice(BATCH, 1)
        lost += 1
        if (lost % BATCH === 1)
          log?.error({ lost }, 'Записи журнала о просмотрах потеряны: база данных недоступна')
      }
      waiting.push(access)
      if (waiting.length >= BATCH) void flush()
      else later()
    },
    async stop() {
      await flush()
      // What came while the last batch was being written.
      if (waiting.length > 0) await flush()
      clearTimeout(timer)
    },
  }
}
