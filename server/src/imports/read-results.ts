import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '../platform/db.ts'
import { filePath } from '../platform/files.ts'
import { Problem } from '../platform/problem.ts'
import { listMarkScales, type MarkScale, markFromScore } from '../results/mark-scales.ts'
import type {
  AssessmentResult,
  PupilResult,
  PupilScores,
  PupilUnit,
  WithheldResult,
} from '../results/model.ts'
import { countingRules } from '../results/procedure-queries.ts'
import type { CountingRule, PupilWriter, ResultWriter } from '../results/store-model.ts'
import { type ImportGround, stagedPath } from './commit-import.ts'
import { detectFormat, formatById } from './formats/list-formats.ts'
import { mappedFormat } from './formats/mapped-table.ts'
import { parseMapping } from './formats/mapping.ts'
import { shownCells } from './formats/personal-columns.ts'
import type { Format, FormatReader, RowProblem, SheetSample, SourceRow, Table } from './model.ts'
import { KEPT_PROBLEMS, ProblemTally } from './problem-tally.ts'
import type { ImportRow, StoredPreview } from './queries.ts'
import { readBulk } from './read-bulk/read-bulk.ts'
import { fateOf, readSamples } from './read-file.ts'
import { openTable } from './read-table/open-table.ts'
import { requireKept } from './record-file.ts'
import { isStorableRef, refuseUnstorable } from './storable.ts'

/** Rows of each sheet shown in the preview, as they stand in the file. */
const PREVIEW_ROWS = 30
const PROGRESS_EVERY_ROWS = 20_000
/** From this size on a csv of a format that allows it is read in bulk; a smaller one takes seconds as it is. */
const BULK_BYTES = 16_000_000
export type Progress = (step: string, done: number, total: number) => void | Promise<void>

