import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Job } from '../../platform/jobs.ts'
import { faultSentence } from './faults.ts'
import { sealAudit } from './seal.ts'
import { type Verification, verifyAudit } from './verify.ts'

interface Ground {
  db: Db
  dataDir: string
}

/** Seals what waits, verifies the whole chain, and keeps what was found: the page says when it was last verified. */
export async function checkAudit({ db, dataDir }: Ground, by: string, clock: Clock): Promise<Verification> {
  const began = clock()
  await sealAudit(db, dataDir, began)
  const found = await verifyAudit(db, dataDir, began)
  await db
    .insertInto('audit_checks')
    .values({
      checked_by: by,
      batch_count: found.batchCount,
      row_count: found.rowCount,
      head_hash: found.headHash,
      fault_count: found.faultCount,
      faults: JSON.stringify(found.faults),
      milliseconds: clock().getTime() - began.getTime(),
    })
    .execute()
  return found
}

/** When the journal is sealed and verified by itself. */
export const AUDIT_SCHEDULE = [
  { name: 'audit.seal', cron: '* * * * *' },
  { name: 'audit.verify', cron: '30 0 * * *' },
]

export function auditJobs(ground: Ground, clock: Clock): Job[] {
  return [
    defineJob('audit.seal', z.unknown(), async (_, { log }) => {
      const { batches, rows } = await sealAudit(ground.db, ground.dataDir, clock())
      if (rows > 0) log.debug({ batches, rows }, 'Журнал запечатан')
    }),
    defineJob('audit.verify', z.unknown(), async (_, { log }) => {
      const found = await checkAudit(ground, 'schedule', clock)
      if (found.faultCount === 0) return log.info({ head: found.headHash }, 'Цепочка журнала проверена')
      log.error({ faults: found.faults.map(faultSentence) }, 'Журнал не сходится со своими печатями')
    }),
  ]
}
