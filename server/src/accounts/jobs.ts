import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../platform/db.ts'
import { defineJob, type Job } from '../platform/jobs.ts'
import { forgetAttempts } from './login-guard.ts'

const SWEEP = 'accounts.sweep'

/** Every night: what ran out is of no use to anybody but a thief. */
export const ACCOUNT_SCHEDULE = [{ name: SWEEP, cron: '40 3 * * *' }]

export const accountJobs = (db: Db): Job[] => [
  defineJob(SWEEP, z.object({}).loose(), async () => {
    await forgetAttempts(db)
    await sql`delete from sessions where expires_at < now()`.execute(db)
    await sql`delete from verifications where expires_at < now()`.execute(db)
  }),
]
