import { sql } from 'kysely'
import { visibleSchools } from '../accounts/access.ts'
import { genitiveOf, type PlaceName, placeIn } from '../places/name-cases.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { PlaceWords, Scope } from './scope.ts'

export interface ScopeRequest {
  regionId: number
  municipalityId: number | null
  schoolId: number | null
}

/** Names and stored forms of whom a document is about. @throws Problem where the place is not there or not to be seen */
export async function loadScope(db: Db, actor: Actor, request: ScopeRequest): Promise<Scope> {
  const region = await loadRegion(db, request.regionId)
  if (request.schoolId !== null) {
    const school = await db
      .selectFrom('schools as s')
      .select(['s.id', 's.code', 's.name', 's.municipality_id'])
      .where('s.id', '=', request.schoolId)
      .where('s.region_id', '=', request.regionId)
      .where(visibleSchools(actor, sql.ref('s.id')))
      .executeTakeFirst()
    if (!school) throw new Problem('place/not-found', 'Такой школы в реестре региона нет.')
    const municipality = await loadMunicipality(db, request.regionId, school.municipality_id)
    return {
      ...{ kind: 'school', region, municipality },
      school: { id: school.id, code: school.code, name: school.name },
    }
  }
  if (request.municipalityId === null) return { kind: 'region', region }
  return {
    ...{ kind: 'municipality', region },
    municipality: await loadMunicipality(db, request.regionId, request.municipalityId),
  }
}

const wordsOf = (id: number, place: PlaceName, kind: 'region' | 'municipality'): PlaceWords => ({
  ...{ id, name: place.name },
  genitive: genitiveOf(place, kind),
  in: placeIn(place, kind),
})

async function loadRegion(db: Db, id: number): Promise<PlaceWords> {
  const row = await db
    .selectFrom('regions')
    .select(['name', 'name_genitive as nameGenitive', 'name_prepositional as namePrepositional'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Problem('place/not-found', 'Такого региона нет.')
  return wordsOf(id, row, 'region')
}

async function loadMunicipality(db: Db, regionId: number, id: number): Promise<PlaceWords> {
  const row = await db
    .selectFrom('municipalities')
    .select(['name', 'name_genitive as nameGenitive', 'name_prepositional as namePrepositional'])
    .where('id', '=', id)
    .where('region_id', '=', regionId)
    .executeTakeFirst()
  if (!row) throw new Problem('place/not-found', 'Такой территории в регионе нет.')
  return wordsOf(id, row, 'municipality')
}
