import { access, constants, readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { parseMapping } from '../imports/formats/mapping.ts'
import { keepLocal } from '../imports/keep-file.ts'
import { RowProblem } from '../imports/model.ts'
import { problemPhrase } from '../imports/problem-words.ts'
import { processNewImport } from '../imports/process.ts'
import { type ImportRow, insertImport, listProblems } from '../imports/queries.ts'
import { recordFile } from '../imports/record-file.ts'
import type { Db } from '../platform/db.ts'
import { isDiskFull, Problem } from '../platform/problem.ts'
import { counted } from '../platform/russian.ts'
import { countImportFindings } from '../quality/region-quality.ts'
import { placeText } from '../results/place-text.ts'
import type { Ground } from './open-ground.ts'
import { createProgressBar } from './progress.ts'
import { forgetRegion, regionForImport } from './regions.ts'

export interface ImportArguments {
  files: string[]
  year: number
  region?: string
  format: string
  mapping?: string
  /** Whose pupils these are, for a form that does not say. */
  school?: string
  createSchools: boolean
  replace: boolean
  dryRun: boolean
  strict: boolean
  json: boolean
}

/** `import --json`, version 1. */
export const ImportReport = z.object({
  version: z.literal(1),
  files: z.array(
    z.object({
      file: z.string(),
      state: z.enum(['committed', 'checked', 'refused']),
      importId: z.number().int().nullable(),
      problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      rowsRead: z.number().int(),
      rowsAccepted: z.number().int(),
      rowsRejected: z.number().int(),
      rowsSkipped: z.number().int(),
      results: z.number().int(),
      problemCount: z.number().int(),
      problems: z.array(
        z.object({
          sheet: z.string(),
          row: z.number().int(),
          column: z.string().nullable(),
          code: RowProblem.shape.code,
          given: z.string().nullable(),
          expected: z.string(),
          severity: z.enum(['rejected', 'warning']),
        }),
      ),
      schools: z.object({ matched: z.number().int(), waiting: z.number().int(), created: z.number().int() }),
    }),
  ),
  quality: z.object({
    findings: z.number().int().describe('What the rules of data quality say of the committed numbers'),
  }),
})
type FileReport = z.infer<typeof ImportReport>['files'][number]

const JSON_PROBLEMS = 1_000

async function requireFile(path: string, given: string): Promise<void> {
  const info = await stat(path).catch(() => undefined)
  const isReadable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
  if (info?.isFile() && isReadable) return
  const what = !info
    ? `Файла «${given}» нет`
    : info.isFile()
      ? `Файл «${given}» закрыт для чтения`
      : `«${given}» — ${info.isDirectory() ? 'папка' : 'устройство'}, а нужен файл`
  throw new Problem('import/file-unreadable', `${what}. Проверьте путь.`)
}

/** @returns the exit code: 0 something was committed (or, with --dry-run, could be), 1 nothing was, or --strict and any problem. */
export async function importCommand(ground: Ground, args: ImportArguments): Promise<number> {
  const mapping = args.mapping === undefined ? undefined : await readMapping(args.mapping)
  const region = await regionForImport(ground.db, args.region, args.createSchools)
  const reports: FileReport[] = []
  for (const file of args.files) {
    const report = await importFile(ground, region.id, file, mapping, args)
    reports.push(report)
    if (!args.json) printReport(report)
  }
  if (args.dryRun && region.isNew) await forgetRegion(ground.db, region.id)
  const quality = await countFindings(ground.db, region.id, reports)
  if (args.json) process.stdout.write(`${JSON.stringify({ version: 1, files: reports, quality }, null, 2)}\n`)
  else if (quality.findings > 0)
    process.stdout.write(
      `Правила качества данных: ${counted(quality.findings, ['замечание', 'замечания', 'замечаний'])} к загруженным числам — страница «Качество».\n`,
    )
  const good = reports.some((report) => report.state !== 'refused')
  const troubled = reports.some((report) => report.problemCount > 0 || report.state === 'refused')
  return !good || (args.strict && troubled) ? 1 : 0
}

/** What the rules of data quality say of the numbers just committed. */
async function countFindings(
  db: Db,
  regionId: number,
  reports: FileReport[],
): Promise<z.infer<typeof ImportReport>['quality']> {
  const ids = reports.flatMap(({ state, importId }) =>
    state === 'committed' && importId !== null ? [importId] : [],
  )
  return { findings: await countImportFindings(db, LOCAL_OPERATOR, regionId, ids) }
}

async function readMapping(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Problem('import/mapping-invalid', `Описание таблицы «${path}» не открывается: проверьте путь.`)
  })
  try {
    const mapping: unknown = JSON.parse(text)
    parseMapping(mapping)
    return mapping
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('import/mapping-invalid', `В файле «${path}» не JSON: ${(error as Error).message}.`)
  }
}

