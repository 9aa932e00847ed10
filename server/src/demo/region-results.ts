import type { Random } from '../statistics/random.ts'
import { DEMO_PROCEDURES, type DemoProcedure, YEAR_FACTOR } from './demo-procedures.ts'
import type { DemoResult, DemoSchool, DemoTrend, DemoTruth } from './demo-region.ts'
import { FIRST_YEAR, LAST_YEAR, lastGrade } from './region-schools.ts'

/**
 * Spread of the logit of «not below the minimum». Chosen so that among schools with ten or more participants in every
 * procedure the rule of order 847 lists 7–10 %, and a quarter of the schools holds about half of the low marks.
 */
const SPREAD = { municipality: 0.25, school: 0.4, subject: 0.15, cohort: 0.18, weak: -1.3, trend: 0.45 }
/** Points of a hundred-point ЕГЭ for one unit of the logit. */
const POINTS_PER_LOGIT = 9
const INFLATING_SCHOOLS = 10

interface Ability {
  base: number
  trend: DemoTrend
  weak: boolean
  inflatesVpr: boolean
}

const TYPE_EFFECT = { primary: 0, basic: -0.25, secondary: 0, advanced: 0.5, gymnasium: 1.1, lyceum: 1.2 }
const SETTLEMENT_EFFECT = { city: 0.15, town: 0.05, village: -0.1 }
const TREND_SLOPE = { improving: SPREAD.trend, worsening: -SPREAD.trend, steady: 0 }
const PROFILE_MATHS = { primary: 0, basic: 0, secondary: 0.42, advanced: 0.5, gymnasium: 0.55, lyceum: 0.75 }
const STAYS_TO_GRADE_11 = {
  primary: 0,
  basic: 0,
  secondary: 0.5,
  advanced: 0.7,
  gymnasium: 0.85,
  lyceum: 0.9,
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

const makeAbilities = (schools: DemoSchool[], random: Random): Ability[] => {
  const municipal = new Map<number, number>()
  for (const school of schools)
    if (!municipal.has(school.municipality))
      municipal.set(school.municipality, random.normal(SPREAD.municipality))
  const ordinary = schools.map((school) => school.type === 'secondary' && school.gradeSize >= 20)
  const inflating = new Set(
    random
      .shuffle(schools.map((_, i) => i).filter((i) => ordinary[i] && schools[i]!.status === 'open'))
      .slice(0, INFLATING_SCHOOLS),
  )
  return schools.map((school, i) => {
    const elite = school.type === 'gymnasium' || school.type === 'lyceum'
    const weak = !elite && random.chance(school.settlementType === 'village' ? 0.13 : 0.09)
    const turn = random.next()
    return {
      base:
        municipal.get(school.municipality)! +
        TYPE_EFFECT[school.type] +
        SETTLEMENT_EFFECT[school.settlementType] +
        random.normal(SPREAD.school) +
        (weak ? SPREAD.weak : 0),
      trend: turn < 0.1 ? 'improving' : turn < 0.2 ? 'worsening' : 'steady',
      weak,
      inflatesVpr: inflating.has(i),
    }
  })
}

/** Pupils of one cohort, the same people year after year; a merged school's pupils are counted by their new school. */
const makeCohorts = (schools: DemoSchool[], random: Random) => {
  const sizes = new Map<string, number>()
  const own = (index: number, cohort: number): number => {
    const key = `${index} ${cohort}`
    const known = sizes.get(key)
    if (known !== undefined) return known
    const school = schools[index]!
    const draw = random.fork(`cohort ${school.code} ${cohort}`)
    // Small villages swing most: the spread of a count is about its square root.
    const size = Math.max(0, Math.round(school.gradeSize + draw.normal(0.75 * Math.sqrt(school.gradeSize))))
    sizes.set(key, size)
    return size
  }
  const joining = new Map(
    schools.map((school, i) => [i, schools.findIndex((s) => s.mergedInto === school.code)]),
  )
  return (index: number, gradeLevel: number, schoolYear: number): number => {
    const school = schools[index]!
    if (schoolYear < school.openYears[0] || schoolYear > school.openYears[1]) return 0
    if (gradeLevel > lastGrade(school.type)) return 0
    const cohort = schoolYear - gradeLevel
    const other = joining.get(index)!
    const joined = other >= 0 && schoolYear > schools[other]!.openYears[1] ? own(other, cohort) : 0
    const all = own(index, cohort) + joined
    return gradeLevel > 9 ? Math.round(all * STAYS_TO_GRADE_11[school.type]) : all
  }
}

interface Sitting {
  school: number
  participants: number
  ability: number
}

/** Threshold on the logit scale at which the expected share of participants below it is `share`. */
const calibrate = (sittings: Sitting[], share: number): number => {
  const total = sittings.reduce((sum, sitting) => sum + sitting.participants, 0)
  let low = -12
  let high = 12
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    const expected = sittings.reduce((sum, s) => sum + s.participants * sigmoid(middle - s.ability), 0)
    if (expected < share * total) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const countParticipants = (
  procedure: DemoProcedure,
  pupils: number,
  school: DemoSchool,
  random: Random,
): number => {
  if (procedure.kind === 'vpr') return random.chance(0.99) ? random.binomial(pupils, 0.93) : 0
  if (procedure.kind === 'oge') return random.binomial(pupils, 0.97)
  // Everybody chooses one of the two mathematics; the same stream for both keeps the two groups apart.
  const profile = random.binomial(pupils, PROFILE_MATHS[school.type])
  if (procedure.code === 'ege-ma-prof') return profile
  return procedure.code === 'ege-ma-base' ? pupils - profile : pupils
}

const drawResult = (
  procedure: DemoProcedure,
  schoolYear: number,
  sitting: Sitting,
  thresholds: number[],
  random: Random,
): DemoResult => {
  const result = {
    school: sitting.school,
    procedure: procedure.code,
    schoolYear,
    participants: sitting.participants,
  }
  const points = 'minimum' in procedure.shares ? procedure.shares : null
  const marks = { 2: 0, 3: 0, 4: 0, 5: 0 }
  let sum = 0
  let low = 0
  let high = 0
  for (let i = 0; i < sitting.participants; i++) {
    const u = random.next()
    const latent = sitting.ability + Math.log((u + 1e-12) / (1 - u))
    if (points) {
      const raw = points.minimum - 0.5 + POINTS_PER_LOGIT * (latent - thresholds[0]!)
      const score = Math.min(100, Math.max(0, Math.round(raw)))
      sum += score
      if (score < points.minimum) low++
      if (score >= 61) high++
    } else {
      const mark = (2 + thresholds.filter((threshold) => latent >= threshold).length) as 2 | 3 | 4 | 5
      marks[mark]++
      sum += mark
    }
  }
  const mean = procedure.kind === 'ege' ? Number((sum / sitting.participants).toFixed(1)) : null
  return points
    ? { ...result, marks: null, low, high, mean }
    : { ...result, marks, low: marks[2], high: marks[4] + marks[5], mean }
}

/** Raised marks hide most of the «2» and some of the «3»: the logit moves so that one in eight low marks is left. */
const INFLATED_LOGIT = 2.1

/** Results of every school, procedure and year, with the probabilities they were drawn from. */
export const makeResults = (
  schools: DemoSchool[],
  random: Random,
): { results: DemoResult[]; truth: Pick<DemoTruth, 'schools' | 'lowProbability'> } => {
  const abilities = makeAbilities(schools, random.fork('abilities'))
  const pupilsOf = makeCohorts(schools, random)
  const results: DemoResult[] = []
  const lowProbability: DemoTruth['lowProbability'] = {}
  for (const procedure of DEMO_PROCEDURES) {
    const byYear: DemoTruth['lowProbability'][string] = {}
    lowProbability[procedure.code] = byYear
    for (let schoolYear = FIRST_YEAR; schoolYear <= LAST_YEAR; schoolYear++) {
      const sittings = schools.flatMap((school, index): Sitting[] => {
        const pupils = pupilsOf(index, procedure.gradeLevel, schoolYear)
        const stream = procedure.kind === 'ege' ? 'ege' : procedure.code
        const participants =
          pupils &&
          countParticipants(
            procedure,
            pupils,
            school,
            random.fork(`came ${school.code} ${stream} ${schoolYear}`),
          )
        if (!participants) return []
        const { base, trend, inflatesVpr } = abilities[index]!
        const ability =
          base +
          TREND_SLOPE[trend] * (schoolYear - 2024) +
          random.fork(`subject ${school.code} ${procedure.subject.slice(0, 4)}`).normal(SPREAD.subject) +
          random.fork(`ability ${school.code} ${schoolYear - procedure.gradeLevel}`).normal(SPREAD.cohort) +
          (inflatesVpr && procedure.kind === 'vpr' ? INFLATED_LOGIT : 0)
        return [{ school: index, participants, ability }]
      })
      const factor = YEAR_FACTOR[schoolYear]!
      const cumulative =
        'minimum' in procedure.shares
          ? [procedure.shares.low * factor]
          : [
              procedure.shares[0] * factor,
              procedure.shares[0] + procedure.shares[1],
              100 - procedure.shares[3],
            ]
      const thresholds = cumulative.map((share) => calibrate(sittings, share / 100))
      const ofYear: Record<string, number> = {}
      byYear[schoolYear] = ofYear
      for (const sitting of sittings) {
        const { code } = schools[sitting.school]!
        ofYear[code] = Number(sigmoid(thresholds[0]! - sitting.ability).toFixed(5))
        const draws = random.fork(`marks ${code} ${procedure.code} ${schoolYear}`)
        results.push(drawResult(procedure, schoolYear, sitting, thresholds, draws))
      }
    }
  }
  return {
    results,
    truth: {
      schools: schools.map(({ code }, i) => {
        const { weak, trend, inflatesVpr } = abilities[i]!
        return { code, weak, trend, inflatesVpr }
      }),
      lowProbability,
    },
  }
}
