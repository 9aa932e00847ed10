import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Db, inTransaction } from '../platform/db.ts'
import { filePath } from '../platform/files.ts'
import { Problem } from '../platform/problem.ts'
import { listMarkScales, markFromScore } from '../results/mark-scales.ts'
import type { AssessmentResult, ProcedureRef } from '../results/model.ts'
import { countingRules } from '../results/procedure-queries.ts'
import { isFactLevel, type SourceFact } from '../results/store-model.ts'
import {
  applyImport,
  type CommitSummary,
  duplicateSentence,
  type ImportGround,
  stagedPath,
} from './commit-import.ts'
import { detectFormat, formatById } from './formats/list-formats.ts'
import { mappedFormat } from './formats/mapped-table.ts'
import { parseMapping } from './formats/mapping.ts'
import { shownCells } from './formats/personal-columns.ts'
import type { Format, FormatReader, RowProblem, SheetSample, SourceRow } from './model.ts'
import { ProblemTally } from './problem-tally.ts'
import { findDuplicate, getImport, type ImportRow, type StoredPreview, setImport } from './queries.ts'
import { fateOf, readSamples } from './read-file.ts'
import { openTable } from './read-table/open-table.ts'
import { requireKept } from './record-file.ts'
import { refuseUnstorable } from './storable.ts'

/** Rows of each sheet shown in the preview, as they stand in the file. */
const PREVIEW_ROWS = 30
const PROGRESS_EVERY_ROWS = 20_000

export type Progress = (step: string, done: number, total: number) => void | Promise<void>

/** What reading a file gives before anything is said about schools: a staged Parquet file and the tallies. */
interface Reading {
  path: string
  reader: FormatReader
  format: Format
  tally: ProblemTally
  sheets: StoredPreview['sheets']
  rows: { read: number; accepted: number; rejected: number; skipped: number }
  resultCount: number
}

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
    const reading = await readWholeFile(db, ground, row, progress)
    const counted = await countStaged(db, ground, reading)
    const duplicate = await findDuplicate(db, row, counted.contentSha256)
    if (duplicate) throw new Problem('import/duplicate-file', duplicateSentence(row, duplicate))
    await progress('Сверяем со школами', 0, 1)
    // What only rejected rows name does not get into the catalogue.
    const counts = new Set(counted.procedures.map(({ code }) => code))
    const procedures = reading.reader.understanding.procedures.filter(({ code }) => counts.has(code))
    const summary = await rehearse(db, ground, row, reading, procedures)
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
    await setImport(db, importId, {
      state: 'refused',
      problem: error.toBody(),
      preview: null,
      progress: null,
    })
  }
  return getImport(db, importId)
}

/** The format a person chose or the one that recognises the file; else a sentence that says what the file is not. */
export function chooseFormat(row: Pick<ImportRow, 'options'>, samples: SheetSample[]): Format {
  const { format, mapping } = row.options
  if (mapping !== undefined) return mappedFormat(parseMapping(mapping))
  if (format === 'auto') return detectFormat(samples)
  const chosen = formatById(format)
  if (!chosen)
    throw new Problem(
      'import/format-unknown',
      `Формата «${format}» нет. Оставьте «auto» или опишите таблицу.`,
    )
  return chosen
}

