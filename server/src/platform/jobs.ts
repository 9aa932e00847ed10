import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCronItems, run, runMigrations, type TaskList, type WorkerEvents } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { z } from 'zod'
import type { Db } from './db.ts'
import type { Log } from './log.ts'
import { alone, holdPresence, releaseDeadRunners, watchRunners } from './runner-presence.ts'

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
  /** How often to look for jobs of processes that died, milliseconds. */
  lookEvery?: number
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
  lookEvery = 15_000,
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
  const watch = watchRunners(pool, log, lookEvery)
  return {
    async stop(patience = 10_000) {
      watch.stop()
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
