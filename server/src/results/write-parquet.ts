import { rm } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { appendRow } from './append-row.ts'
import { COLUMNS, cellsPath, type Level, literal, MOST_DIGITS } from './layout.ts'
import type { ResultWriter } from './store-model.ts'
import { syncAndRename } from './sync-file.ts'

const FLUSH_ROWS = 100_000
/** Beside the reading database's own; what does not fit waits on the disk. */
const WRITING_MEMORY = '300MB'

/** Rows go to a DuckDB file first, so that memory stays flat; the Parquet file is written and synced aside and renamed at the end. */
export async function writeParquet(
  path: string,
  level: Level,
  settings: Record<string, string>,
): Promise<ResultWriter> {
  const scratch = `${path}.duckdb`
  const aside = `${path}.part`
  // Pages spilled by this database go beside it, where DuckDB puts them by itself: two databases in one folder would mix.
  const leftovers = [scratch, `${scratch}.wal`, `${scratch}.tmp`]
  await removeAll(...leftovers, aside, cellsPath(path))
  // Every row has its number, so threads need not wait for each other to keep them in order.
  const instance = await DuckDBInstance.create(scratch, {
    ...settings,
    ...{ preserve_insertion_order: 'false', memory_limit: WRITING_MEMORY },
  })
  const connection = await instance.connect()
  // One transaction that never ends in a commit, and no search for the best packing: all this is thrown away afterwards.
  await connection.run("set force_compression = 'bitpacking'")
  await connection.run('begin')
  await connection.run(`create table results (${COLUMNS[level]})`)
  const appender = await connection.createAppender('results')
  let rowCount = 0
  const close = async () => {
    connection.closeSync()
    instance.closeSync()
    await removeAll(...leftovers)
  }
  return {
    get rowCount() {
      return rowCount
    },
    append(result) {
      if (result.level !== level) throw new Error(`a ${result.level} row in a file of ${level} rows`)
      appendRow(appender, result)
      rowCount += 1
      if (rowCount % FLUSH_ROWS === 0) appender.flushSync()
    },
    async finish() {
      appender.closeSync()
      await connection.run(
        `copy (${level === 'pupil' ? PUPIL_ROWS : 'from results'}) to ${literal(aside)} (format parquet, parquet_version v2, compression zstd)`,
      )
      await close()
      await syncAndRename(aside, path)
    },
    async discard() {
      await close()
      await removeAll(aside)
    },
  }
}

/** Codes of digits as numbers. */
const PUPIL_ROWS = `
  select * exclude (is_number) replace (case when is_number then null else pupil_code end as pupil_code),
    case when is_number then pupil_code::bigint end as pupil_number,
    case when is_number then length(pupil_code)::utinyint end as pupil_digits
  from (select *, coalesce(regexp_full_match(pupil_code, '[0-9]{1,${MOST_DIGITS}}'), false) as is_number from results)`

async function removeAll(...paths: string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true, recursive: true })
}
