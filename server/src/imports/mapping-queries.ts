import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'

interface Saved {
  id: number
  name: string
  definition: unknown
  createdAt: string
}

export async function listMappings(db: Db, regionId: number): Promise<Saved[]> {
  const rows = await db
    .selectFrom('mappings')
    .select(['id', 'name', 'definition', 'created_at'])
    .where('region_id', '=', regionId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }))
}

/** Mappings made for a table with the same header. */
export async function findMappings(db: Db, regionId: number, headerSignature: string): Promise<Saved[]> {
  const rows = await db
    .selectFrom('mappings')
    .select(['id', 'name', 'definition', 'created_at'])
    .where('region_id', '=', regionId)
    .where('header_signature', '=', headerSignature)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }))
}

/** Under a name that the same kind of table has already, the newer description takes the older's place. */
export async function saveMapping(
  db: Db,
  regionId: number,
  mapping: { name: string; definition?: unknown; headerSignature: string },
  actor: string,
): Promise<Saved> {
  const replaced = await db
    .deleteFrom('mappings')
    .where('region_id', '=', regionId)
    .where('name', '=', mapping.name)
    .where('header_signature', '=', mapping.headerSignature)
    .returning('definition')
    .executeTakeFirst()
  const row = await db
    .insertInto('mappings')
    .values({
      region_id: regionId,
      name: mapping.name,
      definition: JSON.stringify(mapping.definition),
      header_signature: mapping.headerSignature,
      created_by: actor,
    })
    .returning(['id', 'name', 'definition', 'created_at'])
    .executeTakeFirstOrThrow()
  await recordChange(db, {
    actor,
    action: 'mapping.save',
    subjectKind: 'mapping',
    subjectId: row.id,
    before: replaced?.definition,
    after: { regionId, name: row.name, definition: row.definition },
  })
  return { id: row.id, name: row.name, definition: row.definition, createdAt: row.created_at.toISOString() }
}
