import { sql } from 'kysely'
import { listSentence, proceduresOfYear } from '../identification/answer.ts'
import { explainFinding } from '../identification/explain-sentence.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import type { Finding } from '../identification/model.ts'
import { toSummary } from '../imports/import-view.ts'
import { listImports } from '../imports/queries.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { counted, plural } from '../platform/russian.ts'
import { missing, type Value } from '../platform/value.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import { wilsonInterval } from '../statistics/wilson.ts'
import type { RegionToday } from './schemas.ts'

/** Under this many assessed schools a municipality's share says nothing. [setting] */
const LEAST_SCHOOLS = 5
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
  const now = await identifyRegion(db, actor, regionId, schoolYear, methodologyId)
  const findings = now.identification.findings
  const previousYear = now.input.counts.some((count) => count.schoolYear === schoolYear - 1)
    ? schoolYear - 1
    : null
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
  return {
    regionId,
    regionName: region.name,
    schoolYear,
    previousYear,
    sentence: todaySentence(listed.length, findings.length, schoolYear, moves),
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
    waiting: await listWaiting(db, regionId),
    transitions: toTransitions(now.identification.transitions),
    municipalities: await municipalitiesOf(db, regionId, findings, schools),
    procedures: await proceduresOf(db, now.methodology.procedures, now.input.counts, findings, schoolYear),
    recentImports: (await listImports(db, regionId)).slice(0, 5).map((row) => {
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

function todaySentence(listed: number, schools: number, schoolYear: number, moves: Moves | null): string {
  const sentence = listSentence(listed, schools, schoolYear)
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

/** The matrix 5 × 5 (index 4 = unknown) as cells that are not empty. */
function toTransitions(matrix: number[][]): RegionToday['transitions'] {
  const cluster = (index: number) => (index === 4 ? null : index)
  return matrix.flatMap((row, from) =>
    row.flatMap((schools, to) => (schools === 0 ? [] : [{ from: cluster(from), to: cluster(to), schools }])),
  )
}

async function municipalitiesOf(
  db: Db,
  regionId: number,
  findings: Finding[],
  schools: Map<number, { municipalityId: number }>,
): Promise<RegionToday['municipalities']> {
  const rows = await db
    .selectFrom('municipalities')
    .select(['id', 'name', 'border'])
    .where('region_id', '=', regionId)
    .orderBy('name')
    .execute()
  const tally = new Map(rows.map((row) => [row.id, { schools: 0, assessed: 0, listed: 0, risk: 0 }]))
  for (const finding of findings) {
    const own = tally.get(schools.get(finding.schoolId)!.municipalityId)
    if (!own) continue
    own.schools += 1
    if (finding.assessed && finding.status !== 'insufficient-data') own.assessed += 1
    if (finding.status === 'listed') own.listed += 1
    if (finding.memberOf.includes('risk')) own.risk += 1
  }
  return rows.map((row) => {
    const own = tally.get(row.id)!
    const listedShare: Value =
      own.assessed < LEAST_SCHOOLS
        ? missing('too-few')
        : {
            estimate: own.listed / own.assessed,
            ...wilsonInterval(own.listed, own.assessed),
            n: own.assessed,
          }
    return { id: row.id, name: row.name, border: row.border, ...own, listedShare }
  })
}

async function proceduresOf(
  db: Db,
  procedures: { code: string }[],
  counts: SchoolProcedureCount[],
  findings: Finding[],
  schoolYear: number,
): Promise<RegionToday['procedures']> {
  const lowSchools = new Map<string, number>()
  for (const finding of findings)
    for (const code of proceduresOfYear(finding).low) lowSchools.set(code, (lowSchools.get(code) ?? 0) + 1)
  const names = new Map((await listProcedures(db)).map((procedure) => [procedure.code, procedure.name]))
  const total = (code: string, year: number) => {
    const own = counts.filter(
      (count) =>
        count.procedure === code &&
        count.schoolYear === year &&
        (count.low !== null || count.lowShare !== null),
    )
    const participants = own.reduce((sum, count) => sum + count.participants, 0)
    // A published share without a count still says nearly how many: leaving the school out would bend the region's share.
    const low = own.reduce(
      (sum, { low: exact, lowShare, participants: n }) =>
        sum + (exact ?? Math.round(((lowShare ?? 0) * n) / 10_000)),
      0,
    )
    const share: Value =
      participants === 0
        ? missing('not-submitted')
        : { estimate: low / participants, ...wilsonInterval(low, participants), n: participants }
    return { own, participants, low, share }
  }
  return procedures.map(({ code }) => {
    const now = total(code, schoolYear)
    return {
      procedure: code,
      name: names.get(code) ?? code,
      participants: now.participants,
      low: now.low,
      share: now.share,
      previousShare: total(code, schoolYear - 1).share,
      schools: now.own.length,
      lowSchools: lowSchools.get(code) ?? 0,
    }
  })
}
