import { sql } from 'kysely'
import { can } from '../accounts/access.ts'
import { listSentence, type SeenPart, seenPart } from '../identification/answer.ts'
import { explainFinding } from '../identification/explain-sentence.ts'
import type { Finding } from '../identification/model.ts'
import { toSummary } from '../imports/import-view.ts'
import { listImports } from '../imports/queries.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { counted, plural } from '../platform/russian.ts'
import { listMoved } from '../profiles/moved.ts'
import { listCoverage } from '../profiles/place-coverage.ts'
import { loadPlaceFigures } from '../profiles/place-figures.ts'
import type { RegionToday } from './schemas.ts'

const SHOWN_SCHOOLS = 200

/** «Регион сегодня»: built on request from the same identification that the list shows. */
export async function buildToday(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<RegionToday> {
  const region = await db.selectFrom('regions').select(['name']).where('id', '=', regionId).executeTakeFirst()
  if (!region) throw new Problem('place/not-found', 'Такого региона нет.')
  const place = { regionId, municipalityId: null }
  const figures = await loadPlaceFigures(db, actor, place, schoolYear, methodologyId)
  const { now, previousYear } = figures
  const findings = now.identification.findings
  const moves = previousYear === null ? null : findMoves(findings)
  const schools = new Map(now.input.schools.map((school) => [school.id, school]))
  const line = (finding: Finding) => {
    const school = schools.get(finding.schoolId)!
    return {
      schoolId: school.id,
      name: school.name,
      municipality: school.municipality,
      sentence: explainFinding(finding, now.methodology),
    }
  }
  const listed = findings.filter((finding) => finding.status === 'listed')
  const isWorker = can(actor, 'import.read', { ...place, schoolId: null })
  return {
    regionId,
    regionName: region.name,
    schoolYear,
    previousYear,
    sentence: todaySentence(listed.length, findings.length, schoolYear, seenPart(now), moves),
    totals: {
      schools: findings.length,
      listed: listed.length,
      risk: findings.filter((finding) => finding.memberOf.includes('risk')).length,
      insufficientData: findings.filter((finding) => finding.status === 'insufficient-data').length,
      entered: moves?.entered.length ?? null,
      left: moves?.left.length ?? null,
      stayed: moves?.stayed ?? null,
      lowReliability: listed.filter(
        (finding) => 'value' in finding.reliability && finding.reliability.value === 'low',
      ).length,
    },
    entered: (moves?.entered ?? []).slice(0, SHOWN_SCHOOLS).map(line),
    left: (moves?.left ?? []).slice(0, SHOWN_SCHOOLS).map(line),
    // What waits and what came are for those who work with files.
    waiting: isWorker ? await listWaiting(db, regionId) : [],
    procedures: figures.procedures
      .filter(({ code }) =>
        figures.totals.some((total) => total.procedure === code && total.schoolYear === schoolYear),
      )
      .map(({ code, name }) => ({ procedure: code, name })),
    coverage: listCoverage(figures),
    moved: listMoved(figures),
    recentImports: (isWorker ? await listImports(db, regionId) : []).slice(0, 5).map((row) => {
      const { id, fileName, sentence, createdAt } = toSummary(row)
      return { id, fileName, sentence, at: createdAt }
    }),
  }
}

interface Moves {
  entered: Finding[]
  left: Finding[]
  stayed: number
}

/** Against the cluster of last year, official or approved where it is: the same numbers as in the matrix of transitions. */
function findMoves(findings: Finding[]): Moves {
  const was = ({ previousCluster }: Finding) =>
    'missing' in previousCluster ? null : previousCluster.value > 0
  const listed = findings.filter((finding) => finding.status === 'listed')
  return {
    entered: listed.filter((finding) => was(finding) === false),
    left: findings.filter((finding) => finding.status === 'not-listed' && was(finding) === true),
    stayed: listed.filter((finding) => was(finding) === true).length,
  }
}

function todaySentence(
  listed: number,
  schools: number,
  schoolYear: number,
  seen: SeenPart,
  moves: Moves | null,
): string {
  const sentence = listSentence(listed, schools, schoolYear, seen)
  if (!moves) return `${sentence}.`
  const entered = `${plural(moves.entered.length, ['вошла', 'вошли', 'вошли'])} ${moves.entered.length}`
  const left = `${plural(moves.left.length, ['вышла', 'вышли', 'вышли'])} ${moves.left.length}`
  return `${sentence}: с прошлого года ${entered}, ${left}.`
}

/** What waits for the person, each with the address of its page; nothing waiting gives an empty list. */
async function listWaiting(db: Db, regionId: number): Promise<RegionToday['waiting']> {
  const counts = await sql<{ checked: number; refused: number; unmatched: number; lists: number }>`
    select (select count(*)::integer from imports where region_id = ${regionId} and state = 'checked') as checked,
      (select count(*)::integer from imports where region_id = ${regionId} and state = 'refused') as refused,
      (select count(*)::integer from source_schools where region_id = ${regionId} and school_id is null) as unmatched,
      (select count(*)::integer from school_lists where region_id = ${regionId} and state in ('draft', 'review')) as lists`.execute(
    db,
  )
  const { checked, refused, unmatched, lists } = counts.rows[0]!
  const files = ['файл', 'файла', 'файлов'] as const
  return [
    {
      count: checked,
      href: '/imports',
      sentence: `${counted(checked, files)} ${plural(checked, ['ждёт', 'ждут', 'ждут'])} вашего согласия`,
    },
    {
      count: refused,
      href: '/imports',
      sentence: `${counted(refused, files)} не ${plural(refused, ['принят', 'приняты', 'принято'])}: посмотрите почему`,
    },
    {
      count: unmatched,
      href: '/matching',
      sentence: `${counted(unmatched, ['школа', 'школы', 'школ'])} из файлов не ${plural(unmatched, ['сопоставлена', 'сопоставлены', 'сопоставлены'])} с реестром`,
    },
    {
      count: lists,
      href: '/lists',
      sentence: `${counted(lists, ['перечень', 'перечня', 'перечней'])} ${plural(lists, ['ждёт', 'ждут', 'ждут'])} решения комиссии`,
    },
  ].filter((item) => item.count > 0)
}
