import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { saveMunicipalities } from './import-municipalities.ts'
import { lockRegion } from './lock-region.ts'
import { findMunicipality, matchSchool, type SchoolIndex } from './match-school.ts'
import { normaliseSchoolName } from './normalise-name.ts'
import {
  type RegistryConflict,
  type RegistryData,
  type RegistrySchool,
  type RegistrySummary,
  SCHOOL_FACTS,
  type SchoolFact,
} from './registry.ts'
import { readSchoolIndex } from './registry-index.ts'
import {
  addIdentifiers,
  freeSchoolCode,
  insertSchools,
  readSchoolRows,
  type SchoolRow,
} from './registry-rows.ts'
import { matchWaiting } from './source-schools.ts'

/**
 * Brings a region's registry to what a file says: new schools, changed facts, renames (the old name is kept with its
 * date), closures, mergers. Schools that the file does not name are reported and left alone.
 * `db` must be a transaction; a preview runs the same and rolls back.
 * @param today ISO date for renames whose own date the file does not give
 */
export async function applyRegistry(
  db: Db,
  actor: string,
  regionId: number,
  data: RegistryData,
  today: string,
): Promise<RegistrySummary> {
  await lockRegion(db, regionId)
  const municipalities = await saveMunicipalities(db, regionId, data)
  const index = await readSchoolIndex(db, regionId)
  const known = await readSchoolRows(db, regionId)
  const plan = planRegistry(index, known, data.schools)
  const created = await createSchools(db, regionId, known, plan.created)
  const changed = await changeSchools(db, actor, plan.changed, today)
  await addIdentifiers(db, regionId, [
    ...created.map(({ id, row }) => ({ schoolId: id, row })),
    ...plan.matched.map(({ before, row }) => ({ schoolId: before.id, row })),
  ])
  await saveEarlierNames(db, [...created, ...plan.matched.map(({ before, row }) => ({ id: before.id, row }))])
  await linkSuccessors(db, actor, regionId, data.schools)
  const summary: RegistrySummary = {
    municipalities,
    schools: {
      created: created.length,
      changed: plan.changed.length,
      unchanged: plan.matched.length - plan.changed.length,
      missing: plan.missing.length,
    },
    ...changed,
    missing: plan.missing.map(({ id, code, name }) => ({ schoolId: id, code, name })),
    conflicts: plan.conflicts,
    matchedSourceSchoolIds: await matchWaiting(db, regionId),
  }
  await recordChange(db, {
    actor,
    action: 'place.import-registry',
    subjectKind: 'region',
    subjectId: regionId,
    after: {
      municipalities,
      schools: summary.schools,
      created: created.map(({ row }) => row.code ?? row.name),
    },
  })
  return summary
}

interface SchoolChange {
  before: SchoolRow
  row: RegistrySchool
  municipalityId: number
  facts: Partial<Record<SchoolFact, unknown>>
  isRenamed: boolean
}

interface RegistryPlan {
  created: { row: RegistrySchool; municipalityId: number }[]
  matched: { before: SchoolRow; row: RegistrySchool }[]
  changed: SchoolChange[]
  missing: SchoolRow[]
  conflicts: RegistryConflict[]
}

/** Which row is which school, and what differs. Pure. */
function planRegistry(
  index: SchoolIndex,
  known: Map<number, SchoolRow>,
  rows: RegistrySchool[],
): RegistryPlan {
  const plan: RegistryPlan = { created: [], matched: [], changed: [], missing: [], conflicts: [] }
  const seen = new Map<string, number>()
  for (const row of rows) {
    const refuse = (sentence: string) =>
      plan.conflicts.push({ sheet: row.sheet, rowNumber: row.rowNumber, sentence })
    const municipalityId = findMunicipality(index, placeOf(row))
    if (typeof municipalityId !== 'number') {
      refuse(
        municipalityId === 'not-named'
          ? 'не указан муниципалитет школы'
          : `под «${row.municipality ?? row.municipalityCode}» подходит несколько муниципалитетов`,
      )
      continue
    }
    const ids = findRegistered(index, row)
    if (ids.size > 1) {
      const names = [...ids].map((id) => `«${known.get(id)!.name}»`).join(' и ')
      refuse(`коды этой строки принадлежат разным школам реестра: ${names}`)
      continue
    }
    const [id] = ids
    const before = id === undefined ? undefined : known.get(id)
    const self = before === undefined ? newKey(row, municipalityId) : `id:${before.id}`
    const earlierRow = seen.get(self)
    if (earlierRow !== undefined) {
      refuse(`та же школа, что и в строке ${earlierRow}: «${before?.name ?? row.name}»`)
      continue
    }
    seen.set(self, row.rowNumber)
    if (before === undefined) {
      plan.created.push({ row, municipalityId })
      continue
    }
    plan.matched.push({ before, row })
    const change = compare(before, row, municipalityId)
    if (change !== null) plan.changed.push(change)
  }
  // A map of borders names no schools at all; then nothing is missing.
  if (rows.length === 0) return plan
  plan.missing = [...known.values()].filter(
    (school) => school.status === 'open' && !seen.has(`id:${school.id}`),
  )
  return plan
}

const newKey = (row: RegistrySchool, municipalityId: number): string =>
  row.code === null && row.identifiers.length === 0
    ? `${municipalityId}|${normaliseSchoolName(row.name)}`
    : `code:${row.code ?? row.identifiers[0]?.value}`

const placeOf = (row: RegistrySchool) => ({
  municipality: row.municipality,
  municipalityCode: row.municipalityCode ?? row.oktmo,
})

