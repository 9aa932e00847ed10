import { type Db, inTransaction } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'

/**
 * The region a command works in: the one named by code or name, or the only one there is.
 * @throws Problem that lists the regions there are
 */
export async function chooseRegion(
  db: Db,
  wanted: string | undefined,
): Promise<{ id: number; code: string; name: string }> {
  const regions = await db.selectFrom('regions').select(['id', 'code', 'name']).orderBy('name').execute()
  const list = regions.map((region) => `${region.code} (${region.name})`).join(', ')
  if (wanted !== undefined) {
    const found = regions.find(
      (region) => region.code === wanted || region.name.toLowerCase() === wanted.toLowerCase(),
    )
    if (found) return found
    throw new Problem('place/not-found', `Региона «${wanted}» нет. Есть: ${list || 'ни одного'}.`)
  }
  if (regions.length === 1) return regions[0]!
  if (regions.length === 0)
    throw new Problem(
      'place/not-found',
      'В этой папке данных ещё нет ни одного региона. Загрузите реестр школ или добавьте --create-schools.',
    )
  throw new Problem('place/ambiguous', `Регионов несколько, добавьте --region: ${list}.`)
}

/** The region to import into; with --create-schools one is made where none exists. */
export async function regionForImport(
  db: Db,
  wanted: string | undefined,
  mayCreate: boolean,
): Promise<{ id: number; isNew: boolean }> {
  const any = await db.selectFrom('regions').select('id').limit(1).executeTakeFirst()
  if (any || !mayCreate) return { ...(await chooseRegion(db, wanted)), isNew: false }
  const made = await db
    .insertInto('regions')
    .values({ code: wanted ?? '00', name: wanted ?? 'Мой регион' })
    // Another command may have made it a moment ago.
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made ? { id: made.id, isNew: true } : { ...(await chooseRegion(db, wanted)), isNew: false }
}

/** Takes back a region that only a dry run needed. */
export async function forgetRegion(db: Db, regionId: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx
      .deleteFrom('imports')
      .where('region_id', '=', regionId)
      .where('state', '<>', 'committed')
      .execute()
    await tx.deleteFrom('regions').where('id', '=', regionId).execute()
  })
}
