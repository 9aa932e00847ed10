import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startChild } from '../../test/child.ts'
import { rollback, testDatabase } from '../../test/database.ts'
import { addJob, defineJob, type Job, migrateJobs, runJobs } from './jobs.ts'
import { createLog } from './log.ts'

const { db, pool, url } = await testDatabase()
const log = createLog('silent')

async function withJobs(jobs: Job[], concurrency = 2) {
  const runner = await runJobs({ pool, jobs, log, concurrency })
  onTestFinished(() => runner.stop())
  return runner
}

async function waitFor(isTrue: () => boolean | Promise<boolean>, patience = 15_000): Promise<void> {
  const deadline = Date.now() + patience
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('waited in vain')
    await sleep(10)
  }
}

const waiting = async (task: string) => {
  const { rows } = await pool.query(
    'select attempts, locked_by, last_error from graphile_worker.jobs where task_identifier = $1',
    [task],
  )
  return rows as { attempts: number; locked_by: string | null; last_error: string | null }[]
}

const Payload = z.object({ n: z.number() })

test('a job asked for in a transaction runs after the commit, and not at all after a rollback', async () => {
  const done: number[] = []
  await withJobs([defineJob('quick', Payload, async ({ n }) => void done.push(n))])
  await rollback(db, (tx) => addJob(tx, 'quick', { n: 1 }))
  await db.transaction().execute(async (tx) => {
    await addJob(tx, 'quick', { n: 2 })
    await sleep(100)
    expect(done).toEqual([])
  })
  await waitFor(() => done.length > 0)
  expect(done).toEqual([2])
})

test('of two processes one adds what is due by the clock', async () => {
  const clockwork = (cron: string) =>
    runJobs({
      pool,
      jobs: [defineJob('due', z.unknown(), async () => {})],
      log,
      concurrency: 1,
      schedule: [{ name: 'due', cron }],
    })
  const runners = [await clockwork('* * * * *'), await clockwork('* * * * *')]
  onTestFinished(async () => {
    for (const runner of runners) await runner.stop()
  })
  await waitFor(async () => {
    const { rows } = await pool.query(
      "select from graphile_worker._private_known_crontabs where identifier = 'due'",
    )
    return rows.length === 1
  })
})

test('jobs of one queue run one after another', async () => {
  const done: string[] = []
  const job = defineJob('queued', Payload, async ({ n }) => {
    done.push(`+${n}`)
    await sleep(30)
    done.push(`-${n}`)
  })
  for (const n of [1, 2, 3]) await addJob(db, 'queued', { n }, { queue: 'one' })
  await withJobs([job], 3)
  await waitFor(() => done.length === 6)
  expect(done).toEqual(['+1', '-1', '+2', '-2', '+3', '-3'])
})

test('a job that fails is kept with its error and tried again later', async () => {
  await addJob(db, 'failing', { n: 1 })
  await withJobs([defineJob('failing', Payload, () => Promise.reject(new Error('not today')))])
  await waitFor(async () => (await waiting('failing'))[0]?.last_error !== null)
  expect(await waiting('failing')).toMatchObject([
    { attempts: 1, last_error: expect.stringContaining('not today') },
  ])
})

test('a payload of the wrong shape fails before the work begins', async () => {
  await addJob(db, 'shaped', { n: 'one' })
  let began = false
  await withJobs([
    defineJob('shaped', Payload, async () => {
      began = true
    }),
  ])
  await waitFor(async () => (await waiting('shaped'))[0]?.last_error !== null)
  expect(began).toBe(false)
})

test('stopping asks a running job to leave and waits for it', async () => {
  let left = false
  let began = false
  const job = defineJob('long', Payload, async (_, { signal }) => {
    began = true
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    await sleep(50)
    left = true
  })
  const runner = await withJobs([job])
  await addJob(db, 'long', { n: 1 })
  await waitFor(() => began)
  await runner.stop()
  expect(left).toBe(true)
})

test('a job of a killed process is taken up at once by the next runner, one of a living process is not', async () => {
  const killed = startChild(new URL('./jobs.child.ts', import.meta.url), 'runSlowJobs', url)
  const living = startChild(new URL('./jobs.child.ts', import.meta.url), 'runSlowJobs', url)
  await addJob(db, 'slow', { n: 1 })
  const first = await Promise.race([killed.line().then(() => killed), living.line().then(() => living)])
  const other = first === killed ? living : killed
  await addJob(db, 'slow', { n: 2 })
  await waitFor(
    async () => (await waiting('slow')).filter((job) => job.locked_by !== null).length === 2,
    10_000,
  )
  await first.kill()

  const done: { n: number; attempt: number }[] = []
  const began = performance.now()
  await withJobs([defineJob('slow', Payload, async ({ n }, { attempt }) => void done.push({ n, attempt }))])
  await waitFor(() => done.length > 0)
  expect(performance.now() - began).toBeLessThan(10_000)
  await sleep(200)
  expect(done, 'the other job is still in the hands of its living process').toEqual([{ n: 1, attempt: 2 }])
  await other.kill()
})

test('a living neighbour takes up the job of a process that is killed, without a new start', async () => {
  const child = startChild(new URL('./jobs.child.ts', import.meta.url), 'runSlowJobs', url)
  await addJob(db, 'slow', { n: 3 })
  const begun = Number(/\d+/.exec(await child.line())?.[0])
  const done: number[] = []
  const slow = defineJob('slow', Payload, async ({ n }) => void done.push(n))
  const runner = await runJobs({ pool, jobs: [slow], log, concurrency: 2, lookEvery: 200 })
  onTestFinished(() => runner.stop())
  await sleep(600)
  expect(done, 'a job of a living process is left to it').not.toContain(begun)
  await child.kill()
  await waitFor(() => done.includes(begun))
})

test('the tables of the queue are there, and making them again changes nothing', async () => {
  await migrateJobs(pool)
  await migrateJobs(pool)
})
