import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { DB } from './generated/tables.ts'

/** The database, or a transaction of it: a function that takes `Db` works in both. */
export type Db = Kysely<DB>

export interface Database {
  db: Db
  /** For what Kysely does not speak: COPY, LISTEN, the job runner. */
  pool: pg.Pool
  close(): Promise<void>
}

/** Opens a pool. Nothing is connected until the first query. */
export function openDatabase(url: string, options: { max?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 20,
    application_name: 'traektoria',
    types: { getTypeParser },
  })
  // An idle connection that breaks (a restarted server) is replaced by the pool; unheard, it would end the process.
  pool.on('error', () => {})
  // One that breaks while it is used fails its query, which is heard there.
  pool.on('connect', (client) => void client.on('error', () => {}))
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  const close = async () => {
    await db.destroy()
    // Kysely leaves alone a pool that it has never used itself.
    if (!pool.ending) await pool.end()
  }
  return { db, pool, close }
}

/** Runs `fn` in one transaction; inside a transaction already open it simply joins it. */
export function inTransaction<T>(db: Db, fn: (tx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? fn(db) : db.transaction().execute(fn)
}

/**
 * One view of the data, read only, however long it is read: numbers and rows of it belong together. It holds a connection
 * until `close`, which may be called more than once.
 */
export async function openSnapshot(db: Db): Promise<{ view: Db; close: () => Promise<void> }> {
  const view = await db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await view.rollback().execute()
  }
  return { view, close }
}

const GONE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03'])

/** Whether the database went away under a query: stopped, killed, restarted, or the way to it cut. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = String((error as { code?: unknown }).code ?? '')
  return (
    GONE.has(code) || code.startsWith('08') || /connection terminated|connection error/i.test(error.message)
  )
}

const { INT8, NUMERIC, DATE } = pg.types.builtins

/**
 * int8 and numeric arrive as numbers (our counts and kilometres fit; one that does not is a bug, said aloud), a date
 * as its text `2026-11-22` (a Date would move it over midnight in another time zone).
 */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (format !== 'binary') {
    if (oid === INT8) return parseInt8
    if (oid === NUMERIC) return Number
    if (oid === DATE) return String
  }
  return pg.types.getTypeParser(oid, format as 'text')
}

export function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a JavaScript number`)
  return value
}
