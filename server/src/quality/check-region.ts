import { counted, formatCount, formatNumber } from '../platform/russian.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import { about, percent, shareOf } from './check-school.ts'
import type { CheckKind, QualityFinding, QualityInput, QualityRule } from './model.ts'

type RuleOf<C extends CheckKind> = Extract<QualityRule, { check: C }>

/** Files of different years whose numbers are the same. */
export const checkIdenticalFiles = (rule: RuleOf<'identical-files'>, input: QualityInput): QualityFinding[] =>
  input.sameFiles.map(({ file, year, other }) => ({
    key: [rule.id, file.importId, other.importId].join(' '),
    rule: rule.id,
    schoolId: null,
    procedure: null,
    schoolYear: input.schoolYear,
    sentence: `«${file.file}» за ${input.schoolYear} год и «${other.file}» за ${year} год содержат одни и те же числа`,
    places: [file, other],
  }))

/**
 * A column copied into another one: the same participants and the same number below the minimum in nearly every school,
 * between two procedures of the year or between the year and the one before.
 */
export const checkIdenticalColumns = (
  rule: RuleOf<'identical-columns'>,
  input: QualityInput,
): QualityFinding[] => {
  const columns = new Map<string, { procedure: string; schoolYear: number; numbers: SchoolNumbers }>()
  for (const count of [...input.counts, ...input.previous]) {
    if (count.participants < rule.parameters.leastParticipants || shareOf(count) === null) continue
    const id = `${count.procedure} ${count.schoolYear}`
    const column = columns.get(id) ?? {
      procedure: count.procedure,
      schoolYear: count.schoolYear,
      numbers: new Map(),
    }
    column.numbers.set(count.schoolId, count)
    columns.set(id, column)
  }
  const now = [...columns.values()].filter(({ schoolYear }) => schoolYear === input.schoolYear)
  const pairs = now.flatMap((column, index) => {
    const before = columns.get(`${column.procedure} ${input.schoolYear - 1}`)
    return [...now.slice(index + 1), ...(before ? [before] : [])].map((other) => [column, other] as const)
  })
  return pairs.flatMap(([column, other]) => {
    const both = [...column.numbers].filter(([school]) => other.numbers.has(school))
    if (both.length < rule.parameters.leastSchools) return []
    const same = both.filter(([school, count]) => isSame(count, other.numbers.get(school)!))
    if (same.length < both.length * rule.parameters.share) return []
    const [school, first] = same[0]!
    return {
      key: [rule.id, column.procedure, other.procedure, column.schoolYear, other.schoolYear].join(' '),
      rule: rule.id,
      schoolId: null,
      procedure: column.procedure,
      schoolYear: input.schoolYear,
      sentence: `${nameOf(input, column)} и ${nameOf(input, other)}: одни и те же числа у ${formatCount(same.length)} из ${counted(both.length, ['школы', 'школ', 'школ'])}`,
      places: [first.source, other.numbers.get(school)!.source],
    }
  })
}

type SchoolNumbers = Map<number, SchoolProcedureCount>

const isSame = (one: SchoolProcedureCount, other: SchoolProcedureCount): boolean =>
  one.participants === other.participants && one.low === other.low && one.lowShare === other.lowShare

const nameOf = (input: QualityInput, column: { procedure: string; schoolYear: number }): string =>
  `${input.procedures.get(column.procedure)?.name ?? column.procedure} ${column.schoolYear} года`

/** Scale of the median absolute deviation that makes it a standard deviation for normal data. */
const MAD_SCALE = 1.4826

/**
 * A share far from the region's schools: robust z of the arcsine-transformed share (variance 1/n), with the schools' own
 * spread estimated by median and MAD and the school's sampling variance added, so that a small class is not an outlier
 * for being small; and far in points too, because near 0 % a single pupil is already many deviations. Source: Iglewicz & Hoaglin, How to Detect and Handle Outliers (1993).
 */
export const checkOutliers = (rule: RuleOf<'outlier'>, input: QualityInput): QualityFinding[] => {
  const { leastParticipants, leastSchools, points, z } = rule.parameters
  const columns = new Map<string, { count: SchoolProcedureCount; share: number; x: number }[]>()
  for (const count of input.counts) {
    const share = shareOf(count)
    if (share === null || count.participants < leastParticipants) continue
    const own = columns.get(count.procedure) ?? []
    own.push({ count, share, x: 2 * Math.asin(Math.sqrt(share)) })
    columns.set(count.procedure, own)
  }
  return [...columns.values()].flatMap((rows) => {
    if (rows.length < leastSchools) return []
    const centre = median(rows.map(({ x }) => x))
    const spread = (MAD_SCALE * median(rows.map(({ x }) => Math.abs(x - centre)))) ** 2
    const own = Math.max(0, spread - median(rows.map(({ count }) => 1 / count.participants)))
    return rows.flatMap(({ count, share, x }) => {
      const distance = (x - centre) / Math.sqrt(own + 1 / count.participants)
      const usual = Math.sin(centre / 2) ** 2
      if (Math.abs(distance) <= z || Math.abs(share - usual) * 100 < points) return []
      return about(
        rule,
        count,
        `не достигли минимума ${percent(share)} из ${formatCount(count.participants)} — намного ${distance > 0 ? 'больше' : 'меньше'}, чем обычно в регионе (${percent(usual)}; устойчивое z = ${formatNumber(distance, 1)})`,
      )
    })
  })
}

/** The middle value, or the mean of the two in the middle; of nothing there is none. */
const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) throw new RangeError('no median of nothing')
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
