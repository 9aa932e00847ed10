import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { createDemoPeople, type DemoPlaces, wantsDemoPeople } from '../accounts/demo-people.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import { DEFAULT_METHODOLOGY } from '../identification/load-methodology.ts'
import { systemClock } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/db.ts'
import { groupBy } from '../platform/group-by.ts'
import { listYears } from '../results/counts.ts'

const CURATED = 4

/** Ready people of the loaded demonstration region; nothing where they are not wanted, or are there already. */
export async function ensureDemoPeople(db: Db): Promise<void> {
  if (!(await wantsDemoPeople(db))) return
  const places = await choosePlaces(db)
  if (!places) return
  const today = systemClock().toISOString().slice(0, 10)
  await inTransaction(db, (tx) => createDemoPeople(tx, today, places))
}

/** The municipality with the most listed schools of the newest year, and the first of these: a cast with something to see. */
async function choosePlaces(db: Db): Promise<DemoPlaces | undefined> {
  const region = await db.selectFrom('regions').select('id').where('is_demo', '=', true).executeTakeFirst()
  if (!region) return undefined
  const [year] = await listYears(db, region.id)
  if (year === undefined) return undefined
  const { identification, input } = await identifyRegion(
    db,
    LOCAL_OPERATOR,
    region.id,
    year,
    DEFAULT_METHODOLOGY,
  )
  const ids = new Set(
    identification.findings.flatMap(({ schoolId, status }) => (status === 'listed' ? schoolId : [])),
  )
  const listed = groupBy(
    input.schools.filter(({ id }) => ids.has(id)),
    ({ municipalityId }) => municipalityId,
  )
  const [most] = [...listed].sort(([a, some], [b, others]) => others.length - some.length || a - b)
  if (!most) return undefined
  const [municipality, schools] = most
  const [school, ...others] = schools.map(({ id }) => id).sort((a, b) => a - b)
  return { region: region.id, municipality, school: school!, otherSchools: others.slice(0, CURATED - 1) }
}