/** By every code of the row; only a row without any known code is looked up by its name. */
function findRegistered(index: SchoolIndex, row: RegistrySchool): Set<number> {
  const codes = [...(row.code === null ? [] : [{ kind: 'code', value: row.code }]), ...row.identifiers]
  const ids = new Set<number>()
  const place = placeOf(row)
  for (const { kind, value } of codes) {
    const match = matchSchool(index, { keyKind: kind, key: value, name: null, ...place })
    if (match.schoolId !== null) ids.add(match.schoolId)
  }
  if (ids.size > 0) return ids
  const match = matchSchool(index, { keyKind: 'name', key: row.name, name: row.name, ...place })
  if (match.schoolId === null) return ids
  // Two branches may share a name; different codes of one kind are different schools.
  const registered = index.schools.get(match.schoolId)!
  const own = new Set(registered.identifiers.map(({ kind }) => kind))
  const contradicts =
    row.identifiers.some(({ kind }) => own.has(kind)) || (row.code !== null && codes.length === 1)
  return contradicts ? ids : new Set([match.schoolId])
}

function compare(before: SchoolRow, row: RegistrySchool, municipalityId: number): SchoolChange | null {
  const facts: Partial<Record<SchoolFact, unknown>> = {}
  for (const fact of Object.keys(SCHOOL_FACTS) as SchoolFact[]) {
    const value = row[fact]
    if (value !== null && value !== before[fact]) facts[fact] = value
  }
  const isRenamed = row.name !== before.name
  const isMoved = municipalityId !== before.municipalityId
  if (Object.keys(facts).length === 0 && !isRenamed && !isMoved) return null
  return { before, row, municipalityId, facts, isRenamed }
}

async function createSchools(
  db: Db,
  regionId: number,
  known: Map<number, SchoolRow>,
  created: RegistryPlan['created'],
): Promise<{ id: number; row: RegistrySchool }[]> {
  const taken = new Set([...known.values()].map(({ code }) => code))
  for (const { row } of created) if (row.code !== null) taken.add(row.code)
  const rows = created.map(({ row, municipalityId }) => {
    const own = row.code ?? row.identifiers[0]?.value ?? null
    const code = row.code ?? freeSchoolCode(taken, own)
    return { ...row, code, municipalityId, status: row.status ?? 'open' }
  })
  const ids = await insertSchools(db, regionId, rows)
  return rows.map((row) => ({ id: ids.get(row.code)!, row }))
}

async function changeSchools(
  db: Db,
  actor: string,
  changes: SchoolChange[],
  today: string,
): Promise<Pick<RegistrySummary, 'renamed' | 'closed'>> {
  const renamed: RegistrySummary['renamed'] = []
  const closed: RegistrySummary['closed'] = []
  for (const { before, row, municipalityId, facts, isRenamed } of changes) {
    const columns = Object.entries(facts).map(
      ([fact, value]) => sql`${sql.ref(SCHOOL_FACTS[fact as SchoolFact])} = ${value}`,
    )
    await sql`update schools set ${sql.join([
      ...columns,
      sql`name = ${row.name}`,
      sql`municipality_id = ${municipalityId}`,
    ])} where id = ${before.id}`.execute(db)
    if (isRenamed && normaliseSchoolName(row.name) !== normaliseSchoolName(before.name)) {
      await keepName(db, before.id, before.name, row.earlierUntil ?? today)
      renamed.push({ schoolId: before.id, from: before.name, to: row.name })
    }
    if (before.status === 'open' && facts.status !== undefined)
      closed.push({ schoolId: before.id, name: row.name })
    const past = Object.fromEntries(Object.keys(facts).map((fact) => [fact, before[fact as SchoolFact]]))
    await recordChange(db, {
      actor,
      action: 'school.update',
      subjectKind: 'school',
      subjectId: before.id,
      before: { ...past, name: before.name, municipalityId: before.municipalityId },
      after: { ...facts, name: row.name, municipalityId },
    })
  }
  return { renamed, closed }
}

/** Remembers a name that a school had, once. */
export async function keepName(
  db: Db,
  schoolId: number,
  name: string,
  usedUntil: string | null,
): Promise<void> {
  await sql`insert into school_names (school_id, name, used_until) select ${schoolId}::integer, ${name}::text, ${usedUntil}::date
    where not exists (select 1 from school_names where school_id = ${schoolId} and name = ${name})`.execute(
    db,
  )
}

async function saveEarlierNames(db: Db, rows: { id: number; row: RegistrySchool }[]): Promise<void> {
  for (const { id, row } of rows)
    if (row.earlierName !== null && row.earlierName !== row.name)
      await keepName(db, id, row.earlierName, row.earlierUntil)
}

/** «Правопреемник»: the registry itself says who took a school in; that is a decision already made, not a guess. */
async function linkSuccessors(
  db: Db,
  actor: string,
  regionId: number,
  rows: RegistrySchool[],
): Promise<void> {
  for (const row of rows) {
    if (row.successorCode === null || row.code === null) continue
    const kind = row.status === 'merged' ? 'merge' : 'successor'
    await sql`
      insert into school_predecessors (school_id, predecessor_id, kind, happened_on, evidence, decided_by)
      select heir.id, past.id, ${kind}, ${row.closedOn}::date, '{"source":"registry"}', ${actor}
      from schools heir, schools past
      where heir.region_id = ${regionId} and past.region_id = ${regionId} and heir.code = ${row.successorCode}
        and past.code = ${row.code} and heir.id <> past.id
      on conflict on constraint school_predecessors_pair_unique do nothing`.execute(db)
  }
}
