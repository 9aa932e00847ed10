import type { Selectable, Updateable } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Imports } from '../platform/generated/tables.ts'
import { Problem, type ProblemBody } from '../platform/problem.ts'
import type { ProcedureRef } from '../results/model.ts'
import type { Level } from '../results/store-model.ts'
import type { RowProblem } from './model.ts'
import type { ImportOptions, ImportPreview, ImportState, ImportSummary } from './schemas.ts'

/** The preview as stored: what is shown, and the procedures as the format named them (for the commit). */
export type StoredPreview = ImportPreview & { procedureRefs: ProcedureRef[] }

export interface ImportRow
  extends Omit<Selectable<Imports>, 'options' | 'preview' | 'problem' | 'state' | 'progress' | 'level'> {
  state: ImportState
  options: ImportOptions
  preview: StoredPreview | null
  problem: ProblemBody | null
  progress: ImportSummary['progress']
  level: Level | null
}

export async function findImport(db: Db, importId: number, lock?: 'lock'): Promise<ImportRow | undefined> {
  let query = db.selectFrom('imports').selectAll().where('id', '=', importId)
  if (lock) query = query.forUpdate()
  return (await query.executeTakeFirst()) as ImportRow | undefined
}

export async function getImport(db: Db, importId: number, lock?: 'lock'): Promise<ImportRow> {
  const row = await findImport(db, importId, lock)
  if (!row) throw new Problem('request/not-found', `Загрузки № ${importId} нет.`)
  return row
}

export async function listImports(db: Db, regionId: number): Promise<ImportRow[]> {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('region_id', '=', regionId)
    .where('state', '<>', 'discarded')
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
  return rows as unknown as ImportRow[]
}

export async function insertImport(
  db: Db,
  row: {
    regionId: number
    sha256: string
    fileName: string
    schoolYear: number
    options: ImportOptions
    actor: string
  },
): Promise<number> {
  const inserted = await db
    .insertInto('imports')
    .values({
      region_id: row.regionId,
      sha256: row.sha256,
      file_name: row.fileName,
      school_year: row.schoolYear,
      options: JSON.stringify(row.options),
      state: 'received',
      created_by: row.actor,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordChange(db, {
    actor: row.actor,
    action: 'import.receive',
    subjectKind: 'import',
    subjectId: inserted.id,
    after: {
      ...{ regionId: row.regionId, fileName: row.fileName, sha256: row.sha256 },
      ...{ schoolYear: row.schoolYear, format: row.options.format },
    },
  })
  return inserted.id
}

export interface Duplicate {
  id: number
  fileName: string
  schoolYear: number
  sameBytes: boolean
}

type Change = Omit<Updateable<Imports>, 'preview' | 'problem' | 'progress' | 'options' | 'state'> & {
  state?: ImportState
  preview?: StoredPreview | null
  problem?: ProblemBody | null
  progress?: ImportSummary['progress']
  options?: ImportOptions
}

export async function setImport(db: Db, importId: number, change: Change): Promise<void> {
  const { preview, problem, progress, options, ...plain } = change
  const json = (value: unknown) =>
    value === undefined ? undefined : value === null ? null : JSON.stringify(value)
  await db
    .updateTable('imports')
    .set({
      ...plain,
      ...(preview === undefined ? {} : { preview: json(preview) }),
      ...(problem === undefined ? {} : { problem: json(problem) }),
      ...(progress === undefined ? {} : { progress: json(progress) }),
      ...(options === undefined ? {} : { options: json(options)! }),
    })
    .where('id', '=', importId)
    .execute()
}

/**
 * An import of the same bytes, or of the same numbers under other bytes, that is in one of the states in the region.
 * The same file through another mapping gives other numbers and is no duplicate.
 */
export async function findDuplicate(
  db: Db,
  row: ImportRow,
  contentSha256: string | null,
  states: ImportState[] = ['committed', 'committing'],
): Promise<Duplicate | undefined> {
  const candidates = await db
    .selectFrom('imports')
    .select(['id', 'file_name', 'school_year', 'sha256', 'content_sha256', 'options'])
    .where('region_id', '=', row.region_id)
    .where('id', '<>', row.id)
    .where('state', 'in', states)
    .where((eb) => eb.or([eb('sha256', '=', row.sha256), eb('content_sha256', '=', contentSha256)]))
    .orderBy('id')
    .execute()
  const mapping = JSON.stringify(row.options.mapping ?? null)
  const found = candidates.find(
    (candidate) =>
      (contentSha256 !== null && candidate.content_sha256 === contentSha256) ||
      JSON.stringify((candidate.options as ImportOptions).mapping ?? null) === mapping,
  )
  return (
    found && {
      id: found.id,
      fileName: found.file_name,
      schoolYear: found.school_year,
      sameBytes: found.sha256 === row.sha256,
    }
  )
}

/** Kept problems of an import in file order. */
export async function listProblems(
  db: Db,
  importId: number,
  page: { offset: number; limit: number },
): Promise<RowProblem[]> {
  const rows = await db
    .selectFrom('import_problems')
    .selectAll()
    .where('import_id', '=', importId)
    .orderBy('ordinal')
    .offset(page.offset)
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({
    sheet: row.sheet,
    rowNumber: row.row_number,
    column: row.column_name,
    code: row.code as RowProblem['code'],
    given: row.given,
    expected: row.expected,
    severity: row.severity as RowProblem['severity'],
  }))
}
