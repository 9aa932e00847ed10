import { sql } from 'kysely'
import { type Db, openSnapshot } from '../platform/db.ts'
import type { ExportCell, TablePlan } from './tables.ts'

const PAGE_ROWS = 2_000

export interface OpenedTable {
  plan: Pick<TablePlan, 'title' | 'filters' | 'columns'>
  /** Rows of the whole table, counted once, in the same view of the data that they are read from. */
  count(): Promise<number>
  /** Some thousands of rows at a time. Read once; holds a connection until its end or `close`. */
  pages: AsyncGenerator<ExportCell[][]>
  close(): Promise<void>
}

/** Reads a table by a cursor: some thousands of rows are in memory, however many there are. */
export async function readTable(db: Db, plan: TablePlan): Promise<OpenedTable> {
  const { view, close } = await openSnapshot(db)
  let counted: Promise<number> | undefined
  // Counting a million rows takes most of a second: who reads the table gets its first words before.
  const count = () => {
    counted ??= sql<{ n: number }>`select count(*)::integer as n from ${plan.from}`
      .execute(view)
      .then(({ rows }) => rows[0]!.n)
    return counted
  }
  return { plan, count, pages: readPages(view, plan, close), close }
}

async function* readPages(
  view: Db,
  { columns, select, from, order }: TablePlan,
  close: () => Promise<void>,
): AsyncGenerator<ExportCell[][]> {
  const names = columns.map(({ name }) => name)
  try {
    await sql`declare export_rows no scroll cursor for select ${select} from ${from} order by ${order}`.execute(
      view,
    )
    for (;;) {
      const { rows } = await sql<
        Record<string, ExportCell>
      >`fetch ${sql.raw(String(PAGE_ROWS))} from export_rows`.execute(view)
      if (rows.length > 0) yield rows.map((row) => names.map((name) => row[name] ?? null))
      if (rows.length < PAGE_ROWS) return
    }
  } finally {
    await close()
  }
}
