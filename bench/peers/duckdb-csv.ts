import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { report } from '../harness.ts'

/** Bare DuckDB: the csv to Parquet as it is, and one group by over it. */
const [csv, folder] = process.argv.slice(2) as [string, string]
const parquet = join(folder, 'peer.parquet')
const instance = await DuckDBInstance.create(':memory:', { temp_directory: join(folder, 'peer-spill') })
const connection = await instance.connect()
const began = performance.now()
await connection.run(`copy (from read_csv('${csv}')) to '${parquet}' (format parquet)`)
const stored = performance.now()
const result = await connection.runAndReadAll(`
  select "Учебный год", "Код ОО", "Процедура", count(*) as participants, count(*) filter ("Отметка" = 2) as low,
    avg("Первичный балл") as mean
  from '${parquet}' group by all`)
const ended = performance.now()
report({
  seconds: (ended - began) / 1000,
  store: (stored - began) / 1000,
  units: result.currentRowCount,
  megabytes: (await stat(parquet)).size / 1e6,
})
await rm(parquet)
