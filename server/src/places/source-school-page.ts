import { sql } from 'kysely'
import { visibleSchools } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { counted, plural } from '../platform/russian.ts'
import { foldText } from './fold-text.ts'
import { pickLikelyPairs, weighYears, type YearEvidence } from './likely-pairs.ts'
import { type MatchCandidate, rankCandidates } from './match-candidates.ts'
import { lastMatchDecision } from './match-many.ts'
import {
  type IndexedName,
  matchSchool,
  otherCode,
  type SchoolIndex,
  type SourceSchoolKey,
} from './match-school.ts'
import { quoted } from './name-cases.ts'
import { nearNames } from './near-names.ts'
import { identifierLabel } from './normalise-identifier.ts'
import { readSchoolItems } from './queries.ts'
import { readSchoolIndex } from './registry-index.ts'
import type { LikelyPairs, SourceSchool, SourceSchoolPage } from './schemas.ts'
import type { MatchMethod } from './source-schools.ts'

const MATCH_METHOD_LABELS = {
  identifier: 'по коду',
  name: 'по названию и муниципалитету',
  manual: 'выбрано человеком',
  created: 'школа создана из файла',
} satisfies Record<MatchMethod, string>

export interface SourceSchoolFilter {
  state: 'waiting' | 'matched'
  text?: string | undefined
  limit: number
  offset: number
}

interface Row extends SourceSchoolKey {
  id: number
  schoolId: number | null
  method: MatchMethod | null
  matchedBy: string | null
  isLeftToPeople: boolean
  total: number
}

/**
 * Names of schools in files: those that wait, with the likeliest schools of the registry, or those already matched.
 * @param resultCounts numbers of results by source school, as results/ counts them
 * @param yearEvidence what results/ know of the years of names and schools
 */
