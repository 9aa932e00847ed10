import { existsSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { aggregateCounts, pupilCounts, pupilJournal, sourceCounts } from './count-sql.ts'
import { cellsPath, EMPTY_TABLES, literal } from './layout.ts'
import type {
  CountedLevel,
  CountingRule,
  FactLevel,
  ResultStore,
  SourceCount,
  SourceFact,
} from './store-model.ts'
import { writeParquet } from './write-parquet.ts'
import { openPupilWriter } from './write-pupils.ts'

/** Opens the embedded engine. Extensions are off: nothing is ever fetched. */
export async function openResultStore(options: {
  memoryLimit?: string
  tempDir: string
}): Promise<ResultStore> {
  const settings = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: options.memoryLimit ?? '450MB',
    threads: '2',
  }
  const memory = await DuckDBInstance.create(':memory:', { ...settings, temp_directory: options.tempDir })
  const setUp = await memory.connect()
  for (const table of EMPTY_TABLES) await setUp.run(table)
  setUp.closeSync()
  return {
    write: (path, level) => writeParquet(path, level, settings),
    writePupils: (path) => openPupilWriter(path, settings),
    count: (path, level, rules) => countRows(memory, path, level, rules),
    facts: (path, level) =>
      readFacts(memory, level, async () => `select * from read_parquet(${literal(path)})`),
    async *journalOfPupils(path) {
      if (await hasColumn(memory, path, 'journal_mark'))
        yield* readFacts(memory, 'journal', (connection) => pupilJournal(connection, path))
    },
    async sourceSchools(path) {
      const connection = await memory.connect()
      try {
        const rows = await connection.runAndReadAll(
          `select key_kind, key, any_value(name), any_value(municipality), any_value(municipality_code)
           from read_parquet(${literal(existsSync(cellsPath(path)) ? cellsPath(path) : path)}) group by key_kind, key order by key_kind, key`,
        )
        return rows.getRows().map(([keyKind, key, name, municipality, municipalityCode]) => ({
          keyKind: String(keyKind),
          key: String(key),
          name: textOrNull(name),
          municipality: textOrNull(municipality),
          municipalityCode: textOrNull(municipalityCode),
        }))
      } finally {
        connection.closeSync()
      }
    },
    async close() {
      memory.closeSync()
    },
  }
}

async function* countRows(
  memory: DuckDBInstance,
  path: string,
  level: CountedLevel,
  rules: Map<string, CountingRule>,
): AsyncGenerator<SourceCount> {
  const connection = await memory.connect()
  try {
    const sql = level === 'pupil' ? await pupilCounts(connection, path, rules) : aggregateCounts(path)
    const stream = await connection.stream(sql)
    const names = stream.columnNames()
    for (let chunk = await stream.fetchChunk(); chunk !== null; chunk = await stream.fetchChunk()) {
      if (chunk.rowCount === 0) return
      yield* sourceCounts(chunk, names)
    }
  } finally {
    connection.closeSync()
  }
}

/** A file without the column costs nothing more than its footer, however many pupils it has. */
async function hasColumn(memory: DuckDBInstance, path: string, name: string): Promise<boolean> {
  const connection = await memory.connect()
  try {
    const found = await connection.runAndReadAll(
      `select 1 from parquet_schema(${literal(path)}) where name = ${literal(name)}`,
    )
    return found.currentRowCount > 0
  } finally {
    connection.closeSync()
  }
}

/** @param select gives rows with the columns of the level */
async function* readFacts(
  memory: DuckDBInstance,
  level: FactLevel,
  select: (connection: DuckDBConnection) => Promise<string>,
): AsyncGenerator<SourceFact> {
  const connection = await memory.connect()
  try {
    const stream = await connection.stream(
      `${await select(connection)} order by key_kind, key, procedure, school_year, sheet, row_number`,
    )
    for await (const rows of stream.yieldRowObjectJson()) {
      for (const row of rows) yield toSourceFact(level, row)
    }
  } finally {
    connection.closeSync()
  }
}

function toSourceFact(level: FactLevel, row: Record<string, unknown>): SourceFact {
  const common = {
    keyKind: String(row.key_kind),
    key: String(row.key),
    procedure: String(row.procedure),
    schoolYear: Number(row.school_year),
    sheet: String(row.sheet),
    rowNumber: Number(row.row_number),
  }
  if (level === 'marker')
    return { ...common, level, isMarked: row.is_marked === true, declaredCount: whole(row.declared_count) }
  const [lower, same, higher] = [Number(row.lower), Number(row.same), Number(row.higher)]
  return { ...common, level, participants: whole(row.participants), lower, same, higher }
}

const whole = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value)

const textOrNull = (value: unknown) => (value === null || value === undefined ? null : String(value))
