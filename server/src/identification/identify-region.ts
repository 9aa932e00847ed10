import { sql } from 'kysely'
import { exactSchools, seesAllExactly, visibleSchools } from '../accounts/access.ts'
import { dataVersion } from '../platform/data-version.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { assessCertainty } from './certainty/assess-region.ts'
import { identify } from './identify.ts'
import { getRegionMethodology } from './methodologies.ts'
import { narrowRegion, type SeenSchools } from './narrow-region.ts'
import { openInput } from './open-input.ts'
import { loadIdentificationInput } from './queries.ts'
import type { RegionIdentification } from './region-identification.ts'

/** Several pages ask for the same year of the same region; a few answers are worth their memory. */
const KEPT = 12
const kept = new WeakMap<Db, Map<string, RegionIdentification>>()

/** All numbers of a region, or those that may be shown to everybody. */
type Base = 'all' | 'open'

/** What the person may see of a region's identification now, made from its active results. */
export async function identifyRegion(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<RegionIdentification> {
  const methodology = await getRegionMethodology(db, regionId, methodologyId)
  const asked = [await dataVersion(db), regionId, schoolYear, methodology.id, methodology.version]
  const whole = (base: Base) =>
    keep(db, [...asked, base].join(' '), async () => {
      const loaded = await loadIdentificationInput(db, regionId, schoolYear, methodology)
      const input = base === 'open' ? openInput(loaded) : loaded
      const identification = identify(input)
      const certainty = assessCertainty(input, identification)
      return { methodology, input, identification, certainty, isOpenOnly: base === 'open' }
    })
  if (seesAllExactly(actor, { regionId, municipalityId: null, schoolId: null })) return whole('all')
  return keep(db, [...asked, actor.scope].join(' '), async () => {
    const seen = await listSeenSchools(db, actor, regionId)
    const open = await whole('open')
    return narrowRegion(seen.exact.size > 0 ? await whole('all') : open, open, seen)
  })
}

async function listSeenSchools(db: Db, actor: Actor, regionId: number): Promise<SeenSchools> {
  const rows = await db
    .selectFrom('schools as s')
    .select(['s.id', exactSchools(actor, sql.ref('s.id')).as('isExact')])
    .where('s.region_id', '=', regionId)
    .where(visibleSchools(actor, sql.ref('s.id')))
    .execute()
  const exact = rows.filter(({ isExact }) => isExact)
  return { visible: new Set(rows.map(({ id }) => id)), exact: new Set(exact.map(({ id }) => id)) }
}

/** An answer stays until anything in the database changes, which is in its key. */
async function keep(
  db: Db,
  key: string,
  make: () => Promise<RegionIdentification>,
): Promise<RegionIdentification> {
  const answers = kept.get(db) ?? new Map<string, RegionIdentification>()
  kept.set(db, answers)
  const known = answers.get(key)
  if (known) return known
  const answer = await make()
  answers.set(key, answer)
  for (const old of answers.keys()) {
    if (answers.size <= KEPT) break
    answers.delete(old)
  }
  return answer
}
