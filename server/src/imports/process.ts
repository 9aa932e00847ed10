import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { isDiskFull, Problem } from '../platform/problem.ts'
import { checkImport, type Progress } from './check-import.ts'
import { commitImport, type ImportGround, removeStaged } from './commit-import.ts'
import { findImport, type ImportRow, setImport } from './queries.ts'

const LOCK_SPACE = 847_001

/**
 * Moves an import on from wherever it stands: `received`/`checking` are checked, `committing` is committed, anything else
 * is left. Safe to call twice, from two processes, and after a kill: a session lock lets one work and vanishes with it.
 * @returns the import as it stands afterwards, or undefined where somebody else is at work on it
 */
export async function processImport(
  db: Db,
  ground: ImportGround,
  importId: number,
  progress: Progress = () => {},
): Promise<ImportRow | undefined> {
  return db.connection().execute(async (lockHolder) => {
    const lock = await sql<{
      ok: boolean
    }>`select pg_try_advisory_lock(${LOCK_SPACE}, ${importId}) as ok`.execute(lockHolder)
    if (!lock.rows[0]?.ok) return undefined
    try {
      const row = await findImport(db, importId)
      if (!row) return undefined
      return await step(db, ground, row, progress)
    } finally {
      await sql`select pg_advisory_unlock(${LOCK_SPACE}, ${importId})`.execute(lockHolder)
    }
  })
}

async function step(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  progress: Progress,
): Promise<ImportRow | undefined> {
  try {
    if (row.state === 'received' || row.state === 'checking') {
      await setImport(db, row.id, { state: 'checking' })
      return await checkImport(db, ground, row.id, progress)
    }
    if (row.state === 'committing') await commitImport(db, ground, row.id, row.committed_by ?? row.created_by)
    return await findImport(db, row.id)
  } catch (error) {
    if (!isDiskFull(error)) throw error
    const state = row.state === 'committing' ? 'checked' : 'refused'
    const problem = new Problem(
      'server/disk-full',
      'На диске кончилось место. Освободите его и проверьте файл ещё раз.',
    )
    if (state === 'refused') await removeStaged(ground, row.id)
    await setImport(db, row.id, { state, problem: problem.toBody(), progress: null })
    return findImport(db, row.id)
  }
}

/** Imports that were being worked on when a process died. */
export async function listInterrupted(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('imports')
    .select('id')
    .where('state', 'in', ['received', 'checking', 'committing'])
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Deletes files that no import names any more: leftovers of kills, undone and discarded imports. */
export async function sweepFiles(db: Db, ground: ImportGround): Promise<string[]> {
  const rows = await db.selectFrom('imports').select(['id', 'state', 'parquet_name']).execute()
  const named = new Set(rows.flatMap((row) => (row.parquet_name ? [row.parquet_name] : [])))
  const alive = new Set(
    rows.filter((row) => ['checking', 'checked', 'committing'].includes(row.state)).map((row) => row.id),
  )
  const removed: string[] = []
  for (const folder of ['results', 'staging']) {
    for (const name of await readdir(join(ground.dataDir, folder)).catch(() => [])) {
      const importId = Number.parseInt(name, 10)
      if (named.has(name) || alive.has(importId)) continue
      await rm(join(ground.dataDir, folder, name), { force: true, recursive: true })
      removed.push(`${folder}/${name}`)
    }
  }
  return removed
}
