import { z } from 'zod'
import { untilStdinEnds } from '../../test/stdin.ts'
import { openDatabase } from './db.ts'
import { defineJob, runJobs } from './jobs.ts'
import { createLog } from './log.ts'

/** For the tests: runs `slow` jobs that never end by themselves, and says when it has begun one. */
export async function runSlowJobs(url: string): Promise<void> {
  const { pool } = openDatabase(url)
  const slow = defineJob('slow', z.object({ n: z.number() }), async ({ n }) => {
    console.log(`began ${n}`)
    await new Promise(() => {})
  })
  await runJobs({ pool, jobs: [slow], log: createLog('silent'), concurrency: 1 })
  await untilStdinEnds()
}