async function readWholeFile(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  progress: Progress,
): Promise<Reading> {
  await requireKept(db, row.sha256)
  await requireKept(db, row.sha256)
  const table = await openTable({ path: filePath(ground.dataDir, row.sha256), fileName: row.file_name })
  const samples = await readSamples(table)
  const format = chooseFormat(row, samples)
  const reader = format.open(samples, {
    schoolYear: row.school_year,
    fileName: row.file_name,
    ...(row.options.include === undefined ? {} : { include: row.options.include }),
    ...(row.options.school === undefined ? {} : { school: row.options.school }),
  })
  const { level } = reader.understanding
  refuseWrongYear(row, reader)
  const path = stagedPath(ground, row.id)
  await mkdir(join(ground.dataDir, 'staging'), { recursive: true })
  const writer = await ground.store.write(path, level)
  const tally = new ProblemTally()
  const scales = await listMarkScales(db, row.region_id)
  const rules = await countingRules(db)
  const sheets = previewSheets(reader)
  const rows = { read: 0, accepted: 0, rejected: 0, skipped: 0 }
  const take = (result: AssessmentResult): RowProblem | undefined => {
    const known = result.level === 'pupil' ? markFromScore(result, scales, rules) : result
    if (known.level === 'pupil' && 'problem' in known) return unmarkedProblem(result)
    const refusal = refuseUnstorable(known)
    if (refusal === undefined) writer.append(known)
    return refusal
  }
  try {
    if (reader.survey !== undefined) {
      await progress('Просматриваем файл', 0, 1)
      for await (const sourceRow of table.rows()) reader.survey(sourceRow)
    }
    for await (const sourceRow of table.rows()) {
      const parsed = reader.parse(sourceRow)
      rows.read += 1
      const taken = parsed.results.filter((result) => {
        const refusal = take(result)
        if (refusal) parsed.problems.push(refusal)
        return refusal === undefined
      })
      for (const problem of parsed.problems) tally.add(problem)
      const fate = fateOf({ ...parsed, results: taken })
      rows[fate === 'accepted' || fate === 'rejected' ? fate : 'skipped'] += 1
      showRow(sheets, sourceRow, fate, reader)
      if (rows.read % PROGRESS_EVERY_ROWS === 0) {
        const { done, total } = table.progress()
        await progress('Читаем файл', done, total)
      }
    }
    for (const problem of reader.finish()) tally.add(problem)
    // Long tables name their years in the rows.
    refuseWrongYear(row, reader)
    if (writer.rowCount === 0)
      throw new Problem('import/nothing-accepted', nothingSentence(row, rows.read, tally))
    await writer.finish()
  } catch (error) {
    await writer.discard()
    throw error
  }
  return { path, reader, format, tally, sheets, rows, resultCount: writer.rowCount }
}

function refuseWrongYear(row: ImportRow, reader: FormatReader): void {
  const { yearsInFile } = reader.understanding
  if (yearsInFile.length === 0 || yearsInFile.includes(row.school_year)) return
  const years = yearsInFile.join(', ')
  throw new Problem(
    'import/wrong-year',
    `В файле «${row.file_name}» указан ${years} год, а выбран ${row.school_year}. Выберите ${years} год или проверьте файл.`,
  )
}

function unmarkedProblem({ sheet, rowNumber }: AssessmentResult): RowProblem {
  return {
    sheet,
    rowNumber,
    column: null,
    code: 'mark-unknown',
    given: null,
    expected: 'отметка или шкала перевода баллов за этот год',
    severity: 'rejected',
  }
}

function previewSheets(reader: FormatReader): StoredPreview['sheets'] {
  return reader.understanding.sheets.map((sheet) => ({ ...sheet, rows: [] }))
}

function showRow(
  sheets: StoredPreview['sheets'],
  row: SourceRow,
  fate: ReturnType<typeof fateOf>,
  reader: FormatReader,
): void {
  const sheet = sheets.find((candidate) => candidate.name === row.sheet)
  if (!sheet || sheet.rows.length >= PREVIEW_ROWS) return
  // The preview is kept with the import: nobody's name may get into it.
  const cells = shownCells(row, reader.understanding, fate)
    .slice(0, 400)
    .map((text) => text?.slice(0, 200) ?? null)
  sheet.rows.push({ rowNumber: row.rowNumber, cells, fate })
}

interface Counted {
  contentSha256: string
  procedures: StoredPreview['procedures']
}

/** Totals by procedure and year, and the fingerprint of the numbers themselves (their year left out). */
async function countStaged(db: Db, ground: ImportGround, reading: Reading): Promise<Counted> {
  const hash = createHash('sha256')
  const totals = new Map<string, StoredPreview['procedures'][number]>()
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
  return { contentSha256: hash.digest('hex'), procedures: [...totals.values()] }
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
  return { contentSha256: hash.digest('hex'), procedures: [...totals.values()] }
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
  procedures: ProcedureRef[],
): Promise<CommitSummary> {
  const { level } = reading.reader.understanding
  try {
    await inTransaction(db, async (tx) => {
      throw new Rehearsed(
        await applyImport(tx, ground, row, { path: reading.path, level, procedures }, 'preview'),
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

function nothingSentence(row: ImportRow, rowsRead: number, tally: ProblemTally): string {
  const first = tally.kept[0]
  const example = first
    ? ` Первое: ${first.sheet === '' ? '' : `лист «${first.sheet}», `}строка ${first.rowNumber}${first.column ? `, «${first.column}»` : ''} — нужно ${first.expected}${first.given === null ? '' : `, а стоит «${first.given}»`}.`
    : ''
  return `В файле «${row.file_name}» прочитано строк: ${rowsRead}, пригодных нет.${example} Проверьте, тот ли это файл и за тот ли год.`
}
