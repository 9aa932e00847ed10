import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { lockRegion } from '../places/lock-region.ts'
import {
  createSchoolsFromSources,
  type ResolvedSchool,
  resolveSourceSchools,
} from '../places/source-schools.ts'
import { recordChange } from '../platform/changes.ts'
import { type Db, inTransaction } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { type CountRow, foreseeCounts, putCounts } from '../results/bring-counts.ts'
import { followNewMatches, removeImportCounts } from '../results/counts.ts'
import type { ProcedureRef, SourceSchoolRef } from '../results/model.ts'
import { countingRules, ensureProcedures } from '../results/procedure-queries.ts'
import { moveResults, removeResults } from '../results/result-files.ts'
import { factChanges, type PlacedFact, removeFacts, replaceFacts } from '../results/school-facts.ts'
import {
  type CountedLevel,
  type FactLevel,
  isFactLevel,
  type Level,
  type ResultStore,
  type SourceCountKey,
  type SourceFact,
} from '../results/store-model.ts'
import { linkWithheld, listWithheldSchools } from '../results/withheld.ts'
import { tellCommitted } from './import-news.ts'
import { type Duplicate, findDuplicate, getImport, type ImportRow, setImport } from './queries.ts'

/** Where things lie on disk and in which engine; made once at start. */
export interface ImportGround {
  dataDir: string
  store: ResultStore
  /** From this size on a csv is read in bulk where its format allows it; for tests and measurements. */
  bulkBytes?: number
}

export interface CommitSummary {
  added: number
  replacing: number
  alternatives: number
  matched: number
  waiting: number
  created: number
  waitingExamples: { key: string; name: string | null; municipality: string | null }[]
}

export const stagedPath = (ground: ImportGround, importId: number) =>
  join(ground.dataDir, 'staging', `${importId}.parquet`)
export const resultName = (importId: number, contentSha256: string) =>
  `${importId}-${contentSha256.slice(0, 12)}.parquet`
export const resultPath = (ground: ImportGround, name: string) => join(ground.dataDir, 'results', name)

interface Staged {
  path: string
  level: Level
  procedures: ProcedureRef[]
  /** What would be counted: then the counts are not written and only said how they would stand. */
  foreseen?: SourceCountKey[]
}

/**
 * The database half of a commit: schools, counts, which of them are active. The check runs this too and rolls it back, so
 * that the preview cannot promise anything else than the commit does. `db` must be a transaction.
 */
export async function applyImport(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  parquet: Staged,
  actor: string,
): Promise<CommitSummary> {
  await lockRegion(db, row.region_id)
  await ensureProcedures(db, parquet.procedures)
  const refs = withOthers(
    await ground.store.sourceSchools(parquet.path),
    await listWithheldSchools(db, row.id),
  )
  let resolved = await resolveSourceSchools(db, row.region_id, refs)
  const before = [...resolved.values()].filter((school) => school.schoolId === null).length
  if (row.options.createSchools && before > 0) {
    await createSchoolsFromSources(db, row.region_id, refs, actor)
    resolved = await resolveSourceSchools(db, row.region_id, refs)
  }
  await followNewMatches(db, row.region_id)
  const waiting = refs.filter((ref) => resolved.get(keyOf(ref))?.schoolId == null)
  const sourceSchoolOf = (ref: { keyKind: string; key: string }) => {
    const school = resolved.get(keyOf(ref))
    if (!school) throw new Error(`source school ${ref.keyKind} ${ref.key} was not resolved`)
    return school
  }
  await linkWithheld(
    db,
    row.id,
    refs.map((ref) => ({
      keyKind: ref.keyKind,
      key: ref.key,
      sourceSchoolId: sourceSchoolOf(ref).sourceSchoolId,
    })),
  )
  const { path, level, foreseen } = parquet
  const { added, replacing, alternatives } = isFactLevel(level)
    ? await putFacts(db, ground, row, { path, level }, sourceSchoolOf)
    : await applyCounts(db, ground, row, { path, level, foreseen }, sourceSchoolOf)
  return {
    added,
    replacing,
    alternatives,
    matched: refs.length - waiting.length,
    waiting: waiting.length,
    created: before - waiting.length,
    waitingExamples: waiting.slice(0, 20).map(({ key, name, municipality }) => ({ key, name, municipality })),
  }
}

const keyOf = (school: { keyKind: string; key: string }) => `${school.keyKind}\n${school.key}`

/** Schools of which the file has numbers, and those of which it only hides them. */
const withOthers = (refs: SourceSchoolRef[], others: SourceSchoolRef[]): SourceSchoolRef[] => {
  const known = new Set(refs.map(keyOf))
  return [...refs, ...others.filter((ref) => !known.has(keyOf(ref)))]
}

type SourceSchoolOf = (ref: { keyKind: string; key: string }) => ResolvedSchool

async function applyCounts(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  { path, level, foreseen }: { path: string; level: CountedLevel; foreseen: SourceCountKey[] | undefined },
  sourceSchoolOf: SourceSchoolOf,
) {
  const by = { regionId: row.region_id, importId: row.id, level, confirmed: row.options.replace }
  const withSchool = <Key extends SourceCountKey>(count: Key) => {
    const { sourceSchoolId, schoolId } = sourceSchoolOf(count)
    return { ...count, sourceSchoolId, schoolId }
  }
  if (foreseen !== undefined) return foreseeCounts(db, by, foreseen.map(withSchool))
  const rules = await countingRules(db)
  async function* counts(): AsyncGenerator<CountRow> {
    for await (const count of ground.store.count(path, level, rules)) yield withSchool(count)
  }
  const standing = await putCounts(db, by, counts())
  if (level === 'pupil')
    await replaceFacts(
      db,
      { importId: row.id, level: 'journal', confirmed: row.options.replace },
      placed(ground.store.journalOfPupils(path), sourceSchoolOf),
    )
  return standing
}

