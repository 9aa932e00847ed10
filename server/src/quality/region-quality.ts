import type { Db } from '../platform/db.ts'
import { groupBy } from '../platform/group-by.ts'
import type { Actor } from '../platform/http.ts'
import { counted, formatCount, plural } from '../platform/russian.ts'
import { checkQuality } from './check-quality.ts'
import { type Cell, computeCompleteness, mayHold } from './completeness.ts'
import { listFollowUps, type StoredFollowUp, showFollowUp } from './follow-ups.ts'
import type { QualityFinding } from './model.ts'
import { countByYear, countWaiting, listYearsOf, loadQualityData, type QualityData } from './queries.ts'
import { listRegionRules, QUALITY_RULES, type RegionRule } from './rules.ts'
import type { RegionQuality, ShownFinding } from './schemas.ts'

/** Completeness, rules and what they found in one year: computed from the numbers as they are now. */
export async function buildRegionQuality(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
): Promise<RegionQuality> {
  const [data, rules, followUps, waiting, years] = await Promise.all([
    loadQualityData(db, actor, regionId, schoolYear),
    listRegionRules(db, regionId),
    listFollowUps(db, regionId),
    countWaiting(db, regionId, schoolYear),
    countByYear(db, actor, regionId),
  ])
  const findings = findAll(data, rules).map((finding) => showFinding(finding, data, rules, followUps))
  const open = findings.filter(isOpen)
  return {
    schoolYear,
    sentence: qualitySentence(data.input.counts.length, findings.length, open.length),
    checkedNumbers: data.input.counts.length,
    rulesVersion: QUALITY_RULES.version,
    rules: rules.map(({ rule, isEnabled, isChanged }) => ({
      id: rule.id,
      title: rule.title,
      owner: rule.owner,
      source: rule.source,
      parameters: rule.parameters,
      isEnabled,
      isChanged,
      findings: findings.filter((finding) => finding.rule === rule.id).length,
      open: open.filter((finding) => finding.rule === rule.id).length,
    })),
    completeness: { ...buildCompleteness(data, waiting), years },
    findings,
  }
}

const isOpen = ({ followUp }: ShownFinding): boolean => followUp === null || followUp.isOutdated

const findAll = (data: QualityData, rules: RegionRule[]): QualityFinding[] =>
  checkQuality(
    rules.filter(({ isEnabled }) => isEnabled).map(({ rule }) => rule),
    data.input,
  )

/** What the rules say of the numbers of one file, as they stand now. */
export async function listImportFindings(
  db: Db,
  actor: Actor,
  regionId: number,
  importId: number,
): Promise<ShownFinding[]> {
  const [rules, followUps, years] = await Promise.all([
    listRegionRules(db, regionId),
    listFollowUps(db, regionId),
    listYearsOf(db, [importId]),
  ])
  const shown: ShownFinding[] = []
  for (const schoolYear of years) {
    const data = await loadQualityData(db, actor, regionId, schoolYear)
    for (const finding of findAll(data, rules))
      if (finding.places.some((place) => place.importId === importId))
        shown.push(showFinding(finding, data, rules, followUps))
  }
  return shown
}

/** How many findings touch the numbers of the imports, each looked at in the years it brought. */
export async function countImportFindings(
  db: Db,
  actor: Actor,
  regionId: number,
  importIds: number[],
): Promise<number> {
  const rules = await listRegionRules(db, regionId)
  const keys = new Set<string>()
  for (const schoolYear of await listYearsOf(db, importIds))
    for (const finding of findAll(await loadQualityData(db, actor, regionId, schoolYear), rules))
      if (finding.places.some((place) => importIds.includes(place.importId))) keys.add(finding.key)
  return keys.size
}

/** A finding by its key, where it still stands. */
export async function findFinding(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
  key: string,
): Promise<QualityFinding | undefined> {
  const data = await loadQualityData(db, actor, regionId, schoolYear)
  return findAll(data, await listRegionRules(db, regionId)).find((finding) => finding.key === key)
}

