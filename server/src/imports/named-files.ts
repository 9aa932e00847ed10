import type pg from 'pg'

/**
 * Paths inside the data folder that the database counts on, for a backup to look whether all are there. It may meet a
 * database of an earlier version, so columns that came later are asked for as if they were data.
 */
export async function listNamedFiles(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ path: string }>(`
    select 'results/' || parquet_name as path from imports where parquet_name is not null
    union all
    select 'files/' || sha256 from source_files s where to_jsonb(s)->>'kept' is distinct from 'nothing'`)
  return rows.map(({ path }) => path)
}
