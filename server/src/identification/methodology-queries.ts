import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

/** One version of a methodology that a region made. */
export interface MethodologyRow {
  id: number
  regionId: number
  code: string
  version: string
  basedOn: string
  act: string | null
  actNumber: string | null
  actDate: string | null
  note: string | null
  document: unknown
  createdAt: Date
  createdBy: string
  withdrawnAt: Date | null
  withdrawnBy: string | null
  /** Names of the lists made by it, cancelled ones left out. */
  lists: string[]
}

/** Versions of a region, the newest first. */
export async function listMethodologyRows(
  db: Db,
  regionId: number,
  code?: string,
): Promise<MethodologyRow[]> {
  const rows = await sql<MethodologyRow>`
    select m.id, m.region_id as "regionId", m.code, m.version, m.based_on as "basedOn", m.act, m.act_number as "actNumber",
      m.act_date::text as "actDate", m.note, m.document, m.created_at as "createdAt", m.created_by as "createdBy",
      m.withdrawn_at as "withdrawnAt", m.withdrawn_by as "withdrawnBy",
      array(
        select l.name from school_lists l where l.region_id = m.region_id and l.methodology ->> 'id' = m.code
          and l.methodology ->> 'version' = m.version and l.state <> 'cancelled' order by l.id
      ) as lists
    from methodologies m
    where m.region_id = ${regionId} ${code === undefined ? sql`` : sql`and m.code = ${code}`}
    order by m.id desc`.execute(db)
  return rows.rows
}

export type NewMethodologyRow = Pick<
  MethodologyRow,
  | 'regionId'
  | 'code'
  | 'version'
  | 'basedOn'
  | 'act'
  | 'actNumber'
  | 'actDate'
  | 'note'
  | 'document'
  | 'createdBy'
>

/** @returns its number; undefined where this version of this code exists already, withdrawn or not. */
export async function insertMethodology(db: Db, row: NewMethodologyRow): Promise<number | undefined> {
  const inserted = await db
    .insertInto('methodologies')
    .values({
      region_id: row.regionId,
      code: row.code,
      version: row.version,
      based_on: row.basedOn,
      act: row.act,
      act_number: row.actNumber,
      act_date: row.actDate,
      note: row.note,
      document: JSON.stringify(row.document),
      created_by: row.createdBy,
    })
    .onConflict((conflict) => conflict.constraint('methodologies_version_once').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted?.id
}

/** Holds a version in place while a list is made by it: it cannot be withdrawn meanwhile. */
export async function lockMethodology(
  db: Db,
  regionId: number,
  code: string,
  version: string,
): Promise<void> {
  await sql`select 1 from methodologies where region_id = ${regionId} and code = ${code} and version = ${version}
    and withdrawn_at is null for share`.execute(db)
}

export async function setWithdrawn(db: Db, id: number, by: string | null): Promise<void> {
  await db
    .updateTable('methodologies')
    .set({ withdrawn_at: by === null ? null : new Date().toISOString(), withdrawn_by: by })
    .where('id', '=', id)
    .execute()
}
