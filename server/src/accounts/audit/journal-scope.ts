import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../platform/http.ts'
import { gives } from '../access.ts'
import type { Source } from './rows.ts'

/** Regions of whose journal somebody reads; null = the journal of the whole installation. */
export type JournalScope = readonly number[] | null

/** A grant below a region shows nothing: the journal tells what colleagues did. */
export function journalScope(actor: Actor): JournalScope {
  const own = actor.grants.filter((grant) => gives(grant, 'audit.read') && grant.municipalityId === null)
  return own.some(({ regionId }) => regionId === null) ? null : own.flatMap(({ regionId }) => regionId ?? [])
}

/** Where a subject of a record has its region. What is not here belongs to no region and is shown to none. */
const SUBJECTS = {
  document: 'documents',
  import: 'imports',
  list: 'school_lists',
  municipality: 'municipalities',
  school: 'schools',
  'source-school': 'source_schools',
} as const

/** People of the regions alone: who works in another one or above all, or ever did, is nobody's in particular. */
export const peopleOf = (regions: readonly number[]): RawBuilder<unknown> => sql`
  (select g.user_id from grants g group by g.user_id having bool_and(coalesce(g.region_id = any(${regions}::integer[]), false)))`

/** The condition on a row `t` of a log that it is about the regions. A place that the address named decides; else the subject. */
export function ofRegions(source: Source, regions: readonly number[]): RawBuilder<unknown> {
  const ids = sql`${regions}::integer[]`
  const subject = sql.join(
    [
      sql`t.subject_kind = 'region' and t.subject_id in (select unnest(${ids})::text)`,
      ...Object.entries(SUBJECTS).map(
        ([kind, table]) =>
          sql`t.subject_kind = ${kind} and t.subject_id in (select id::text from ${sql.table(table)} where region_id = any(${ids}))`,
      ),
      sql`t.subject_kind = 'account' and t.subject_id in ${peopleOf(regions)}`,
    ],
    sql` or `,
  )
  if (source === 'change') return sql`(${subject})`
  return sql`case t.place_kind when 'region' then t.place_id = any(${ids})
    when 'municipality' then t.place_id in (select id from municipalities where region_id = any(${ids}))
    when 'school' then t.place_id in (select id from schools where region_id = any(${ids}))
    else (${subject}) or (t.kind = 'sign-in' and t.actor in ${peopleOf(regions)}) end`
}
