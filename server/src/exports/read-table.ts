import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { ExportCell, ExportColumn, TablePlan } from './tables.ts'

const PAGE_ROWS = 5_000

export interface OpenedTable {
  plan: Pick<TablePlan, 'title' | 'filters' | 'columns'>
  /** Rows of the whole table, counted in the same view of the data that they are read from. */
  count: number
  /** Read once; holds a connection until its end or `close`. */
  rows: AsyncGenerator<ExportCell[]>
  close(): Promise<void>
}

/** Reads a table by a cursor: some thousands of rows are in memory, however many there are. */
export async function readTable(db: Db, plan: TablePlan): Promise<OpenedTable> {
  const view = await db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await view.rollback().execute()
  }
  try {
    const { select, from, order } = plan
    const counted = await sql<{ n: number }>`select count(*)::integer as n from ${from}`.execute(view)
    await sql`declare export_rows no scroll cursor for select ${select} from ${from} order by ${order}`.execute(
      view,
    )
    return { plan, count: counted.rows[0]!.n, rows: readRows(view, plan.columns, close), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function* readRows(
  view: Db,
  columns: ExportColumn[],
  close: () => Promise<void>,
): AsyncGenerator<ExportCell[]> {
  try {
    for (;;) {
      const { rows } = await sql<
        Record<string, ExportCell>
      >`fetch ${sql.raw(String(PAGE_ROWS))} from export_rows`.execute(view)
      for (const row of rows) yield columns.map(({ name }) => row[name] ?? null)
      if (rows.length < PAGE_ROWS) return
    }
  } finally {
    await close()
  }
}
