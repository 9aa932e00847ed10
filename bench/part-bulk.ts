import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  compare,
  type Part,
  type Row,
  type Run,
  row,
  runInTurn,
  runScript,
  type Settings,
  seconds,
} from './harness.ts'
import { makePupils, type PlantedTruth } from './make-pupils.ts'

/** A csv of a country's pupils: against bare DuckDB and against pandas; its growth from 1 % to the whole and beyond. */
export async function benchBulk({ quick, runs, folder }: Settings): Promise<Part> {
  const whole = quick ? 2_500_000 : 25_000_000
  const rows: Row[] = []
  const notes: string[] = []
  const csv = join(folder, 'pupils.csv')

  const truth = await makePupils(csv, whole)
  const ours = () => runScript('bulk-ours.ts', [csv, folder])
  const found = await runInTurn(runs, {
    ours,
    duckdb: () => runScript('peers/duckdb-csv.ts', [csv, folder]),
    pandas: () => runScript('peers/pandas-csv.py', [csv]),
  })
  const { ours: our } = found
  const withoutDatabase = our.seconds - our.database!
  const size = `${million(whole)} млн строк`
  rows.push(
    compare(
      `csv, ${size}: проверить каждую строку, сохранить, сосчитать, показать и записать в базу — против DuckDB (csv → Parquet → group by)`,
      [seconds(found.ours.seconds), seconds(found.duckdb.seconds)],
      found.ours.seconds / found.duckdb.seconds,
      { most: 1.5 },
    ),
    compare(
      `csv, ${size}: то же против pandas (read_csv и groupby без проверки и записи)`,
      [seconds(found.ours.seconds), seconds(found.pandas.seconds)],
      found.ours.seconds / found.pandas.seconds,
      { most: 1.2 },
    ),
    compare(
      `пересчёт из хранилища, ${size}, против чтения и группировки pandas`,
      [seconds(found.ours.recount!), seconds(found.pandas.seconds)],
      found.ours.recount! / found.pandas.seconds,
      { most: 0.125 },
    ),
    row(
      `без базы, ${size}: проверить, сохранить и сосчитать один раз — против DuckDB`,
      seconds(withoutDatabase),
      '',
      null,
    ),
    row(`память, ${size}`, `${found.ours.peakMegabytes} МБ`, '≤ 1000 МБ', found.ours.peakMegabytes <= 1000),
  )
  rows[3]!.peer = seconds(found.duckdb.seconds)
  rows[3]!.ratio = (withoutDatabase / found.duckdb.seconds).toFixed(2)
  rows[0]!.peer += `, ${found.duckdb.peakMegabytes} МБ`
  rows[1]!.peer += `, ${found.pandas.peakMegabytes} МБ`
  const csvBytes = (await stat(csv)).size
  notes.push(
    truthNote(truth, found.ours),
    `Из нашего времени база данных (школы, показ и запись чисел ${our.units} школ × процедур) — ${seconds(our.database!)}; она растёт с числом школ, а не строк. Приём файла (сумма, поиск имён, копия) — ещё ${seconds(our.keep!)}.`,
    `csv ${megabytes(csvBytes)}, наш Parquet ${found.ours.megabytes!.toFixed(0)} МБ, Parquet DuckDB ${found.duckdb.megabytes!.toFixed(0)} МБ.`,
  )

  let before: { rows: number; seconds: number } | undefined
  for (const share of quick ? [0.01, 0.1] : [0.01, 0.1, 1, 3]) {
    const count = whole * share
    const truthHere = share === 1 ? truth : await makePupils(csv, count)
    const run = share === 1 ? found.ours : await ours()
    const growth =
      before === undefined
        ? ''
        : ` (строк × ${count / before.rows}, времени × ${(run.seconds / before.seconds).toFixed(1)})`
    rows.push(sizeRow(`${million(count)} млн строк`, run, growth))
    if (share !== 1) notes.push(truthNote(truthHere, run))
    notes.push(diskNote(count, share === 1 ? csvBytes : (await stat(csv)).size, run))
    before = { rows: count, seconds: run.seconds }
  }
  const mixed = quick ? whole * 0.1 : whole
  const mixedTruth = await makePupils(csv, mixed, 'none')
  const mixedRun = await ours()
  rows.push(sizeRow(`${million(mixed)} млн строк в случайном порядке`, mixedRun, ''))
  notes.push(truthNote(mixedTruth, mixedRun))
  await rm(csv)
  return { title: 'Результаты участников одним csv', rows, notes }
}

const million = (rows: number) => (rows / 1e6).toLocaleString('ru-RU')

const sizeRow = (what: string, run: Run, growth: string): Row =>
  row(
    what,
    `${seconds(run.seconds)}, ${run.peakMegabytes} МБ, Parquet ${run.megabytes!.toFixed(1)} МБ${growth}`,
    '≤ 1000 МБ',
    run.peakMegabytes <= 1000,
  )

const diskNote = (rows: number, csvBytes: number, run: Run): string =>
  `${million(rows)} млн строк на диске: csv ${megabytes(csvBytes)}, его копия ${run.kept!.toFixed(0)} МБ, Parquet ${run.megabytes!.toFixed(0)} МБ, PostgreSQL с журналом ${run.postgres!.toFixed(0)} МБ.`

function truthNote(truth: PlantedTruth, run: Record<string, number>): string {
  const isRight = (['accepted', 'rejected', 'low', 'units'] as const).every((key) => truth[key] === run[key])
  const planted = `принято ${truth.accepted}, отклонено ${truth.rejected}, «2» ${truth.low}, школ × процедур ${truth.units}`
  return isRight
    ? `${truth.rows} строк: найдено ровно то, что заложено (${planted}).`
    : `${truth.rows} строк: РАСХОЖДЕНИЕ с заложенным (${planted}) — получено ${JSON.stringify(run)}.`
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} МБ`