async function importFile(
  ground: Ground,
  regionId: number,
  file: string,
  mapping: unknown,
  args: ImportArguments,
): Promise<FileReport> {
  const path = resolve(file)
  const fileName = basename(path)
  try {
    await requireFile(path, file)
    const kept = await keepLocal(ground.dataDir, path, fileName)
    const options = {
      format: args.format,
      createSchools: args.createSchools,
      replace: args.replace,
      afterCheck: args.dryRun ? ('discard' as const) : ('commit' as const),
      ...(mapping === undefined ? {} : { mapping }),
      ...(args.school === undefined ? {} : { school: args.school }),
    }
    const actor = LOCAL_OPERATOR.id
    const given = { regionId, sha256: kept.sha256, fileName, schoolYear: args.year, options, actor }
    const bar = args.json ? undefined : createProgressBar()
    const insert = async (tx: Db) => {
      await recordFile(tx, kept, actor)
      return insertImport(tx, given)
    }
    const row = await processNewImport(ground.db, ground, insert, bar?.show).finally(() => bar?.clear())
    return toReport(file, row, await listProblems(ground.db, row.id, { offset: 0, limit: JSON_PROBLEMS }))
  } catch (error) {
    if (error instanceof Problem) return refused(file, error)
    if (isDiskFull(error))
      return refused(
        file,
        new Problem('server/disk-full', 'На диске кончилось место. Освободите его и повторите.'),
      )
    throw error
  }
}

function toReport(
  file: string,
  row: ImportRow,
  problems: Awaited<ReturnType<typeof listProblems>>,
): FileReport {
  const { preview } = row
  // A refusal, or a commit that found the disk full.
  if (!preview || row.problem !== null)
    return refused(
      file,
      { code: row.problem?.code ?? 'server/unexpected', detail: row.problem?.detail ?? row.problem?.title },
      row.id,
    )
  return {
    file,
    state: row.state === 'committed' ? 'committed' : 'checked',
    importId: row.id,
    problem: null,
    rowsRead: preview.rowsRead,
    rowsAccepted: preview.rowsAccepted,
    rowsRejected: preview.rowsRejected,
    rowsSkipped: preview.rowsSkipped,
    results: preview.resultCount,
    problemCount: preview.problemCount,
    problems: problems.map(({ rowNumber, ...problem }) => ({ ...problem, row: rowNumber })),
    schools: {
      matched: preview.schools.matched,
      waiting: preview.schools.waiting,
      created: preview.schools.willBeCreated,
    },
  }
}

function refused(
  file: string,
  problem: { code: string; detail?: string | undefined },
  importId: number | null = null,
): FileReport {
  return {
    file,
    state: 'refused',
    importId,
    problem: { code: problem.code, detail: problem.detail ?? problem.code },
    rowsRead: 0,
    rowsAccepted: 0,
    rowsRejected: 0,
    rowsSkipped: 0,
    results: 0,
    problemCount: 1,
    problems: [],
    schools: { matched: 0, waiting: 0, created: 0 },
  }
}

const SHOWN_PROBLEMS = 10

function printReport(report: FileReport): void {
  if (report.problem) {
    process.stderr.write(`${report.file}: ${report.problem.detail}\n`)
    return
  }
  const done =
    report.state === 'committed' ? `загружен (№ ${report.importId})` : 'проверен, в базу не записан'
  const problems =
    report.problemCount === 0
      ? 'замечаний нет'
      : counted(report.problemCount, ['замечание', 'замечания', 'замечаний'])
  process.stdout.write(
    `${report.file}: ${done}. Принято ${counted(report.rowsAccepted, ['строка', 'строки', 'строк'])} из ${report.rowsRead}, ${problems}.\n`,
  )
  if (report.schools.waiting > 0)
    process.stdout.write(
      `  ${counted(report.schools.waiting, ['школа', 'школы', 'школ'])} не в реестре: результаты ждут сопоставления и будут учтены после него.\n`,
    )
  for (const problem of report.problems.slice(0, SHOWN_PROBLEMS))
    process.stderr.write(`  ${placeText(problem)}: ${problemPhrase(problem)}\n`)
  if (report.problemCount > SHOWN_PROBLEMS)
    process.stderr.write(
      `  …и ещё ${report.problemCount - Math.min(SHOWN_PROBLEMS, report.problems.length)}; все — с ключом --json\n`,
    )
}
