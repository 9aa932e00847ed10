import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Log } from './log.ts'

const PRESENCE = 7_203_850
const ENTRANCE = 7_203_850_116

/**
 * One runner enters at a time: between a runner's first job and its presence lock nobody else may look for the dead.
 */
export async function alone<T>(pool: pg.Pool, fn: () => Promise<T>): Promise<T> {
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

/** Names in the queue whose presence nobody holds. */
async function listDeadRunners(client: pg.PoolClient): Promise<string[]> {
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
  return dead
}

/**
 * Gives jobs of dead runners back to the queue.
 * @param isDead asked of each that seems dead; by default all are
 * @returns those that seemed dead
 */
export async function releaseDeadRunners(
  pool: pg.Pool,
  log: Log,
  isDead: (name: string) => boolean = () => true,
): Promise<string[]> {
  const client = await pool.connect()
  try {
    const seemDead = await listDeadRunners(client)
    const dead = seemDead.filter(isDead)
    if (dead.length > 0) {
      await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
      log.warn({ runners: dead.length }, 'Задания прерванного процесса будут продолжены')
    }
    return seemDead
  } finally {
    client.release()
  }
}

/**
 * While several processes share one queue, the living look after the jobs of the dead. One is dead when it seems so at
 * two looks: a living one whose connection broke comes back in a second.
 */
export function watchRunners(pool: pg.Pool, log: Log, everyMilliseconds: number): { stop(): void } {
  let before: string[] = []
  const timer = setInterval(async () => {
    try {
      before = await alone(pool, () => releaseDeadRunners(pool, log, (name) => before.includes(name)))
    } catch (error) {
      log.warn({ err: error }, 'Нет связи с базой данных')
    }
  }, everyMilliseconds)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Keeps the runner's lock on a connection of its own, and takes it again when the database was restarted. */
export async function holdPresence(
  pool: pg.Pool,
  name: string,
  log: Log,
): Promise<{ leave(): Promise<void> }> {
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
