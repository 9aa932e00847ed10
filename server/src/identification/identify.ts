import { missing } from '../platform/value.ts'
import { makePooled, type PooledShares } from './certainty/pooled.ts'
import { clusterDynamics, computeCluster, countTransitions, procedureFindings } from './clusters.ts'
import { evaluate, explainRule, type Node, toResult } from './criteria/evaluate.ts'
import { makeEvidenceReader } from './criteria/evidence.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, or, toOutcome, UNKNOWN } from './criteria/outcome.ts'
import { type Compiled, compile, depth, type Scope } from './criteria/scope.ts'
import { makeDistance } from './distance.ts'
import { compileDistance } from './distance-rule.ts'
import type { ListDefinition, Methodology } from './methodology.ts'
import type {
  Cluster,
  ClusterValue,
  Finding,
  FindingStatus,
  Identification,
  IdentificationInput,
  ListFinding,
} from './model.ts'
import { type Readings, readCounts } from './readings.ts'
import { computeReliability } from './reliability.ts'
import { type CompiledRisk, compileRisk, explainRisk, isAtRisk } from './risk-zone.ts'

/** No outcome has this code. */
const NOT_ASKED = -2

/** What has been made of the school that was looked at last. */
interface Look {
  school: number
  primary?: Node[]
  lists?: ListFinding[]
  procedures?: Finding['procedures']
}

interface Run {
  methodology: Methodology
  readings: Readings
  scope: Scope
  rules: { list: ListDefinition; compiled: Compiled }[]
  risk: CompiledRisk | null
  /** Years added up, where the risk zone asks for a probability. */
  pooled: PooledShares | null
  distance: ReturnType<typeof makeDistance>
  /** Outcomes of the primary rule by years back, then by school. */
  earlier: Int8Array[]
  /** Outcome of the primary rule in the list's year, by school. */
  codes: Int8Array
  /** By school, once looked at. */
  distances: Finding['distance'][]
  reliabilities: Finding['reliability'][]
  look: Look
  /** Keys `school id · year`. */
  approved: Map<string, { listed: boolean; cluster: Cluster | null }>
  official: Map<string, Cluster>
}

/** The primary status needs earlier years of its own when it is recalculated for the years before. */
export const yearsNeeded = ({ lists, riskZone, certainty }: Methodology): number =>
  Math.max(
    riskZone?.posterior ? (certainty?.pooledYears ?? 1) : 1,
    ...lists.map(({ rule }) => depth(rule)),
    depth(lists[0]!.rule) + Math.max(1, riskZone?.leftListWithinYears ?? 0),
  )

/**
 * Applies a methodology to a region: pure, the same inputs give the same findings.
 *
 * Every criterion has three outcomes. "Insufficient data" spreads as in Kleene's logic: it stays only where the missing
 * numbers could change the answer, so a school with no low procedure this year is not listed whatever last year was, and one
 * whose two low procedures are known is listed whatever is missing.
 * @param input active counts, one per school, procedure and year; shares in hundredths of a percent.
 * @returns a finding per school in the order of `input.schools`.
 */
export const identify = (input: IdentificationInput): Identification => {
  const { methodology, schoolYear } = input
  const run = prepare(input)
  const findings = input.schools.map((_, school) => identifySchool(run, school))
  return {
    methodology: { id: methodology.id, version: methodology.version, title: methodology.title },
    schoolYear,
    findings,
    transitions: countTransitions(findings),
    coverage: methodology.procedures.flatMap(({ code }, procedure) =>
      Array.from({ length: run.readings.years }, (__, back) => ({
        procedure: code,
        schoolYear: schoolYear - back,
        schools: run.readings.held(procedure, back),
      })),
    ),
  }
}

const prepare = (input: IdentificationInput): Run => {
  const { methodology, schoolYear } = input
  const readings = readCounts(input, yearsNeeded(methodology))
  const rules = methodology.lists.map((list) => ({ list, compiled: compile(list.rule, methodology) }))
  const key = (row: { schoolId: number; schoolYear: number }) => `${row.schoolId} ${row.schoolYear}`
  return {
    methodology,
    readings,
    scope: { readings, evidence: makeEvidenceReader(readings), rankings: new Map() },
    rules,
    risk: methodology.riskZone && compileRisk(methodology.riskZone, methodology),
    pooled:
      methodology.riskZone?.posterior && methodology.certainty
        ? makePooled(readings, methodology.certainty)
        : null,
    distance: makeDistance(compileDistance(rules[0]!.compiled), readings),
    earlier: [],
    codes: new Int8Array(input.schools.length),
    distances: [],
    reliabilities: [],
    look: { school: -1 },
    approved: new Map(
      (input.previousLists ?? [])
        .filter((row) => row.schoolYear < schoolYear)
        .map((row) => [key(row), { listed: row.listed, cluster: row.cluster }]),
    ),
    official: new Map((input.officialClusters ?? []).map((row) => [key(row), row.cluster])),
  }
}