/** Open schools of a municipality that could hold the procedure and have no number of it. */
export async function listMissingSchools(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
  procedureCode: string,
  municipalityId: number,
): Promise<{ schoolId: number; name: string }[]> {
  const { schools, procedures, input } = await loadQualityData(db, actor, regionId, schoolYear)
  const procedure = procedures.find(({ code }) => code === procedureCode)
  if (!procedure) return []
  const held = new Set(
    input.counts.filter((count) => count.procedure === procedureCode).map(({ schoolId }) => schoolId),
  )
  return schools
    .filter((school) => school.municipalityId === municipalityId)
    .filter((school) => !held.has(school.id) && mayHold(school.schoolType, procedure))
    .map(({ id, name }) => ({ schoolId: id, name }))
}

function showFinding(
  finding: QualityFinding,
  data: QualityData,
  rules: RegionRule[],
  followUps: Map<string, StoredFollowUp>,
): ShownFinding {
  const school = finding.schoolId === null ? undefined : data.input.schools.get(finding.schoolId)
  const row = school as QualityData['schools'][number] | undefined
  const rule = rules.find(({ rule: { id } }) => id === finding.rule)!.rule
  return {
    ...finding,
    schoolName: row?.name ?? null,
    municipality: row?.municipality ?? null,
    procedureName:
      finding.procedure === null ? null : (data.input.procedures.get(finding.procedure)?.name ?? null),
    ruleTitle: rule.title,
    owner: rule.owner,
    followUp: showFollowUp(finding, followUps.get(finding.key)),
  }
}

/** Procedures that anybody held or everybody should have; others would only widen the table. */
function buildCompleteness(
  data: QualityData,
  waiting: Map<string, number>,
): Omit<RegionQuality['completeness'], 'years'> {
  const { expectedEverywhere, source } = QUALITY_RULES.completeness
  const held = new Map<string, Set<number>>()
  for (const { procedure, schoolId } of data.input.counts)
    held.set(procedure, (held.get(procedure) ?? new Set()).add(schoolId))
  const shown = data.procedures.filter(
    ({ code }) => held.has(code) || waiting.has(code) || expectedEverywhere.includes(code),
  )
  // The catalogue opens with the nine of three kinds; a table is read by kinds.
  const procedures = [...groupBy(shown, ({ kind }) => kind).values()].flat()
  const cells = computeCompleteness({ schools: data.schools, held, procedures, expectedEverywhere })
  const sum = (code: string, read: (cell: Cell) => number | null) =>
    [...cells.values()]
      .flat()
      .reduce((total, cell) => total + (cell.procedure === code ? (read(cell) ?? 0) : 0), 0)
  const names = new Map(data.schools.map((school) => [school.municipalityId, school.municipality]))
  return {
    source,
    procedures: procedures.map(({ code, name, shortName, kind }) => ({
      code,
      name,
      shortName,
      kind,
      got: sum(code, (cell) => cell.got),
      expected: expectedEverywhere.includes(code) ? sum(code, (cell) => cell.expected) : null,
      waiting: waiting.get(code) ?? 0,
    })),
    municipalities: [...cells].map(([id, own]) => ({ id, name: names.get(id)!, cells: own })),
  }
}

const NOTES = ['замечание', 'замечания', 'замечаний'] as const

function qualitySentence(numbers: number, findings: number, open: number): string {
  if (numbers === 0) return 'Чисел за этот год ещё нет'
  const checked = `Проверено ${counted(numbers, ['число', 'числа', 'чисел'])} школ`
  if (findings === 0) return `${checked}: замечаний нет`
  const rest =
    open === 0
      ? 'все разобраны'
      : open === findings
        ? 'ни одно не разобрано'
        : `${formatCount(open)} ${plural(open, ['ждёт', 'ждут', 'ждут'])} разбора`
  return `${checked}: ${counted(findings, NOTES)}, ${findings === 1 && open === 0 ? 'оно разобрано' : findings === 1 ? 'оно не разобрано' : rest}`
}
