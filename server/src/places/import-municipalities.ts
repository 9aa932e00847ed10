import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import {
  buildSchoolIndex,
  findMunicipality,
  type RegisteredMunicipality,
  type SchoolIndex,
} from './match-school.ts'
import { normaliseMunicipality } from './normalise-municipality.ts'
import type { RegistryData, RegistryMunicipality, RegistrySummary } from './registry.ts'

type MunicipalityRow = RegisteredMunicipality & { namePrepositional: string | null; border: unknown }

/** Brings municipalities to what a registry says: those of its own sheet or map, then those that only schools name. */
export async function saveMunicipalities(
  db: Db,
  regionId: number,
  data: RegistryData,
): Promise<RegistrySummary['municipalities']> {
  const counts = { created: 0, changed: 0, unchanged: 0 }
  const rows = await readMunicipalities(db, regionId)
  for (const given of data.municipalities) {
    const known = rows[findKnown(rows, given)]
    if (known === undefined) {
      rows.push(await insertMunicipality(db, regionId, rows, given))
      counts.created++
    } else counts[(await updateMunicipality(db, known, given)) ? 'changed' : 'unchanged']++
  }
  let index: SchoolIndex = buildSchoolIndex([], rows)
  for (const { municipality, municipalityCode, oktmo } of data.schools) {
    if (municipality === null) continue
    if (findMunicipality(index, { municipality, municipalityCode: municipalityCode ?? oktmo }) !== 'unknown')
      continue
    rows.push(
      await insertMunicipality(db, regionId, rows, {
        ...NOTHING_MORE,
        code: municipalityCode,
        name: municipality,
        oktmo,
      }),
    )
    index = buildSchoolIndex([], rows)
    counts.created++
  }
  return counts
}

const NOTHING_MORE = { nameGenitive: null, namePrepositional: null, border: null }

async function readMunicipalities(db: Db, regionId: number): Promise<MunicipalityRow[]> {
  const { rows } = await sql<MunicipalityRow>`
    select id, code, name, name_genitive as "nameGenitive", name_prepositional as "namePrepositional", oktmo, border
    from municipalities where region_id = ${regionId} order by id`.execute(db)
  return rows
}

function findKnown(rows: MunicipalityRow[], given: RegistryMunicipality): number {
  const found = findMunicipality(buildSchoolIndex([], rows), {
    municipality: given.name,
    municipalityCode: given.code ?? given.oktmo,
  })
  return rows.findIndex((row) => row.id === found)
}

async function insertMunicipality(
  db: Db,
  regionId: number,
  known: MunicipalityRow[],
  given: RegistryMunicipality,
): Promise<MunicipalityRow> {
  const taken = new Set(known.map(({ code }) => code))
  let code = given.code ?? given.oktmo
  for (let number = 1; code === null || taken.has(code); number++)
    code = `m${String(number).padStart(3, '0')}`
  const { name, nameGenitive, namePrepositional, oktmo, border } = given
  const { rows } = await sql<{ id: number }>`
    insert into municipalities (region_id, code, name, name_genitive, name_prepositional, oktmo, border)
    values (${regionId}, ${code}, ${name}, ${nameGenitive}, ${namePrepositional}, ${oktmo},
      ${border === null ? null : JSON.stringify(border)}::jsonb) returning id`.execute(db)
  return { id: rows[0]!.id, code, name, nameGenitive, namePrepositional, oktmo, border }
}

/** A map often writes names its own way («Темкинский»); the registered spelling stays unless it is another name. */
async function updateMunicipality(
  db: Db,
  known: MunicipalityRow,
  given: RegistryMunicipality,
): Promise<boolean> {
  const isOtherName = normaliseMunicipality(given.name) !== normaliseMunicipality(known.name)
  const after = {
    name: isOtherName ? given.name : known.name,
    nameGenitive: given.nameGenitive ?? known.nameGenitive,
    namePrepositional: given.namePrepositional ?? known.namePrepositional,
    oktmo: given.oktmo ?? known.oktmo,
    border: given.border ?? known.border,
  }
  const { name, nameGenitive, namePrepositional, oktmo, border } = known
  if (JSON.stringify(after) === JSON.stringify({ name, nameGenitive, namePrepositional, oktmo, border }))
    return false
  await sql`update municipalities set name = ${after.name}, name_genitive = ${after.nameGenitive},
    name_prepositional = ${after.namePrepositional}, oktmo = ${after.oktmo},
    border = ${after.border === null ? null : JSON.stringify(after.border)}::jsonb where id = ${known.id}`.execute(
    db,
  )
  Object.assign(known, after)
  return true
}