const identifySchool = (run: Run, school: number): Finding => {
  const { readings, scope, rules } = run
  const codes: Code[] = []
  for (const { compiled } of rules) codes.push(evaluate(compiled, scope, school, 0))
  const code = codes[0]!
  const memberOf: string[] = []
  for (let i = 0; i < rules.length; i++) if (listCode(run, codes, i) === MET) memberOf.push(rules[i]!.list.id)
  if (isInRisk(run, school, code)) memberOf.push('risk')
  const cluster = clusterAt(run, school, 0, code)
  const previousCluster = clusterAt(run, school, 1)
  const finding = {
    schoolId: readings.schools[school]!.id,
    schoolYear: readings.schoolYear,
    status: statusOf(code),
    assessed: code !== NOT_APPLICABLE,
    memberOf,
    track: code === MET ? 1 : memberOf.includes('risk') ? 2 : 3,
    cluster,
    previousCluster,
    // A school that is never assessed is on no list, which is no stability; an official label is one.
    dynamics:
      code === NOT_APPLICABLE && 'origin' in cluster && cluster.origin === 'computed'
        ? missing('not-applicable')
        : clusterDynamics(previousCluster, cluster),
  } as const
  run.codes[school] = code
  return withDetails(finding, run, school)
}

type Details = Pick<Finding, 'lists' | 'procedures' | 'distance' | 'reliability'>

/** Whose details a finding shows; nobody who copies or prints a finding meets it. */
const ORIGIN = Symbol('origin')

const madeAtLook = <T>(make: (run: Run, school: number) => T) => ({
  enumerable: true,
  get(this: { [ORIGIN]: { run: Run; school: number } }): T {
    const { run, school } = this[ORIGIN]
    return make(run, school)
  },
})

/** Lists and procedures of the school that was looked at last: a country's would fill the memory. */
const lookAt = (run: Run, school: number): Look => {
  if (run.look.school !== school) run.look = { school }
  return run.look
}

const primaryNodes = (run: Run, school: number): Node[] =>
  (lookAt(run, school).primary ??= explainRule(run.rules[0]!.compiled, run.scope, school))

/**
 * The properties that take most of the work and the memory, made when they are looked at: totals of a country need none of
 * them and a page a few. To everybody else, JSON included, they are ordinary properties.
 */
const DETAILS = {
  lists: madeAtLook((run, school) => (lookAt(run, school).lists ??= explainLists(run, school))),
  procedures: madeAtLook(
    (run, school) =>
      (lookAt(run, school).procedures ??= procedureFindings(run.readings, run.methodology.clusters, school)),
  ),
  distance: madeAtLook(
    (run, school) => (run.distances[school] ??= run.distance(school, run.codes[school] as Code)),
  ),
  reliability: madeAtLook(
    (run, school) =>
      (run.reliabilities[school] ??= computeReliability(
        run.rules[0]!.compiled,
        run.scope,
        school,
        run.codes[school] as Code,
        run.methodology.reliability,
      )),
  ),
} satisfies { [K in keyof Details]: { get(this: never): Details[K] } }

const withDetails = (finding: Omit<Finding, keyof Details>, run: Run, school: number): Finding => {
  // One by one takes half the time of `defineProperties`.
  Object.defineProperty(finding, 'lists', DETAILS.lists)
  Object.defineProperty(finding, 'procedures', DETAILS.procedures)
  Object.defineProperty(finding, 'distance', DETAILS.distance)
  Object.defineProperty(finding, 'reliability', DETAILS.reliability)
  Object.defineProperty(finding, ORIGIN, { value: { run, school } })
  return finding as Finding
}

const statusOf = (code: Code): FindingStatus =>
  code === MET ? 'listed' : code === UNKNOWN ? 'insufficient-data' : 'not-listed'

