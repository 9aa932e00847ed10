import { identifyRegion } from '../identification/identify-region.ts'
import type { Finding } from '../identification/model.ts'
import { listComparabilityBreaks, type SchoolFacts } from '../identification/queries.ts'
import type { RegionIdentification } from '../identification/region-identification.ts'
import { placeIn } from '../places/name-cases.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listProcedures, type ProcedureNames } from '../results/procedure-queries.ts'
import { thresholdOf } from './explanation.ts'
import { listMunicipalityRows, type MunicipalityRow } from './municipality-tally.ts'
import { listProcedureTotals, type ProcedureTotals, totalKey } from './procedure-totals.ts'

/** A region, or one municipality of it. */
export interface Place {
  regionId: number
  municipalityId: number | null
}

/** Everything the pages and charts of a place are made from. */
export interface PlaceFigures {
  place: Place
  /** Who asks: what is read later is read for them, too. */
  actor: Actor
  /** «в Вяземском районе». */
  placeIn: string
  schoolYear: number
  /** Null where nothing is loaded for the year before. */
  previousYear: number | null
  now: RegionIdentification
  /** Of the place only. */
  schools: SchoolFacts[]
  findings: Finding[]
  /** Those of the methodology, in its order. */
  procedures: ProcedureNames[]
  /** Of the whole region. */
  totals: ProcedureTotals[]
  municipalities: MunicipalityRow[]
  /** 0…1; null for rules that only compare schools. */
  threshold: number | null
  isComparable: (procedure: string, schoolYear: number) => boolean
}

export async function loadPlaceFigures(
  db: Db,
  actor: Actor,
  place: Place,
  schoolYear: number,
  methodologyId: string,
): Promise<PlaceFigures> {
  const name = await readPlaceName(db, place)
  const now = await identifyRegion(db, actor, place.regionId, schoolYear, methodologyId)
  const known = new Map((await listProcedures(db)).map((procedure) => [procedure.code, procedure]))
  const schools =
    place.municipalityId === null
      ? now.input.schools
      : now.input.schools.filter((school) => school.municipalityId === place.municipalityId)
  const own = new Set(schools.map((school) => school.id))
  const breaks = new Set(
    (await listComparabilityBreaks(db, place.regionId)).map((item) =>
      totalKey(item.procedure, item.schoolYear),
    ),
  )
  return {
    place,
    actor,
    placeIn: name,
    schoolYear,
    previousYear: now.input.counts.some((count) => count.schoolYear === schoolYear - 1)
      ? schoolYear - 1
      : null,
    now,
    schools,
    findings: now.identification.findings.filter((finding) => own.has(finding.schoolId)),
    procedures: now.methodology.procedures.flatMap(({ code }) => known.get(code) ?? []),
    totals: (await listProcedureTotals(db, actor, place.regionId)).filter(
      (total) => total.schoolYear <= schoolYear,
    ),
    municipalities: await listMunicipalityRows(db, place.regionId),
    threshold: thresholdOf(now.methodology),
    isComparable: (procedure, year) => !breaks.has(totalKey(procedure, year)),
  }
}

async function readPlaceName(db: Db, { regionId, municipalityId }: Place): Promise<string> {
  const row =
    municipalityId === null
      ? await db
          .selectFrom('regions')
          .select(['name', 'name_genitive as nameGenitive', 'name_prepositional as namePrepositional'])
          .where('id', '=', regionId)
          .executeTakeFirst()
      : await db
          .selectFrom('municipalities')
          .select(['name', 'name_genitive as nameGenitive', 'name_prepositional as namePrepositional'])
          .where('id', '=', municipalityId)
          .executeTakeFirst()
  if (!row) throw new Problem('place/not-found', 'Такой территории в реестре нет.')
  return placeIn(row, municipalityId === null ? 'region' : 'municipality')
}