/** What reading a file gives before anything is said about schools: a staged Parquet file and the tallies. */
export interface Reading {
  path: string
  reader: FormatReader
  format: Format
  tally: ProblemTally
  sheets: StoredPreview['sheets']
  rows: { read: number; accepted: number; rejected: number; skipped: number }
  resultCount: number
  withheld: WithheldResult[]
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

/**
 * Reads a stored file and stages its results as Parquet.
 * @throws Problem where it cannot be read, is of another year, or nothing in it can be taken; nothing is staged then
 */
export async function readResults(
  db: Db,
  ground: ImportGround,
  row: ImportRow,
  progress: Progress,
): Promise<Reading> {
  await requireKept(db, row.sha256)
  const known = { scales: await listMarkScales(db, row.region_id), rules: await countingRules(db) }
  await mkdir(join(ground.dataDir, 'staging'), { recursive: true })
  const paths = { from: filePath(ground.dataDir, row.sha256), to: stagedPath(ground, row.id) }
  return stageResults(ground, row, paths, known, progress)
}

/** The part of it that asks no database: from a file to a Parquet file. */
export async function stageResults(
  { store, bulkBytes = BULK_BYTES }: Pick<ImportGround, 'store' | 'bulkBytes'>,
  row: Pick<ImportRow, 'file_name' | 'school_year' | 'options'>,
  paths: { from: string; to: string },
  { scales, rules }: { scales: Map<string, MarkScale>; rules: Map<string, CountingRule> },
  progress: Progress,
): Promise<Reading> {
  const file = { path: paths.from, fileName: row.file_name }
  const table = await openTable(file)
  const samples = await readSamples(table)
  const format = chooseFormat(row, samples)
  const reader = format.open(samples, {
    schoolYear: row.school_year,
    fileName: row.file_name,
    ...(row.options.include === undefined ? {} : { include: row.options.include }),
    ...(row.options.school === undefined ? {} : { school: row.options.school }),
  })
  refuseWrongYear(row, reader)
  const { size } = await stat(file.path)
  const isBulky =
    reader.bulk !== undefined && table.kind === 'csv' && table.encoding !== 'utf-16le' && size >= bulkBytes
  const pupils = isBulky ? await store.writePupils(paths.to) : undefined
  const writer = pupils ?? (await store.write(paths.to, reader.understanding.level))
  const intake = makeIntake(reader, writer, (result) => markFromScore(result, scales, rules))
  try {
    if (reader.survey !== undefined) {
      await progress('Просматриваем файл', 0, 1)
      for await (const sourceRow of table.rows()) reader.survey(sourceRow)
    }
    if (pupils) await readInBulk(file, table, reader, intake, pupils, progress)
    else await readByRow(table, intake, progress)
    for (const problem of reader.finish()) intake.tally.add(problem)
    // Long tables name their years in the rows.
    refuseWrongYear(row, reader)
    if (writer.rowCount === 0)
      throw (
        reader.nothing?.(row.file_name) ??
        new Problem('import/nothing-accepted', nothingSentence(row, intake.rows.read, intake.tally))
      )
    await progress('Сохраняем прочитанное', 0, 1)
    await writer.finish()
  } catch (error) {
    await writer.discard()
    throw error
  }
  const { tally, sheets, rows, withheld } = intake
  return { path: paths.to, reader, format, tally, sheets, rows, resultCount: writer.rowCount, withheld }
}

/** Takes rows one by one: to the writer, the tallies and the preview. */
function makeIntake(
  reader: FormatReader,
  writer: ResultWriter,
  withMark: (result: PupilResult) => ReturnType<typeof markFromScore>,
) {
  const tally = new ProblemTally()
  const sheets = previewSheets(reader)
  const rows = { read: 0, accepted: 0, rejected: 0, skipped: 0 }
  const withheld: WithheldResult[] = []
  const pupils = new Map<string, Set<string>>()
  const isRepeated = ({ school, procedure, schoolYear, pupilCode }: PupilResult): boolean => {
    const place = `${procedure} ${schoolYear} ${school.key}`
    const known = pupils.get(place) ?? new Set()
    pupils.set(place, known)
    if (known.has(pupilCode)) return true
    known.add(pupilCode)
    return false
  }
  const take = (result: AssessmentResult, once: boolean): RowProblem | undefined => {
    const known = result.level === 'pupil' ? withMark(result) : result
    if (known.level === 'pupil' && 'problem' in known) return unmarkedProblem(result)
    const refusal = refuseUnstorable(known)
    if (refusal !== undefined) return refusal
    if (once && reader.repeated && known.level === 'pupil' && isRepeated(known))
      return reader.repeated(known.pupilCode, known)
    writer.append(known)
    return undefined
  }
  return {
    tally,
    sheets,
    rows,
    withMark,
    withheld,
    /** @param once whether pupils that stand twice are to be found here */
    row(sourceRow: SourceRow, once: boolean): void {
      const parsed = reader.parse(sourceRow)
      rows.read += 1
      const taken = parsed.results.filter((result) => {
        const refusal = take(result, once)
        if (refusal) parsed.problems.push(refusal)
        return refusal === undefined
      })
      for (const problem of parsed.problems) tally.add(problem)
      if (parsed.withheld !== undefined) withheld.push(...parsed.withheld.filter(isStorableRef))
      const fate = fateOf({ ...parsed, results: taken })
      rows[fate === 'accepted' || fate === 'rejected' ? fate : 'skipped'] += 1
      showRow(sheets, sourceRow, fate, reader)
    },
  }
}
type Intake = ReturnType<typeof makeIntake>

async function readByRow(table: Table, intake: Intake, progress: Progress): Promise<void> {
  for await (const sourceRow of table.rows()) {
    intake.row(sourceRow, true)
    if (intake.rows.read % PROGRESS_EVERY_ROWS === 0) {
      const { done, total } = table.progress()
      await progress('Читаем файл', done, total)
    }
  }
}

/** The beginning row by row, as ever; the rest by the column. Pupils that stand twice are found at the end of it. */
async function readInBulk(
  file: { path: string; fileName: string },
  table: Table,
  reader: FormatReader,
  intake: Intake,
  writer: PupilWriter,
  progress: Progress,
): Promise<void> {
  const bulk = reader.bulk!
  let fromLine: number | undefined
  for await (const sourceRow of table.rows()) {
    if (intake.rows.read >= PREVIEW_ROWS && sourceRow.rowNumber >= bulk.firstRow) {
      fromLine = sourceRow.rowNumber
      break
    }
    intake.row(sourceRow, false)
  }
  const { total } = table.progress()
  const withMark = (unit: PupilUnit, scores: PupilScores): PupilScores | undefined => {
    const probe = { ...NOBODY, ...unit, ...scores }
    const known = intake.withMark(probe)
    return 'problem' in known ? undefined : { ...scores, mark: known.mark }
  }
  const accepted = await readBulk(
    {
      ...file,
      encoding: table.encoding ?? 'utf-8',
      separator: table.separator ?? ';',
      fromLine: fromLine ?? Number.POSITIVE_INFINITY,
    },
    bulk,
    {
      writer,
      withMark,
      row: (sourceRow) => intake.row(sourceRow, false),
      progress: (done) => progress('Читаем файл', done, total),
    },
  )
  await progress('Ищем повторы', 0, 1)
  const repeated = await writer.settle(KEPT_PROBLEMS)
  intake.rows.read += accepted
  intake.rows.accepted += accepted - repeated.count
  intake.rows.rejected += repeated.count
  intake.tally.insert(
    repeated.first.map(({ pupilCode, rowNumber }) =>
      reader.repeated!(pupilCode, { sheet: table.sheets[0]!.name, rowNumber }),
    ),
    repeated.count,
  )
}

const NOBODY: PupilResult = {
  level: 'pupil',
  school: { keyKind: 'edu', key: '', name: null, municipality: null, municipalityCode: null },
  ...{ procedure: '', schoolYear: 0, pupilCode: '', className: null, variant: null, tasks: null },
  ...{ primaryScore: null, testScore: null, mark: null, journalMark: null, sheet: '', rowNumber: 0 },
}

function refuseWrongYear(row: Pick<ImportRow, 'file_name' | 'school_year'>, reader: FormatReader): void {
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

function nothingSentence(row: Pick<ImportRow, 'file_name'>, rowsRead: number, tally: ProblemTally): string {
  const first = tally.kept[0]
  const example = first
    ? ` Первое: ${first.sheet === '' ? '' : `лист «${first.sheet}», `}строка ${first.rowNumber}${first.column ? `, «${first.column}»` : ''} — нужно ${first.expected}${first.given === null ? '' : `, а стоит «${first.given}»`}.`
    : ''
  return `В файле «${row.file_name}» прочитано строк: ${rowsRead}, пригодных нет.${example} Проверьте, тот ли это файл и за тот ли год.`
}