/** A list with what it excludes: who is on an excluded list is out, who may be on it is undecided. */
const listCode = ({ rules }: Run, codes: Code[], i: number): Code => {
  const { excludes } = rules[i]!.list
  const own = codes[i]!
  if (excludes.length === 0) return own
  const excluded = or(codes.filter((_, j) => excludes.includes(rules[j]!.list.id)))
  return excluded === MET ? NOT_MET : excluded === UNKNOWN ? (Math.min(own, UNKNOWN) as Code) : own
}

const riskNodes = (run: Run, school: number, primary: Code): Node[] =>
  run.risk ? explainRisk(run.risk, run.scope, school, primary, () => wasListed(run, school), run.pooled) : []

const isInRisk = (run: Run, school: number, primary: Code): boolean =>
  run.risk !== null &&
  isAtRisk(run.risk, run.scope, school, primary, () => wasListed(run, school), run.pooled)

/** Every list with its reasons; the risk zone, where the methodology has one, is the last. */
const explainLists = (run: Run, school: number): ListFinding[] => {
  const explained = run.rules.map(({ compiled }, i) =>
    i === 0 ? primaryNodes(run, school) : explainRule(compiled, run.scope, school),
  )
  const codes = explained.map((nodes) => nodes[0]!.explained.code)
  const risk = riskNodes(run, school, codes[0]!)
  const lists = run.rules.map(({ list }, i) => ({
    id: list.id as string,
    outcome: toOutcome(listCode(run, codes, i)),
    criteria: explained[i]!.map(toResult),
  }))
  if (risk.length > 0)
    lists.push({ id: 'risk', outcome: toOutcome(risk[0]!.explained.code), criteria: risk.map(toResult) })
  return lists
}

/** What the primary rule would have said of an earlier year; the cluster and the risk zone both ask. */
const primaryAt = ({ rules, scope, earlier, readings }: Run, school: number, back: number): Code => {
  earlier[back] ??= new Int8Array(readings.schools.length).fill(NOT_ASKED)
  if (earlier[back][school] === NOT_ASKED)
    earlier[back][school] = evaluate(rules[0]!.compiled, scope, school, back)
  return earlier[back][school] as Code
}

/** The cluster of a year: the official label, else the approved list of that year, else computed from the counts. */
const clusterAt = (run: Run, school: number, back: number, known?: Code): ClusterValue => {
  const year = run.readings.schoolYear - back
  const official = lookUp(run, run.official, school, back)
  if (official !== undefined) return { value: official, origin: 'official' }
  const computed = (): ClusterValue => {
    const code = known ?? primaryAt(run, school, back)
    if (code === UNKNOWN) return missing('not-submitted')
    const value = code === MET ? computeCluster(run.readings, run.methodology.clusters, school, back) : 0
    return { value, origin: 'computed' }
  }
  const approved = year < run.readings.schoolYear ? lookUp(run, run.approved, school, back) : undefined
  if (approved === undefined) return computed()
  if (!approved.listed) return { value: 0, origin: 'approved-list' }
  if (approved.cluster) return { value: approved.cluster, origin: 'approved-list' }
  // Included by the commission against the rule: on the list, so at least the mildest cluster.
  const recalculated = computed()
  return 'value' in recalculated && recalculated.value > 0
    ? recalculated
    : { value: 1, origin: 'approved-list' }
}

/** A fact of a school and year, or of the predecessor that stands for it in that year. */
const lookUp = <T>({ readings }: Run, facts: Map<string, T>, school: number, back: number): T | undefined => {
  if (facts.size === 0) return undefined
  const year = readings.schoolYear - back
  const own = facts.get(`${readings.schools[school]!.id} ${year}`)
  const predecessor = back > 0 ? readings.predecessor(school, back) : null
  return own ?? (predecessor === null ? undefined : facts.get(`${predecessor} ${year}`))
}

/** Whether the school was on the primary list in the years that the risk zone still counts as "left it lately". */
const wasListed = (run: Run, school: number): Code => {
  const codes: Code[] = []
  for (let back = 1; back <= (run.methodology.riskZone?.leftListWithinYears ?? 0); back++) {
    const approved = lookUp(run, run.approved, school, back)
    codes.push(approved === undefined ? primaryAt(run, school, back) : approved.listed ? MET : NOT_MET)
  }
  return or(codes)
}
