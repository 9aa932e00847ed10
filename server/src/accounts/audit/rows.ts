import { type RawBuilder, sql } from 'kysely'

export type Source = 'change' | 'access'

const moment = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`

/**
 * The canonical text of a row: everything it says, in one order, as jsonb prints it (the same on every PostgreSQL of ours).
 * A column that is added later belongs at the end and only where it is not null, or old seals no longer fit.
 */
const TEXTS: Record<Source, RawBuilder<string>> = {
  change: sql`jsonb_build_array('change', id, ${moment('changed_at')}, actor, action, subject_kind, subject_id, before, after,
    request_id)::text`,
  access: sql`jsonb_build_array('access', id, ${moment('accessed_at')}, kind, action, actor, actor_name, actor_role,
    subject_kind, subject_id, place_kind, place_id, details, address, request_id, result)::text`,
}

export const SOURCES = {
  change: { table: 'changes', at: 'changed_at' },
  access: { table: 'accesses', at: 'accessed_at' },
} as const satisfies Record<Source, { table: string; at: string }>

/** Rows of one log: row_id, at, transaction_id, text (canonical). `condition` sees the table's own columns. */
export function rowsOf(source: Source, condition: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> {
  const { table, at } = SOURCES[source]
  return sql`(select id as row_id, ${sql.ref(at)} as at, transaction_id, ${TEXTS[source]} as text
    from ${sql.table(table)} where ${condition})`
}

/** SHA-256 of a canonical text, as kept in the chain. */
export const hashOf = (text: RawBuilder<unknown>): RawBuilder<Buffer> =>
  sql`sha256(convert_to(${text}, 'UTF8'))`
