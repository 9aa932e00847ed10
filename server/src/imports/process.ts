import { sql } from 'kysely'
import { type Db, inTransaction, isDatabaseGone } from '../platform/db.ts'
import { isDiskFull, Problem } from '../platform/problem.ts'
import { checkImport } from './check-import.ts'
import { commitImport, discardImport, type ImportGround, removeStaged } from './commit-import.ts'
import { tellRefused } from './import-news.ts'
import { findImport, type ImportRow, setImport } from './queries.ts'
import type { Progress } from './read-results.ts'

const LOCK_SPACE = 847_001

/**
 * Moves an import on from wherever it stands: `received`/`checking` are checked, `committing` is committed, `checked`
 * goes on only where a command has said so beforehand. Safe to call twice, from two processes, and after a kill.
 * @returns the import as it stands afterwards, or undefined where somebody else is at work on it
 */
export function processImport(
  db: Db,
  ground: ImportGround,
  importId: number,
  progress?: Progress,
): Promise<ImportRow | undefined> {
  return whileFree(db, importId, () => moveOn(db, ground, importId, progress))
}

/**
 * Makes an import and moves it on in one go. It is locked before anybody else can see it, so that whoever finds an
 * import of a command without a lock knows that the command is dead.
 * @param insert makes the row in the given transaction and returns its id
 */
export async function processNewImport(
  db: Db,
  ground: ImportGround,
  insert: (tx: Db) => Promise<number>,
  progress?: Progress,
): Promise<ImportRow> {
  return db.connection().execute(async (holder) => {
    const importId = await inTransaction(holder, async (tx) => {
      const id = await insert(tx)
      await sql`select pg_advisory_lock(${LOCK_SPACE}, ${id})`.execute(tx)
      return id
    })
    try {
      return (await moveOn(db, ground, importId, progress))!
    } finally {
      await unlock(holder, importId)
    }
  })
}

/** Runs `work` unless another process is at work on the import: its session lock vanishes with it. */
export async function whileFree<T>(db: Db, importId: number, work: () => Promise<T>): Promise<T | undefined> {
  return db.connection().execute(async (holder) => {
    const { rows } = await sql<{ isFree: boolean }>`
      select pg_try_advisory_lock(${LOCK_SPACE}, ${importId}) as "isFree"`.execute(holder)
    if (!rows[0]?.isFree) return undefined
    try {
      return await work()
    } finally {
      await unlock(holder, importId)
    }
  })
}

/** A connection that broke meanwhile has lost the lock with its session; the work's own error is the one to tell. */
async function unlock(holder: Db, importId: number): Promise<void> {
  await sql`select pg_advisory_unlock(${LOCK_SPACE}, ${importId})`.execute(holder).catch(() => {})
}

async function moveOn(
  db: Db,
  ground: ImportGround,
  importId: number,
  progress: Progress = () => {},
): Promise<ImportRow | undefined> {
  let row = await findImport(db, importId)
  if (row?.state === 'received' || row?.state === 'checking') row = await check(db, ground, row, progress)
  if (row?.state === 'checked' && row.options.afterCheck === 'discard')
    await discardImport(db, ground, row, row.created_by)
  if (row?.state === 'checked' && row.options.afterCheck === 'commit') {
    await setImport(db, importId, { state: 'committing', committed_by: row.created_by })
    row = { ...row, state: 'committing', committed_by: row.created_by }
  }
  if (row?.state === 'committing') await commit(db, ground, row)
  return findImport(db, importId)
}

async function check(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  progress: Progress,
): Promise<ImportRow | undefined> {
  try {
    await setImport(db, row.id, { state: 'checking' })
    const checked = await checkImport(db, ground, row.id, progress)
    if (checked.state === 'refused') await removeStaged(ground, row.id)
    return checked
  } catch (error) {
    await giveUp(db, row, 'refused', error)
    await removeStaged(ground, row.id)
    return findImport(db, row.id)
  }
}

async function commit(db: Db, ground: ImportGround, row: ImportRow): Promise<void> {
  try {
    await commitImport(db, ground, row.id, row.committed_by ?? row.created_by)
  } catch (error) {
    // What was read is still there: when there is room again, agreeing once more is enough.
    await giveUp(db, row, isDiskFull(error) ? 'checked' : 'refused', error)
  }
}

const FULL_DISK = 'На диске кончилось место, из файла ничего не записано. Освободите место и повторите.'

/**
 * The import stops here with a sentence. A bug is told to the person so and thrown on to whoever logs it: standing
 * still, it would be tried at every start again. With the database gone nothing can be told; the next start goes on.
 */
async function giveUp(db: Db, row: ImportRow, state: 'refused' | 'checked', error: unknown): Promise<void> {
  if (isDatabaseGone(error)) throw error
  const known = isDiskFull(error) ? new Problem('server/disk-full', FULL_DISK) : error
  const problem = known instanceof Problem ? known : new Problem('import/failed')
  await inTransaction(db, async (tx) => {
    await setImport(tx, row.id, { state, problem: problem.toBody(), progress: null })
    if (state === 'refused') await tellRefused(tx, row, problem.toBody())
  })
  if (problem !== known) throw error
}
