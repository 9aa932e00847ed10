import { sql } from 'kysely'
import { seesAllExactly, visibleSchools } from '../accounts/access.ts'
import { dataVersion } from '../platform/data-version.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { assessCertainty, type RegionCertainty } from './certainty/assess-region.ts'
import { identify } from './identify.ts'
import { getRegionMethodology } from './methodologies.ts'
import type { Methodology } from './methodology.ts'
import type { Identification } from './model.ts'
import { narrowRegion } from './narrow-region.ts'
import { loadIdentificationInput, type RegionInput } from './queries.ts'

export interface RegionIdentification {
  methodology: Methodology
  identification: Identification
  /** The advisory verdicts, each made when it is asked for and kept with the answer. */
  certainty: RegionCertainty
  input: RegionInput
}

/** Several pages ask for the same year of the same region; a few answers are worth their memory. */
const KEPT = 8
const kept = new WeakMap<Db, Map<string, RegionIdentification>>()

/** What the person may see of a region's identification now, made from its active results. */
export async function identifyRegion(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<RegionIdentification> {
  const whole = await identifyWhole(db, regionId, schoolYear, methodologyId)
  if (seesAllExactly(actor, { regionId, municipalityId: null, schoolId: null })) return whole
  const visible = await db
    .selectFrom('schools as s')
    .select('s.id')
    .where('s.region_id', '=', regionId)
    .where(visibleSchools(actor, sql.ref('s.id')))
    .execute()
  return narrowRegion(whole, new Set(visible.map(({ id }) => id)))
}

/** The whole region; the answer is kept until anything in the database changes. */
async function identifyWhole(
  db: Db,
  regionId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<RegionIdentification> {
  const methodology = await getRegionMethodology(db, regionId, methodologyId)
  const answers = kept.get(db) ?? new Map<string, RegionIdentification>()
  kept.set(db, answers)
  const key = [await dataVersion(db), regionId, schoolYear, methodology.id, methodology.version].join(' ')
  const known = answers.get(key)
  if (known) return known
  const input = await loadIdentificationInput(db, regionId, schoolYear, methodology)
  const identification = identify(input)
  const certainty = assessCertainty(input, identification)
  const answer = { methodology, input, identification, certainty }
  answers.set(key, answer)
  for (const old of answers.keys()) {
    if (answers.size <= KEPT) break
    answers.delete(old)
  }
  return answer
}
