import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../platform/db.ts'
import { counted, formatNumber } from '../platform/russian.ts'

const count = z.number().int()
const Store = z.object({ files: count, bytes: z.number() })

/** «Состояние системы»: whether the installation is well, for those who run it. No results of schools. */
export const SystemHealth = z.object({
  checkedAt: z.string(),
  /** «Всё в порядке» or the first of what to look at. */
  sentence: z.string(),
  /** What to look at, each as a sentence. */
  warnings: z.array(z.string()),
  versions: z.object({ product: z.string(), node: z.string(), database: z.string() }),
  people: z.object({ active: count, disabled: count }),
  signIns: z.object({ done: count, refused: count, days: count }),
  imports: z.object({ committed: count, refused: count, underWay: count, days: count }),
  jobs: z.object({
    waiting: count,
    running: count,
    failed: z.array(z.object({ name: z.string(), error: z.string(), at: z.string() })),
  }),
  storage: z.object({
    databaseBytes: z.number(),
    files: Store,
    results: Store,
    freeBytes: z.number(),
    totalBytes: z.number(),
  }),
  lastBackupAt: z.string().nullable(),
})
export type SystemHealth = z.infer<typeof SystemHealth>

const DAYS = 7
/** What is worth a warning. Settings of this page alone: nothing hangs on them. */
const LIMITS = { freeShare: 0.1, freeBytes: 2e9, refusedSignIns: 50, waitingJobs: 100, backupDays: 7 }

export async function readSystemHealth(
  db: Db,
  options: { dataDir: string; version: string; now: Date },
): Promise<SystemHealth> {
  const [facts, failed, files, results, disk] = await Promise.all([
    readCounts(db),
    readFailedJobs(db),
    measure(join(options.dataDir, 'files')),
    measure(join(options.dataDir, 'results')),
    statfs(options.dataDir),
  ])
  const health = {
    checkedAt: options.now.toISOString(),
    versions: { product: options.version, node: process.versions.node, database: facts.database },
    people: { active: facts.active, disabled: facts.disabled },
    signIns: { done: facts.signedIn, refused: facts.signInsRefused, days: DAYS },
    imports: {
      committed: facts.committed,
      refused: facts.refused,
      underWay: facts.underWay,
      days: DAYS,
    },
    jobs: { waiting: facts.waiting, running: facts.running, failed },
    storage: {
      databaseBytes: facts.databaseBytes,
      files,
      results,
      freeBytes: disk.bavail * disk.bsize,
      totalBytes: disk.blocks * disk.bsize,
    },
    lastBackupAt: facts.lastBackupAt,
  }
  const warnings = listWarnings(health, options.now)
  return { ...health, warnings, sentence: warnings[0] ?? 'Всё в порядке: вмешательства не требуется.' }
}

/** What a person should look at, the most pressing first. Pure. */
export function listWarnings(
  { storage, jobs, signIns, lastBackupAt }: Omit<SystemHealth, 'sentence' | 'warnings'>,
  now: Date,
): string[] {
  const { freeBytes, totalBytes } = storage
  const backupDays =
    lastBackupAt === null ? null : Math.floor((now.getTime() - Date.parse(lastBackupAt)) / 86_400_000)
  const gigabytes = formatNumber(freeBytes / 1e9, 1)
  return [
    freeBytes < LIMITS.freeBytes || freeBytes < totalBytes * LIMITS.freeShare
      ? `На диске осталось ${gigabytes} ГБ: освободите место, иначе файлы перестанут приниматься.`
      : null,
    jobs.failed.length > 0
      ? `${counted(jobs.failed.length, ['задание не выполнено', 'задания не выполнены', 'заданий не выполнено'])}: посмотрите причины ниже.`
      : null,
    backupDays === null
      ? 'О резервной копии ничего не известно: сделайте её командой backup.'
      : backupDays > LIMITS.backupDays
        ? `Последней резервной копии ${counted(backupDays, ['день', 'дня', 'дней'])}: сделайте новую.`
        : null,
    signIns.refused >= LIMITS.refusedSignIns
      ? `За неделю не удалось ${counted(signIns.refused, ['вход', 'входа', 'входов'])}: проверьте журнал.`
      : null,
    jobs.waiting >= LIMITS.waitingJobs
      ? `Ждут очереди ${counted(jobs.waiting, ['задание', 'задания', 'заданий'])}: сервер не успевает.`
      : null,
  ].filter((warning) => warning !== null)
}

interface Counts {
  database: string
  databaseBytes: number
  active: number
  disabled: number
  signedIn: number
  signInsRefused: number
  committed: number
  refused: number
  underWay: number
  waiting: number
  running: number
  lastBackupAt: string | null
}

/** The key of `installation` under which a finished backup leaves its time. */
export const LAST_BACKUP = 'last-backup-at'

async function readCounts(db: Db): Promise<Counts> {
  const since = sql`now() - make_interval(days => ${DAYS})`
  const { rows } = await sql<Counts>`select
    current_setting('server_version') as database, pg_database_size(current_database())::float8 as "databaseBytes",
    (select count(*)::integer from users where disabled_at is null) as active,
    (select count(*)::integer from users where disabled_at is not null) as disabled,
    (select count(*)::integer from accesses where kind = 'sign-in' and result = 'done' and accessed_at > ${since}) as "signedIn",
    (select count(*)::integer from accesses where kind = 'sign-in' and result <> 'done' and accessed_at > ${since}) as "signInsRefused",
    (select count(*)::integer from imports where state = 'committed' and created_at > ${since}) as committed,
    (select count(*)::integer from imports where state = 'refused' and created_at > ${since}) as refused,
    (select count(*)::integer from imports where state in ('received', 'checking', 'committing')) as "underWay",
    (select count(*)::integer from graphile_worker.jobs where locked_at is null and attempts < max_attempts and run_at <= now()) as waiting,
    (select count(*)::integer from graphile_worker.jobs where locked_at is not null) as running,
    (select value #>> '{}' from installation where key = ${LAST_BACKUP}) as "lastBackupAt"`.execute(db)
  return rows[0]!
}

const SHOWN_FAILURES = 20

/** Jobs that will not be tried again. Of the error its first line: a stack is the log's. */
async function readFailedJobs(db: Db): Promise<SystemHealth['jobs']['failed']> {
  const { rows } = await sql<{ name: string; error: string | null; at: Date }>`
    select task_identifier as name, last_error as error, updated_at as at from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null order by updated_at desc limit ${SHOWN_FAILURES}`.execute(
    db,
  )
  return rows.map(({ name, error, at }) => ({
    name,
    error: (error ?? '').split('\n')[0] ?? '',
    at: at.toISOString(),
  }))
}

/** Files of a folder of the data; a folder that was not needed yet is empty. */
async function measure(folder: string): Promise<z.infer<typeof Store>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  let bytes = 0
  // A file may be swept away meanwhile.
  for (const name of names) bytes += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0
  return { files: names.length, bytes }
}
