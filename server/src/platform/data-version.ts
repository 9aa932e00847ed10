import { sql } from 'kysely'
import type { Db } from './db.ts'
import { readTogether } from './read-together.ts'

/** Changes are numbered before they are committed, so a number below the greatest may still appear: this many are looked at. */
const OPEN_CHANGES = 1_000

/**
 * Everything that pages read is changed together with a row of `changes`: the latest of them say whether anything did.
 * An answer made from the version is not older than the request that asked for it.
 */
export const dataVersion = async (db: Db): Promise<string> => (await read(db, 'version'))!

const read = readTogether(async (db: Db, _: 'version'[]) => {
  const { rows } = await sql<{ latest: number; seen: number }>`
    select coalesce(max(id), 0) as latest, count(*) as seen
    from (select id from changes order by id desc limit ${OPEN_CHANGES}) latest`.execute(db)
  return new Map([['version', `${rows[0]!.latest}:${rows[0]!.seen}`] as const])
})
