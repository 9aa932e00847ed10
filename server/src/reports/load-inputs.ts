import { sql } from 'kysely'
import { assessCertainty } from '../identification/certainty/assess-region.ts'
import type { ChangeWord } from '../identification/certainty/model.ts'
import { identify } from '../identification/identify.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import {
  type EntryRow,
  getList,
  isListed,
  type ListRow,
  listEntries,
  listLists,
  ownEntries,
} from '../identification/list-queries.ts'
import { getRegionMethodology } from '../identification/methodologies.ts'
import type { IdentificationInput } from '../identification/model.ts'
import { loadIdentificationInput } from '../identification/queries.ts'
import { explainRule } from '../identification/rule-words.ts'
import { type ProcedureChange, procedureChanges, withCatalogue } from '../indicators/positive-dynamics.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import { type ListOrderInput, listWords } from './list-order.ts'
import { loadScope, type ScopeRequest } from './load-scope.ts'
import type { NoteChange, NoteInput } from './note/note-input.ts'
import type { ListOrigin, Scope, ScopeSchool } from './scope.ts'

export interface InputRequest extends ScopeRequest {
  schoolYear: number
  methodology: string
  listId: number | null
}

/** The list of a year that papers speak of: the latest approved one, else the latest still worked on. */
async function latestList(db: Db, regionId: number, schoolYear: number): Promise<ListRow | undefined> {
  const lists = (await listLists(db, regionId)).filter(
    (list) => list.schoolYear === schoolYear && list.level !== 'municipal',
  )
  return lists.find(({ state }) => state === 'approved') ?? lists.find(({ state }) => state !== 'cancelled')
}

async function listOfRegion(db: Db, regionId: number, listId: number): Promise<ListRow> {
  const list = await getList(db, listId)
  if (list.regionId !== regionId)
    throw new Problem('request/not-found', `Перечня № ${listId} в этом регионе нет.`)
  return list
}

export async function loadListOrder(db: Db, actor: Actor, request: InputRequest): Promise<ListOrderInput> {
  const scope = await loadScope(db, actor, request)
  if (scope.kind === 'school')
    throw new Problem(
      'request/invalid',
      'Приказ составляется о регионе или муниципалитете, а не об одной школе.',
    )
  const list =
    request.listId === null
      ? await latestList(db, request.regionId, request.schoolYear)
      : await listOfRegion(db, request.regionId, request.listId)
  if (!list)
    throw new Problem(
      'list/wrong-state',
      `За ${request.schoolYear} год перечня нет. Сначала составьте черновик перечня: приказ пишется о нём.`,
    )
  const entries = await ownEntries(db, actor, await listEntries(db, list.id))
  const own = await schoolsOfMunicipality(db, scope)
  return {
    scope,
    list,
    entries: own === null ? entries : entries.filter(({ schoolId }) => own.has(schoolId)),
  }
}

/** Which schools belong to a municipality; null for the whole region. */
async function schoolsOfMunicipality(db: Db, scope: Scope): Promise<Set<number> | null> {
  if (scope.kind === 'region') return null
  const rows = await sql<{ id: number }>`
    select id from schools where municipality_id = ${scope.municipality.id}`.execute(db)
  return new Set(rows.rows.map(({ id }) => id))
}

export async function loadNote(db: Db, actor: Actor, request: InputRequest): Promise<NoteInput> {
  const { regionId, schoolYear } = request
  const scope = await loadScope(db, actor, request)
  const procedures = await listProcedures(db)
  const list =
    request.listId === null
      ? await latestList(db, regionId, schoolYear)
      : await listOfRegion(db, regionId, request.listId)
  const methodology = list?.methodology ?? (await getRegionMethodology(db, regionId, request.methodology))
  const widened = withCatalogue(methodology, procedures)
  const input = await loadIdentificationInput(db, regionId, schoolYear, widened)
  const isOwn = ownSchools(scope)
  const known = list ? fromList(await listEntries(db, list.id)) : await fromRule(db, actor, request)
  const schools = input.schools
    .filter((school) => isOwn(school))
    .map((school): ScopeSchool => {
      const { id, code, name, municipality } = school
      return { id, code, name, municipality, ...(known.get(id) ?? NOT_KNOWN) }
    })
  const ids = new Set(schools.map(({ id }) => id))
  // Words are asked only where they are printed.
  const named = new Set(
    schools.filter(({ isListed }) => isListed || scope.kind === 'school').map(({ id }) => id),
  )
  const wordOf = changeWords({ ...input, methodology })
  const changes = procedureChanges({
    ...input,
    schools: input.schools.filter(({ id }) => ids.has(id)),
  }).map((change): NoteChange => ({ ...change, word: named.has(change.schoolId) ? wordOf(change) : null }))
  return {
    ...{ scope, schoolYear, schools, changes },
    methodology: { title: methodology.title, rule: explainRule(methodology) },
    origin: originOf(list, methodology.title),
    procedures: procedures.map(({ code, name }) => ({ code, name })),
    predecessors: await namesOf(
      db,
      changes.flatMap(({ beforeOf }) => beforeOf ?? []),
    ),
  }
}

/** The advisory word of each change, as the school's card has it: tested among all changes of the region. */
function changeWords(input: IdentificationInput): (change: ProcedureChange) => ChangeWord | null {
  const certainty = assessCertainty(input, identify(input))
  const places = new Map(input.schools.map(({ id }, place) => [id, place]))
  return ({ schoolId, procedure }) => {
    const place = places.get(schoolId)
    const own = place === undefined ? [] : certainty.changes(place)
    const change = own.find((one) => one.procedure === procedure)?.change
    return change && 'word' in change ? change.word : null
  }
}

const ownSchools =
  (scope: Scope) =>
  (school: { id: number; municipalityId: number }): boolean =>
    scope.kind === 'region' ||
    (scope.kind === 'municipality'
      ? school.municipalityId === scope.municipality.id
      : school.id === scope.school.id)

type Known = Pick<ScopeSchool, 'isListed' | 'cluster' | 'dynamics' | 'reliability'>

/** A school that the list does not know: it came to the register after the list was frozen. */
const NOT_KNOWN: Known = {
  isListed: false,
  cluster: { missing: 'not-submitted' },
  dynamics: { missing: 'not-submitted' },
  reliability: { missing: 'not-submitted' },
}

const fromList = (entries: EntryRow[]): Map<number, Known> =>
  new Map(
    entries.map((entry) => {
      const { cluster, dynamics, reliability } = entry.finding
      return [entry.schoolId, { isListed: isListed(entry), cluster, dynamics, reliability }]
    }),
  )

async function fromRule(db: Db, actor: Actor, request: InputRequest): Promise<Map<number, Known>> {
  const { identification } = await identifyRegion(
    ...([db, actor, request.regionId, request.schoolYear, request.methodology] as const),
  )
  return new Map(
    identification.findings.map(({ schoolId, status, cluster, dynamics, reliability }) => [
      schoolId,
      { isListed: status === 'listed', cluster, dynamics, reliability },
    ]),
  )
}

const originOf = (list: ListRow | undefined, methodologyTitle: string): ListOrigin =>
  list
    ? { kind: list.state === 'approved' ? 'approved' : 'unapproved', listId: list.id, words: listWords(list) }
    : { kind: 'computed', listId: null, words: `расчёт по методике «${methodologyTitle}»` }

async function namesOf(db: Db, ids: number[]): Promise<{ id: number; name: string }[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('schools')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .execute()
}
