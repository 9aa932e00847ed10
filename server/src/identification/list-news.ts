import { sql } from 'kysely'
import type { EventSchool } from '../notifications/events.ts'
import { notify } from '../notifications/notify.ts'
import type { Db } from '../platform/db.ts'
import { getList, type ListRow } from './list-queries.ts'

const LISTED = sql`coalesce(e.decision = 'include', e.is_listed_by_rule)`

/** Tells of a list that was given to the commission or approved. `db` is the transaction of the move. */
export async function tellOfList(db: Db, listId: number, by: string): Promise<void> {
  const list = await getList(db, listId)
  const happened = { regionId: list.regionId, by, at: new Date() }
  const about = { listId, name: list.name, schoolYear: list.schoolYear }
  const listed = await listListed(db, listId)
  if (list.state === 'review')
    return notify(db, happened, { kind: 'list-review', ...about, listed: listed.length })
  if (list.state !== 'approved' || list.orderNumber === null || list.orderDate === null) return
  const { orderNumber, orderDate } = list
  await notify(db, happened, { kind: 'list-approved', ...about, orderNumber, orderDate, listed })
  const before = await listBefore(db, list)
  const watched = await listWatched(db)
  const only = (schools: EventSchool[], without: EventSchool[]) =>
    schools.filter(({ id }) => watched.has(id) && !without.some((other) => other.id === id))
  const moved = { entered: only(listed, before), left: only(before, listed) }
  // A star has been somebody's own doing, the list has not: whoever approved it is told of their stars too.
  if (moved.entered.length + moved.left.length > 0)
    await notify(db, { ...happened, by: null }, { kind: 'watched-list', ...about, ...moved })
}

async function listListed(db: Db, listId: number): Promise<EventSchool[]> {
  const { rows } = await sql<EventSchool>`
    select s.id, s.name, s.municipality_id as "municipalityId" from school_list_entries e join schools s on s.id = e.school_id
    where e.list_id = ${listId} and ${LISTED} order by s.name, s.id`.execute(db)
  return rows
}

/** The schools of the approved list that was in force before; none where this is the first one. */
async function listBefore(db: Db, list: ListRow): Promise<EventSchool[]> {
  const { rows } = await sql<{ id: number }>`
    select id from school_lists where region_id = ${list.regionId} and state = 'approved' and level = ${list.level}
      and school_year < ${list.schoolYear} order by school_year desc, id desc limit 1`.execute(db)
  return rows[0] ? listListed(db, rows[0].id) : []
}

async function listWatched(db: Db): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`select distinct school_id as id from watched_schools`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
