import { rm } from 'node:fs/promises'
import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api'
import { literal } from './layout.ts'
import type { RepeatedPupil } from './store-model.ts'

/** A row whose code does not grow; `number` −1 and a text where it is not of digits. */
export interface WaitingPupil {
  group: number
  unit: number
  scores: number
  details: number
  number: number
  digits: number
  text: string | null
  row: number
}

const HELD_ROWS = 50_000
/** Rows of one chunk of DuckDB. */
const CHUNK_ROWS = 2048
const TYPES = [INTEGER, INTEGER, INTEGER, INTEGER, DOUBLE, INTEGER, VARCHAR, INTEGER]
/** Beside the reading database's own; what does not fit waits on the disk. */
const WRITING_MEMORY = '300MB'

/** Rows that may be of pupils who stand in the file already. More than some thousands wait in a database beside `path`. */
export function openWaitingPupils(path: string, settings: Record<string, string>) {
  const scratch = `${path}.duckdb`
  const leftovers = [scratch, `${scratch}.wal`, `${scratch}.tmp`]
  let held: WaitingPupil[] = []
  let engine: { instance: DuckDBInstance; connection: DuckDBConnection; appender: DuckDBAppender } | undefined

  const open = async () => {
    for (const leftover of leftovers) await rm(leftover, { force: true, recursive: true })
    const instance = await DuckDBInstance.create(scratch, {
      ...settings,
      ...{ preserve_insertion_order: 'false', memory_limit: WRITING_MEMORY },
    })
    const connection = await instance.connect()
    // One transaction that never ends in a commit: all this is thrown away afterwards.
    await connection.run('begin')
    await connection.run(`create table waiting ("group" integer, unit integer, scores integer, details integer,
      number double, digits integer, text varchar, row_number integer)`)
    return { instance, connection, appender: await connection.createAppender('waiting') }
  }

  const save = async () => {
    engine ??= await open()
    const { appender } = engine
    for (let from = 0; from < held.length; from += CHUNK_ROWS) {
      const rows = held.slice(from, from + CHUNK_ROWS)
      const chunk = DuckDBDataChunk.create(TYPES, rows.length)
      chunk.setColumns([
        ...(['group', 'unit', 'scores', 'details', 'number', 'digits'] as const).map((name) =>
          rows.map((row) => row[name]),
        ),
        rows.map(({ text }) => text),
        rows.map(({ row }) => row),
      ])
      appender.appendDataChunk(chunk)
    }
    held = []
    return engine
  }

  return {
    get isEmpty() {
      return engine === undefined && held.length === 0
    },
    /** Those that are still in memory: all, before the first `drain` of more than some thousands. */
    get held(): readonly WaitingPupil[] {
      return held
    },
    add(row: WaitingPupil): void {
      held.push(row)
    },
    async drain(): Promise<void> {
      if (held.length >= HELD_ROWS) await save()
    },
    /**
     * Finds the rows of pupils who stand in `written` or in an earlier row here. What was written came before any row
     * here of the same code: rows of a group are written while their codes grow.
     * @param keep how many are named, in file order
     */
    async compare(
      written: { path: string; rowCount: number },
      groups: { key: string; procedure: string; schoolYear: number }[],
      keep: number,
    ): Promise<{ count: number; first: RepeatedPupil[] }> {
      const { connection, appender } = await save()
      appender.closeSync()
      await saveGroups(connection, groups)
      await connection.run(`
        create table known as ${
          written.rowCount === 0
            ? 'select "group", number, digits from waiting limit 0'
            : `select g.place as "group", w.pupil_number::double as number, w.pupil_digits as digits
               from (select key, procedure, school_year, pupil_number, pupil_digits from read_parquet(${literal(written.path)})
                 where pupil_number in (select number::bigint from waiting)) w
               join groups g using (key, procedure, school_year)`
        };
        create table several as
          select "group", number, digits, text, min(row_number) as first_row from waiting group by all having count(*) > 1;
        create table repeated as
          select row_number from waiting join known using ("group", number, digits)
          union
          select row_number from waiting w join several s on w."group" = s."group" and w.number = s.number
            and w.digits = s.digits and w.text is not distinct from s.text and w.row_number > s.first_row`)
      const counted = await connection.runAndReadAll('select count(*) from repeated')
      const named = await connection.runAndReadAll(`
        select coalesce(text, lpad(number::bigint::varchar, digits, '0')), row_number
        from waiting join repeated using (row_number) order by row_number limit ${keep}`)
      return {
        count: Number(counted.getRows()[0]![0]),
        first: named.getRows().map(([code, row]) => ({ pupilCode: String(code), rowNumber: Number(row) })),
      }
    },
    /** The others, in file order. */
    async *newRows(): AsyncGenerator<WaitingPupil[]> {
      if (engine === undefined) return
      const stream = await engine.connection.stream(`
        select "group", unit, scores, details, number, digits, text, row_number
        from waiting anti join repeated using (row_number) order by row_number`)
      for (let chunk = await stream.fetchChunk(); chunk?.rowCount; chunk = await stream.fetchChunk())
        yield chunk.getRows().map(([group, unit, scores, details, number, digits, text, row]) => ({
          ...{ group: Number(group), unit: Number(unit), scores: Number(scores), details: Number(details) },
          ...{ number: Number(number), digits: Number(digits), row: Number(row) },
          text: text === null ? null : String(text),
        }))
    },
    async close(): Promise<void> {
      engine?.connection.closeSync()
      engine?.instance.closeSync()
      for (const leftover of leftovers) await rm(leftover, { force: true, recursive: true })
    },
  }
}

async function saveGroups(
  connection: DuckDBConnection,
  groups: { key: string; procedure: string; schoolYear: number }[],
): Promise<void> {
  await connection.run(
    'create table groups (place integer, key varchar, procedure varchar, school_year integer)',
  )
  const appender = await connection.createAppender('groups')
  groups.forEach(({ key, procedure, schoolYear }, place) => {
    appender.appendInteger(place)
    appender.appendVarchar(key)
    appender.appendVarchar(procedure)
    appender.appendInteger(schoolYear)
    appender.endRow()
  })
  appender.closeSync()
}
