import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCronItems, run, runMigrations, type TaskList, type WorkerEvents } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { z } from 'zod'
import type { Db } from './db.ts'
import type { Log } from './log.ts'

export interface JobContext {
  /** Writes with the job's name and number. */
  log: Log
  /** Aborted when the server is about to stop: leave at the next safe place by throwing; the job is run again later. */
  signal: AbortSignal
  /** 1 at the first try. */
  attempt: number
}

/** A kind of work that outlives the request that asked for it. It may be cut off anywhere and run again. */
export interface Job {
  name: string
  run(payload: unknown, context: JobContext): Promise<void>
}

export function defineJob<P>(
  name: string,
  payload: z.ZodType<P>,
  work: (payload: P, context: JobContext) => Promise<void>,
): Job {
  return { name, run: (given, context) => work(payload.parse(given), context) }
}

export interface AddJobOptions {
  /** Jobs of one queue run one after another. */
  queue?: string
  /** A waiting job with the same key is replaced, not doubled. */
  key?: string
  runAt?: Date
}

/** Asks for a job in the caller's transaction: if that is rolled back, nothing was asked. */
export async function addJob(
  db: Db,
  name: string,
  payload: object,
  options: AddJobOptions = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(
    identifier => ${name}, payload => ${JSON.stringify(payload)}::json, queue_name => ${options.queue ?? null},
    run_at => ${options.runAt ?? null}::timestamptz, job_key => ${options.key ?? null})`.execute(db)
}

/** Makes or upgrades the tables of the job queue (schema graphile_worker). */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: quiet })
}

export interface RunJobsOptions {
  pool: pg.Pool
  jobs: Job[]
  log: Log
  /** How many at once. */
  concurrency: number
  /** Jobs that are due by the clock, in UTC as cron writes it; of several processes one adds them. */
  schedule?: { name: string; cron: string }[]
}

export interface JobRunner {
  /**
   * No new jobs; those that run are asked to leave and waited for. One that does not leave in `patience` milliseconds
   * is left to the next start.
   */
  stop(patience?: number): Promise<void>
}

/**
 * Runs jobs until stopped. Jobs that a killed process was working on are taken up at once, not after the queue's usual
 * four hours: every runner holds an advisory lock named after itself, which the database frees when its process dies.
 */
export async function runJobs({
  pool,
  jobs,
  log,
  concurrency,
  schedule = [],
}: RunJobsOptions): Promise<JobRunner> {
  const events = new EventEmitter() as WorkerEvents
  const name = new Promise<string>((known) =>
    events.once('pool:create', ({ workerPool }) => known(workerPool.id)),
  )
  const start = () =>
    run({
      pgPool: pool,
      taskList: taskList(jobs, log),
      // One that still waits or runs is not doubled; one that failed is due again at the next turn of the clock.
      parsedCronItems: parseCronItems(
        schedule.map(({ name: task, cron: match }) => ({
          task,
          match,
          options: { jobKey: task, maxAttempts: 1 },
        })),
      ),
      concurrency,
      events,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: 0,
      logger: workerLogger(log),
    })
  const [runner, presence] = await alone(pool, async () => {
    await releaseDeadRunners(pool, log)
    const started = await start()
    return [started, await holdPresence(pool, await name, log)] as const
  })
  runner.promise.catch((error: unknown) =>
    log.error({ err: error }, 'Очередь заданий остановилась с ошибкой'),
  )
  return {
    async stop(patience = 10_000) {
      const waiting = new AbortController()
      await Promise.race([
        runner.stop().catch(() => {}),
        sleep(patience, undefined, { signal: waiting.signal, ref: false }).catch(() => {}),
      ])
      waiting.abort()
      await presence.leave()
    },
  }
}

function taskList(jobs: Job[], log: Log): TaskList {
  return Object.fromEntries(
    jobs.map(({ name, run: work }) => [
      name,
      async (payload: unknown, { job, abortSignal }) => {
        const context = {
          log: log.child({ job: name, jobId: String(job.id) }),
          signal: abortSignal ?? new AbortController().signal,
          attempt: job.attempts,
        }
        await work(payload, context)
      },
    ]),
  ) satisfies TaskList
}

const PRESENCE = 7_203_850
const ENTRANCE = 7_203_850_116

/**
 * One runner enters at a time: between a runner's first job and its presence lock nobody else may look for the dead.
 */
async function alone<T>(pool: pg.Pool, fn: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [ENTRANCE])
    try {
      return await fn()
    } finally {
      await client.query('select pg_advisory_unlock($1)', [ENTRANCE])
    }
  } finally {
    client.release()
  }
}

async function releaseDeadRunners(pool: pg.Pool, log: Log): Promise<void> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      'select distinct locked_by as name from graphile_worker.jobs where locked_by is not null',
    )
    const dead: string[] = []
    for (const { name } of rows) {
      const { rows: taken } = await client.query<{ free: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as free',
        [PRESENCE, name],
      )
      if (!taken[0]?.free) continue
      dead.push(name)
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [PRESENCE, name])
    }
    if (dead.length === 0) return
    await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    log.warn({ runners: dead.length }, 'Задания прерванного процесса будут продолжены')
  } finally {
    client.release()
  }
}

/** Keeps the runner's lock on a connection of its own, and takes it again when the database was restarted. */
async function holdPresence(pool: pg.Pool, name: string, log: Log): Promise<{ leave(): Promise<void> }> {
  let left = false
  let client: pg.PoolClient | undefined
  const enter = async () => {
    const mine = await pool.connect()
    mine.once('error', () => void comeBack(mine))
    await mine.query('select pg_advisory_lock($1, hashtext($2))', [PRESENCE, name])
    client = mine
  }
  const comeBack = async (broken: pg.PoolClient) => {
    // Given back already: its later troubles are the pool's.
    if (left) return
    client = undefined
    broken.release(true)
    while (!left && !client) {
      await sleep(1_000, undefined, { ref: false })
      await enter().catch((error: unknown) => log.warn({ err: error }, 'Нет связи с базой данных'))
    }
  }
  await enter()
  return {
    async leave() {
      left = true
      const mine = client
      client = undefined
      if (!mine) return
      await mine.query('select pg_advisory_unlock($1, hashtext($2))', [PRESENCE, name]).catch(() => {})
      mine.release()
    },
  }
}

const quiet = new Logger(() => () => {})

/** The queue's own words go to our log: its routine as debug, a failed job as an error. */
function workerLogger(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const err = (meta as { error?: unknown } | undefined)?.error
    const details = {
      ...(scope.taskIdentifier ? { job: scope.taskIdentifier } : {}),
      ...(err ? { err } : {}),
    }
    if (level === 'error') log.error(details, message)
    else if (level === 'warning') log.warn(details, message)
    else log.debug(details, message)
  })
}
