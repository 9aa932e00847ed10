import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listRegions } from './queries.ts'
import type { Region, RegionRequest } from './schemas.ts'

/** A region with nothing in it yet. @throws Problem 'place/duplicate' where the code or the name is taken */
export async function createRegion(db: Db, actor: Actor, request: RegionRequest): Promise<Region> {
  await refuseTaken(db, request, null)
  const made = await sql<{ id: number }>`
    insert into regions (code, name, name_genitive, name_prepositional)
    values (${request.code}, ${request.name}, ${request.nameGenitive}, ${request.namePrepositional}) returning id`.execute(
    db,
  )
  const id = made.rows[0]!.id
  await recordChange(db, {
    actor: actor.id,
    action: 'region.create',
    subjectKind: 'region',
    subjectId: id,
    after: request,
  })
  return (await listRegions(db)).find((region) => region.id === id)!
}

async function refuseTaken(db: Db, request: RegionRequest, except: number | null): Promise<void> {
  const taken = await sql<{ code: string; name: string }>`
    select code, name from regions where (code = ${request.code} or lower(name) = lower(${request.name}))
      and id is distinct from ${except}::integer limit 1`.execute(db)
  const other = taken.rows[0]
  if (other === undefined) return
  throw new Problem(
    'place/duplicate',
    other.code === request.code
      ? `Код ${other.code} уже носит «${other.name}». Выберите другой код.`
      : `Регион «${other.name}» уже есть, его код ${other.code}.`,
  )
}

/**
 * Another name, code or declined forms of a region; schools, results and lists keep theirs.
 * @throws Problem 'place/not-found', 'place/duplicate' where the code or the name is another region's
 */
export async function changeRegion(
  db: Db,
  actor: Actor,
  regionId: number,
  request: RegionRequest,
): Promise<Region> {
  const before = await sql<RegionRequest>`
    select code, name, name_genitive as "nameGenitive", name_prepositional as "namePrepositional"
    from regions where id = ${regionId} for update`.execute(db)
  if (before.rows[0] === undefined) throw new Problem('place/not-found', 'Такого региона нет.')
  await refuseTaken(db, request, regionId)
  await sql`update regions set code = ${request.code}, name = ${request.name}, name_genitive = ${request.nameGenitive},
    name_prepositional = ${request.namePrepositional} where id = ${regionId}`.execute(db)
  await recordChange(db, {
    actor: actor.id,
    action: 'region.change',
    subjectKind: 'region',
    subjectId: regionId,
    before: before.rows[0],
    after: request,
  })
  return (await listRegions(db)).find((region) => region.id === regionId)!
}