async function* placed(
  facts: AsyncIterable<SourceFact>,
  sourceSchoolOf: SourceSchoolOf,
): AsyncGenerator<PlacedFact> {
  for await (const fact of facts) yield { fact, sourceSchoolId: sourceSchoolOf(fact).sourceSchoolId }
}

/** Facts beside results: nothing is counted and no list changes. */
async function putFacts(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  { path, level }: { path: string; level: FactLevel },
  sourceSchoolOf: SourceSchoolOf,
) {
  await replaceFacts(
    db,
    { importId: row.id, level, confirmed: row.options.replace },
    placed(ground.store.facts(path, level), sourceSchoolOf),
  )
  return factChanges(db, row.id, level)
}

/**
 * Commits a checked import: the Parquet file is renamed into its place first, then one transaction names it. Killed in
 * between, the import is still `committing` and the job does the same again; running twice gives the same.
 * @throws Problem where it cannot be committed any more: its twin was committed meanwhile, its staged results are gone
 */
export async function commitImport(
  db: Db,
  ground: ImportGround,
  importId: number,
  actor: string,
): Promise<CommitSummary> {
  const row = await getImport(db, importId)
  if (row.state !== 'committing' || !row.preview || !row.level || !row.content_sha256)
    throw new Problem('import/wrong-state', `Загрузка № ${importId} не ждёт записи.`, [])
  const name = resultName(importId, row.content_sha256)
  const path = resultPath(ground, name)
  await mkdir(join(ground.dataDir, 'results'), { recursive: true })
  if (existsSync(stagedPath(ground, importId))) await moveResults(stagedPath(ground, importId), path)
  else if (!existsSync(path))
    throw new Problem(
      'import/wrong-state',
      `Прочитанные строки файла «${row.file_name}» не найдены на диске: проверьте файл ещё раз.`,
      ['check'],
    )
  const parquet = { path, level: row.level as Level, procedures: row.preview.procedureRefs }
  return inTransaction(db, async (tx) => {
    // The check asked too, but two files may be checked at once and committed one after the other.
    await lockRegion(tx, row.region_id)
    const twin = await findDuplicate(tx, row, row.content_sha256, ['committed'])
    if (twin) throw new Problem('import/duplicate-file', duplicateSentence(row, twin))
    const summary = await applyImport(tx, ground, row, parquet, actor)
    await setImport(tx, importId, {
      state: 'committed',
      parquet_name: name,
      committed_at: new Date(),
      committed_by: actor,
      progress: null,
    })
    await recordChange(tx, {
      actor,
      action: 'import.commit',
      subjectKind: 'import',
      subjectId: String(importId),
      before: { state: 'committing' },
      after: {
        state: 'committed',
        fileName: row.file_name,
        sha256: row.sha256,
        schoolYear: row.school_year,
        ...summary,
      },
    })
    await tellCommitted(tx, row, summary)
    return summary
  })
}

/** Takes a committed import back: its numbers go, those it had displaced return. The source file is kept. `db` must be a transaction. */
export async function undoImport(db: Db, importId: number, actor: string): Promise<void> {
  await lockRegion(db, (await getImport(db, importId)).region_id)
  const row = await getImport(db, importId, 'lock')
  if (row.state !== 'committed')
    throw new Problem('import/wrong-state', `Загрузка № ${importId} не записана, отменять нечего.`, [])
  await removeImportCounts(db, importId)
  await removeFacts(db, importId)
  await setImport(db, importId, {
    state: 'undone',
    parquet_name: null,
    undone_at: new Date(),
    undone_by: actor,
  })
  await recordChange(db, {
    actor,
    action: 'import.undo',
    subjectKind: 'import',
    subjectId: String(importId),
    before: { state: 'committed', parquetName: row.parquet_name },
    after: { state: 'undone' },
  })
}

/** Puts an import aside that will not be committed; its source file is kept. */
export async function discardImport(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  actor: string,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await setImport(tx, row.id, { state: 'discarded', progress: null })
    await recordChange(tx, {
      actor,
      action: 'import.discard',
      subjectKind: 'import',
      subjectId: String(row.id),
      before: { state: row.state },
      after: { state: 'discarded' },
    })
  })
  await removeStaged(ground, row.id)
}

export function duplicateSentence(row: ImportRow, other: Duplicate): string {
  const what = other.sameBytes ? 'тот же самый файл' : 'те же самые числа в другом файле'
  const year = other.schoolYear === row.school_year ? '' : ` за ${other.schoolYear} год`
  return `«${row.file_name}» — ${what}, что и «${other.fileName}»${year} (загрузка № ${other.id}). Если нужно загрузить его заново, сначала отмените ту загрузку.`
}

/** Forgets the staged results of an import that will not be committed. */
export async function removeStaged(ground: ImportGround, importId: number): Promise<void> {
  await removeResults(stagedPath(ground, importId))
}
