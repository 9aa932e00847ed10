import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Db, inTransaction } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import type { ProcedureRef } from '../results/model.ts'
import { countingRules } from '../results/procedure-queries.ts'
import { isFactLevel, type SourceCountKey, type SourceFact } from '../results/store-model.ts'
import { replaceWithheld } from '../results/withheld.ts'
import { applyImport, type CommitSummary, duplicateSentence, type ImportGround } from './commit-import.ts'
import { tellRefused } from './import-news.ts'
import type { RowProblem } from './model.ts'
import { findDuplicate, getImport, type ImportRow, type StoredPreview, setImport } from './queries.ts'
import { type Progress, type Reading, readResults } from './read-results.ts'

/**
 * Reads the whole file, stages its results and says what a commit would do. Ends in state `checked` or `refused`;
 * a Problem (expected trouble) becomes `refused` with its sentence, anything else is a bug and is thrown.
 */
export async function checkImport(
  db: Db,
  ground: ImportGround,
  importId: number,
  progress: Progress,
): Promise<ImportRow> {
  const row = await getImport(db, importId)
  try {
    const reading = await readResults(db, ground, row, progress)
    const counted = await countStaged(db, ground, reading)
    const duplicate = await findDuplicate(db, row, counted.contentSha256)
    if (duplicate) throw new Problem('import/duplicate-file', duplicateSentence(row, duplicate))
    await replaceWithheld(db, importId, reading.withheld)
    await progress('Сверяем со школами', 0, 1)
    // What only rejected rows name does not get into the catalogue.
    const counts = new Set(counted.procedures.map(({ code }) => code))
    const procedures = reading.reader.understanding.procedures.filter(({ code }) => counts.has(code))
    const summary = await rehearse(db, ground, row, reading, { procedures, foreseen: counted.keys })
    const preview = toPreview(reading, row.school_year, counted.procedures, procedures, summary)
    await inTransaction(db, async (tx) => {
      await setImport(tx, importId, {
        state: 'checked',
        preview,
        problem: null,
        progress: null,
        level: reading.reader.understanding.level,
        content_sha256: counted.contentSha256,
      })
      await saveProblems(tx, importId, reading.tally.kept)
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const problem = error.toBody()
    await inTransaction(db, async (tx) => {
      await setImport(tx, importId, { state: 'refused', problem, preview: null, progress: null })
      await tellRefused(tx, row, problem)
    })
  }
  return getImport(db, importId)
}

interface Counted {
  contentSha256: string
  procedures: StoredPreview['procedures']
  keys: SourceCountKey[]
}

/** Totals by procedure and year, and the fingerprint of the numbers themselves (their year left out). */
async function countStaged(db: Db, ground: ImportGround, reading: Reading): Promise<Counted> {
  const hash = createHash('sha256')
  const totals = new Map<string, StoredPreview['procedures'][number]>()
  const keys: SourceCountKey[] = []
  const names = new Map(
    reading.reader.understanding.procedures.map((procedure) => [procedure.code, procedure.name]),
  )
  const { level } = reading.reader.understanding
  if (isFactLevel(level)) return countFacts(ground.store.facts(reading.path, level), names)
  const rules = await countingRules(db)
  for await (const count of ground.store.count(reading.path, level, rules)) {
    const {
      key,
      keyKind,
      procedure,
      participants,
      low,
      high,
      lowShare,
      highShare,
      marks,
      meanScore,
      schoolYear,
    } = count
    hash.update(
      JSON.stringify([
        keyKind,
        key,
        procedure,
        participants,
        low,
        high,
        lowShare,
        highShare,
        marks,
        meanScore,
      ]),
    )
    keys.push({ keyKind, key, procedure, schoolYear })
    const id = `${procedure}\n${schoolYear}`
    const total = totals.get(id) ?? {
      code: procedure,
      name: names.get(procedure) ?? procedure,
      schoolYear,
      schools: 0,
      participants: 0,
      low: 0,
    }
    total.schools += 1
    total.participants += participants
    total.low = total.low === null || low === null ? null : total.low + low
    totals.set(id, total)
  }
  return { contentSha256: hash.digest('hex'), procedures: [...totals.values()], keys }
}

/** The same of facts beside results: nobody is low in them. */
async function countFacts(
  facts: AsyncIterable<SourceFact>,
  names: ReadonlyMap<string, string>,
): Promise<Counted> {
  const hash = createHash('sha256')
  const totals = new Map<string, StoredPreview['procedures'][number]>()
  for await (const { schoolYear, sheet, rowNumber, ...fact } of facts) {
    hash.update(JSON.stringify(fact))
    const { procedure: code } = fact
    const id = `${code}\n${schoolYear}`
    const total = totals.get(id) ?? { code, name: names.get(code) ?? code, schoolYear, ...NOBODY }
    total.schools += 1
    if (fact.level === 'journal') total.participants += fact.lower + fact.same + fact.higher
    totals.set(id, total)
  }
  return { contentSha256: hash.digest('hex'), procedures: [...totals.values()], keys: [] }
}

const NOBODY = { schools: 0, participants: 0, low: null }

class Rehearsed extends Error {
  readonly summary: CommitSummary
  constructor(summary: CommitSummary) {
    super('rehearsed')
    this.summary = summary
  }
}

/** Runs the commit's database half and rolls it back: the preview says exactly what the commit would do. */
async function rehearse(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  reading: Reading,
  found: { procedures: ProcedureRef[]; foreseen: SourceCountKey[] },
): Promise<CommitSummary> {
  const { level } = reading.reader.understanding
  try {
    await inTransaction(db, async (tx) => {
      throw new Rehearsed(
        await applyImport(tx, ground, row, { path: reading.path, level, ...found }, 'preview'),
      )
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.summary
    throw error
  }
  throw new Error('a rehearsal always ends by rolling back')
}

function otherYearsNote(yearsInFile: number[], schoolYear: number): string[] {
  const others = yearsInFile.filter((year) => year !== schoolYear)
  return others.length === 0
    ? []
    : [`В файле есть и другие годы: ${others.join(', ')}. Их строки будут учтены за свой год.`]
}

function toPreview(
  reading: Reading,
  schoolYear: number,
  procedures: StoredPreview['procedures'],
  procedureRefs: ProcedureRef[],
  summary: CommitSummary,
): StoredPreview {
  const { understanding } = reading.reader
  return {
    format: reading.format.id,
    formatTitle: reading.format.title,
    level: understanding.level,
    yearsInFile: understanding.yearsInFile,
    procedures,
    procedureRefs,
    sheets: reading.sheets,
    notes: [...understanding.notes, ...otherYearsNote(understanding.yearsInFile, schoolYear)],
    rowsRead: reading.rows.read,
    rowsAccepted: reading.rows.accepted,
    rowsRejected: reading.rows.rejected,
    rowsSkipped: reading.rows.skipped,
    resultCount: reading.resultCount,
    problems: reading.tally.groups(),
    problemCount: reading.tally.count,
    schools: {
      matched: summary.matched,
      waiting: summary.waiting,
      willBeCreated: summary.created,
      waitingExamples: summary.waitingExamples,
    },
    changes: { added: summary.added, replacing: summary.replacing, alternatives: summary.alternatives },
  }
}

async function saveProblems(db: Db, importId: number, problems: RowProblem[]): Promise<void> {
  await sql`delete from import_problems where import_id = ${importId}`.execute(db)
  for (let from = 0; from < problems.length; from += 2_000) {
    const chunk = problems
      .slice(from, from + 2_000)
      .map((problem, index) => ({ ...problem, ordinal: from + index + 1 }))
    await sql`insert into import_problems (import_id, ordinal, sheet, row_number, column_name, code, given, expected, severity)
      select ${importId}::integer, ordinal, sheet, "rowNumber", "column", code, given, expected, severity
      from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb) as rows (ordinal integer, sheet text, "rowNumber" integer,
        "column" text, code text, given text, expected text, severity text)`.execute(db)
  }
}
