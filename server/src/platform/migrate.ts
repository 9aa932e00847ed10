import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { Problem } from './problem.ts'
import { repositoryRoot } from './root.ts'

export interface Migration {
  /** File name without `.sql`: `0001_ground`. */
  name: string
  sql: string
  sha256: string
}

export const migrationsFolder = () => join(repositoryRoot(), 'server', 'migrations')

/**
 * The migrations of a folder in their order.
 * @throws Error for a file that is not `NNNN_words.sql` and for a number used twice: mistakes of ours, not of a user.
 */
export function readMigrations(folder = migrationsFolder()): Migration[] {
  const files = readdirSync(folder).sort()
  const seen = new Map<string, string>()
  return files.map((file) => {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]
    if (number === undefined) throw new Error(`${join(folder, file)}: a migration is named NNNN_words.sql`)
    if (seen.has(number)) throw new Error(`migrations ${seen.get(number)} and ${file} have the same number`)
    seen.set(number, file)
    // A checkout on Windows may have other line ends; the migration is the same.
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    return { name: file.slice(0, -4), sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/** Any number that nobody else uses for an advisory lock; two processes then migrate one after the other. */
const LOCK = 7_203_850_114

const OLDEST_SERVER = 150_000

/**
 * Brings the database to the code's state, forward only, each migration in its own transaction.
 * @returns names of the migrations applied now.
 * @throws Problem 'server/database' when the database is newer than the code, differs from it, or is too old a server.
 */
export async function migrate(pool: pg.Pool, migrations: Migration[] = readMigrations()): Promise<string[]> {
  return whileNobodyMigrates(pool, (client) => applyPending(client, migrations))
}

/** Runs work that needs the schema to itself, in any process of ours. */
export async function whileNobodyMigrates<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  try {
    await refuseOldServer(client)
    await client.query('select pg_advisory_lock($1)', [LOCK])
    try {
      return await work(client)
    } finally {
      // A connection that broke has lost the lock with its session; the work's own error is the one to tell.
      await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {})
    }
  } finally {
    client.release()
  }
}

async function refuseOldServer(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ number: string; version: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
  )
  if (Number(rows[0]?.number) < OLDEST_SERVER)
    throw new Problem(
      'server/database',
      `Нужен PostgreSQL 15 или новее, а по этому адресу версия ${rows[0]?.version}`,
    )
}

const LEDGER = `create table if not exists schema_migrations (
  name text constraint schema_migrations_pk primary key,
  sha256 text not null,
  applied_at timestamptz not null default now()
)`

/** Applies migrations to an empty database inside the caller's transaction. */
export async function applyWithin(client: pg.PoolClient, migrations: Migration[]): Promise<void> {
  await client.query(LEDGER)
  for (const migration of migrations) await run(client, migration)
}

async function applyPending(client: pg.PoolClient, migrations: Migration[]): Promise<string[]> {
  await client.query(LEDGER)
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations order by name',
  )
  refuseForeignState(rows, migrations)
  const pending = migrations.slice(rows.length)
  for (const migration of pending) await apply(client, migration)
  return pending.map(({ name }) => name)
}

/** What is applied must be exactly the beginning of what the code has. */
function refuseForeignState(applied: { name: string; sha256: string }[], migrations: Migration[]): void {
  const known = new Map(migrations.map((migration, index) => [migration.name, { ...migration, index }]))
  for (const [index, { name, sha256 }] of applied.entries()) {
    const own = known.get(name)
    if (!own)
      throw new Problem(
        'server/database',
        `База данных новее программы (в ней есть изменение ${name}): обновите программу или укажите другую базу`,
      )
    if (own.sha256 !== sha256)
      throw new Problem(
        'server/database',
        `Изменение ${name} в базе данных отличается от того, что есть в программе: база создана другой сборкой`,
      )
    if (own.index !== index)
      throw new Problem(
        'server/database',
        `В программе есть изменение ${migrations[index]?.name}, которое старше уже применённого ${name}: обновите программу`,
      )
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await run(client, migration)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function run(client: pg.PoolClient, { name, sql, sha256 }: Migration): Promise<void> {
  try {
    await client.query(sql)
    await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, sha256])
  } catch (error) {
    throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error })
  }
}
