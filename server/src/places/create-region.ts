import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listRegions } from './queries.ts'
import type { Region, RegionRequest } from './schemas.ts'

/** A region with nothing in it yet. @throws Problem 'place/duplicate' where the code or the name is taken */
export async function createRegion(db: Db, actor: Actor, request: RegionRequest): Promise<Region> {
  const taken = await sql<{ code: string; name: string }>`
    select code, name from regions where code = ${request.code} or lower(name) = lower(${request.name}) limit 1`.execute(
    db,
  )
  const other = taken.rows[0]
  if (other !== undefined)
    throw new Problem(
      'place/duplicate',
      other.code === request.code
        ? `Код ${other.code} уже носит «${other.name}». Выберите другой код.`
        : `Регион «${other.name}» уже есть, его код ${other.code}.`,
    )
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
