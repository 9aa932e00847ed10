import { rm } from 'node:fs/promises'
import { BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api'
import { literal } from './layout.ts'

type Cell = string | number | boolean | null
export interface ParquetColumn {
  name: string
  type: 'text' | 'integer' | 'decimal' | 'boolean'
}

const TYPES = { text: VARCHAR, integer: INTEGER, decimal: DOUBLE, boolean: BOOLEAN }
const CHUNK_ROWS = 2_048

/**
 * Writes any table as Parquet; some thousands of rows are in memory, the rest waits in a database beside the file.
 * @param about lines that say what the table is, kept in the file's own notes as `about`
 */
export async function writeTableParquet(
  path: string,
  columns: ParquetColumn[],
  rows: AsyncIterable<Cell[]>,
  about: string[],
): Promise<void> {
  const scratch = `${path}.duckdb`
  const instance = await DuckDBInstance.create(scratch, {
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', memory_limit: '300MB' },
  })
  const connection = await instance.connect()
  try {
    const types = columns.map(({ type }) => TYPES[type])
    await connection.run(
      `create table t (${columns.map(({ name }, at) => `"${name}" ${String(types[at])}`).join(', ')})`,
    )
    const appender = await connection.createAppender('t')
    let waiting: Cell[][] = []
    const flush = () => {
      if (waiting.length === 0) return
      const chunk = DuckDBDataChunk.create(types, waiting.length)
      chunk.setRows(waiting)
      appender.appendDataChunk(chunk)
      waiting = []
    }
    for await (const row of rows) {
      waiting.push(row)
      if (waiting.length === CHUNK_ROWS) flush()
    }
    flush()
    appender.closeSync()
    await connection.run(
      `copy t to ${literal(path)} (format parquet, compression zstd, kv_metadata {about: ${literal(about.join('\n'))}})`,
    )
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    connection.closeSync()
    instance.closeSync()
    for (const leftover of [scratch, `${scratch}.wal`, `${scratch}.tmp`])
      await rm(leftover, { force: true, recursive: true })
  }
}