export async function readSourceSchoolPage(
  db: Db,
  actor: Actor,
  regionId: number,
  filter: SourceSchoolFilter,
  resultCounts: (ids: number[]) => Promise<Map<number, number>>,
  yearEvidence: AskYears,
): Promise<SourceSchoolPage> {
  const totals = await sql<{ waiting: number; matched: number }>`
    select count(*) filter (where school_id is null)::integer as waiting,
      count(*) filter (where school_id is not null)::integer as matched
    from source_schools where region_id = ${regionId}`.execute(db)
  const { waiting, matched } = totals.rows[0]!
  const like = `%${foldText(filter.text ?? '').replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const { rows } = await sql<Row>`
    select id, key_kind as "keyKind", key, name, municipality, municipality_code as "municipalityCode", school_id as "schoolId",
      match_method as method, matched_by as "matchedBy", is_left_to_people as "isLeftToPeople", count(*) over ()::integer as total
    from source_schools
    where region_id = ${regionId} and (school_id is null) = ${filter.state === 'waiting'}::boolean
      and (school_id is null or ${visibleSchools(actor, sql.ref('school_id'))})
      and translate(lower(concat_ws(' ', name, municipality, key)), 'ё', 'е') like ${like}
    order by municipality nulls last, name nulls last, key limit ${filter.limit} offset ${filter.offset}`.execute(
    db,
  )
  const index = filter.state === 'waiting' && rows.length > 0 ? await readSchoolIndex(db, regionId) : null
  const ranked =
    index === null ? new Map<number, MatchCandidate[]>() : await rankWithYears(index, rows, yearEvidence)
  const ids = [
    ...rows.flatMap(({ schoolId }) => schoolId ?? []),
    ...[...ranked.values()].flat().map(({ schoolId }) => schoolId),
  ]
  const schools = await readSchoolItems(db, actor, [...new Set(ids)])
  const results = await resultCounts(rows.map(({ id }) => id))
  const items = rows.map((row): SourceSchool => {
    const school = row.schoolId === null ? undefined : schools.get(row.schoolId)
    const candidates = (ranked.get(row.id) ?? []).flatMap((candidate) => {
      const item = schools.get(candidate.schoolId)
      if (item === undefined) return []
      const { code, name, municipality, status } = item
      return [{ ...candidate, code, name, municipality, status }]
    })
    const { id, keyKind, key, name, municipality, municipalityCode, method, matchedBy } = row
    return {
      ...{
        id,
        keyKind,
        keyLabel: keyKind === 'name' ? 'название' : identifierLabel(keyKind),
        key,
        name,
        municipality,
        municipalityCode,
      },
      school:
        school === undefined
          ? null
          : { id: school.id, code: school.code, name: school.name, municipality: school.municipality },
      ...{ method, methodLabel: method === null ? null : MATCH_METHOD_LABELS[method], matchedBy },
      sentence:
        index === null ? matchedSentence(row, school?.name) : waitingSentence(index, row, candidates.length),
      results: results.get(id) ?? 0,
      candidates,
      allowedActions: row.schoolId === null ? ['match', 'create'] : ['match', 'unmatch'],
    }
  })
  return { total: rows[0]?.total ?? 0, waiting, matched, sentence: pageSentence(waiting, matched), items }
}

function pageSentence(waiting: number, matched: number): string {
  if (waiting === 0 && matched === 0) return 'Файлов с результатами ещё не загружали.'
  if (waiting === 0) return 'Все школы из загруженных файлов найдены в реестре.'
  const names = counted(waiting, ['название', 'названия', 'названий'])
  const verb = plural(waiting, ['ждёт', 'ждут', 'ждут'])
  return `${names} из файлов ${verb} своей школы: их результаты сохранены и войдут в расчёт, как только вы выберете школу.`
}

function waitingSentence(index: SchoolIndex, row: Row, candidates: number): string {
  if (row.isLeftToPeople) return 'Прежний выбор отменён: нужную школу выбирает человек.'
  const match = matchSchool(index, row)
  if (match.schoolId !== null) {
    const { name } = index.schools.get(match.schoolId)!
    return `По названию подходит школа ${quoted(name)}, но в файле у неё есть и другой код: нужную школу выбирает человек.`
  }
  const because = match.because
  if (match.because === 'code-differs') {
    const { name } = index.schools.get(match.likely)!
    const other = otherCode(index, row, match.likely)
    return `По названию и муниципалитету это школа ${quoted(name)}, но код у неё другой: ${other}, а в файле ${row.key}. Код мог смениться: решает человек.`
  }
  if (because === 'ambiguous') return 'Подходит несколько школ: выберите одну.'
  if (because === 'municipality-unknown')
    return `Муниципалитета ${quoted(row.municipality ?? row.municipalityCode ?? '')} нет в реестре.`
  const what = row.keyKind === 'name' ? 'Такого названия' : 'Ни этого кода, ни такого названия'
  return candidates > 0
    ? `${what} нет в реестре, но есть похожие школы.`
    : `${what} нет в реестре, и похожих школ не нашлось.`
}

function matchedSentence(row: Row, school: string | undefined): string {
  if (row.method === null || school === undefined) return ''
  return `Это школа ${quoted(school)}: ${MATCH_METHOD_LABELS[row.method]}.`
}

/** What results/ say of the years of these pairs. */
export type AskYears = (pairs: { sourceSchoolId: number; schoolId: number }[]) => Promise<YearEvidence>

async function rankWithYears(
  index: SchoolIndex,
  rows: (SourceSchoolKey & { id: number })[],
  yearEvidence: AskYears,
  namesFor: (ref: SourceSchoolKey) => readonly IndexedName[] = () => index.names,
): Promise<Map<number, MatchCandidate[]>> {
  const ranked = rows.map((row) => [row.id, rankCandidates(index, row, 5, namesFor(row))] as const)
  const evidence = await yearEvidence(
    ranked.flatMap(([sourceSchoolId, candidates]) =>
      candidates.map(({ schoolId }) => ({ sourceSchoolId, schoolId })),
    ),
  )
  return new Map(ranked.map(([id, candidates]) => [id, weighYears(id, candidates, evidence)]))
}

/** How many likely pairs are shown, and so accepted, at once. */
const SHOWN_PAIRS = 500

/** Waiting names that most probably mean one certain school, with the reasons: to be accepted by a person, many at once. */
export async function readLikelyPairs(
  db: Db,
  actor: Actor,
  regionId: number,
  resultCounts: (ids: number[]) => Promise<Map<number, number>>,
  yearEvidence: AskYears,
): Promise<LikelyPairs> {
  const { rows } = await sql<SourceSchoolKey & { id: number }>`
    select id, key_kind as "keyKind", key, name, municipality, municipality_code as "municipalityCode"
    from source_schools where region_id = ${regionId} and school_id is null order by id`.execute(db)
  const last = await lastMatchDecision(db, regionId)
  if (rows.length === 0) return { waiting: 0, total: 0, pairs: [], last }
  const index = await readSchoolIndex(db, regionId)
  const ranked = await rankWithYears(index, rows, yearEvidence, nearNames(index))
  const found = pickLikelyPairs(ranked)
  const shown = found.slice(0, SHOWN_PAIRS)
  const schools = await readSchoolItems(db, actor, [
    ...new Set(shown.map(({ candidate }) => candidate.schoolId)),
  ])
  const results = await resultCounts(shown.map(({ sourceSchoolId }) => sourceSchoolId))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const pairs = shown.flatMap(({ sourceSchoolId, candidate, isPlain }) => {
    const school = schools.get(candidate.schoolId)
    const row = byId.get(sourceSchoolId)
    if (school === undefined || row === undefined) return []
    const { id, keyKind, key, name, municipality } = row
    const keyLabel = keyKind === 'name' ? 'название' : identifierLabel(keyKind)
    const { code, status } = school
    return [
      {
        source: { id, keyKind, keyLabel, key, name, municipality, results: results.get(id) ?? 0 },
        candidate: { ...candidate, code, name: school.name, municipality: school.municipality, status },
        isPlain,
      },
    ]
  })
  return { waiting: rows.length, total: found.length, pairs, last }
}
