import { counted, formatCount, formatNumber, formatShare } from '../platform/russian.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import type { CheckKind, QualityFinding, QualityInput, QualityRule } from './model.ts'

const PARTICIPANTS = ['участник', 'участника', 'участников'] as const

type RuleOf<C extends CheckKind> = Extract<QualityRule, { check: C }>

/** Share of low participants, 0…1; null where the source says neither a count nor a share. */
export const shareOf = ({ low, lowShare, participants }: SchoolProcedureCount): number | null =>
  low !== null ? low / participants : lowShare !== null ? lowShare / 10_000 : null

export const percent = (share: number): string => formatShare(Math.round(share * 10_000))

/** A finding about one number of one school. */
export const about = (
  rule: QualityRule,
  count: SchoolProcedureCount,
  sentence: string,
  others: SchoolProcedureCount[] = [],
): QualityFinding => ({
  key: [rule.id, count.schoolId, count.procedure, count.schoolYear].join(' '),
  rule: rule.id,
  schoolId: count.schoolId,
  procedure: count.procedure,
  schoolYear: count.schoolYear,
  sentence,
  places: [count.source, ...others.map((other) => other.source)],
})

/** «2»+«3»+«4»+«5» against the participants. */
export const checkMarksSum = (rule: RuleOf<'marks-sum'>, input: QualityInput): QualityFinding[] =>
  input.counts.flatMap((count) => {
    if (!count.marks) return []
    const sum = count.marks[2] + count.marks[3] + count.marks[4] + count.marks[5]
    if (Math.abs(sum - count.participants) <= rule.parameters.tolerance) return []
    return [
      about(rule, count, `отметок ${formatCount(sum)}, а участников ${formatCount(count.participants)}`),
    ]
  })

export const checkMeanInRange = (rule: RuleOf<'mean-in-range'>, input: QualityInput): QualityFinding[] => {
  const ranges = new Map(rule.parameters.ranges.map((range) => [range.kind, range]))
  return input.counts.flatMap((count) => {
    const kind = input.procedures.get(count.procedure)?.kind
    const range = kind === undefined ? undefined : ranges.get(kind)
    if (count.meanScore === null || !range) return []
    if (count.meanScore >= range.from && count.meanScore <= range.to) return []
    return [
      about(
        rule,
        count,
        `средний балл ${formatNumber(count.meanScore)} лежит вне шкалы от ${formatNumber(range.from)} до ${formatNumber(range.to)}`,
      ),
    ]
  })
}

export const checkEnrolment = (rule: RuleOf<'more-than-enrolled'>, input: QualityInput): QualityFinding[] =>
  input.counts.flatMap((count) => {
    const enrolment = input.schools.get(count.schoolId)?.enrolment ?? null
    // The registry knows today's enrolment; an older year says nothing against it.
    if (enrolment === null || count.schoolYear !== input.schoolYear) return []
    if (count.participants <= enrolment * rule.parameters.share) return []
    return [
      about(
        rule,
        count,
        `${counted(count.participants, PARTICIPANTS)}, а в школе по реестру ${counted(enrolment, ['ученик', 'ученика', 'учеников'])}`,
      ),
    ]
  })

export const checkParticipantsJump = (
  rule: RuleOf<'participants-jump'>,
  input: QualityInput,
): QualityFinding[] =>
  withPrevious(input).flatMap(([now, before]) => {
    const [less, more] = [now.participants, before.participants].sort((a, b) => a - b) as [number, number]
    if (more - less < rule.parameters.atLeast || more < less * rule.parameters.times) return []
    return [
      about(
        rule,
        now,
        `${counted(now.participants, PARTICIPANTS)}, годом раньше — ${formatCount(before.participants)}`,
        [before],
      ),
    ]
  })

export const checkShareJump = (rule: RuleOf<'share-jump'>, input: QualityInput): QualityFinding[] =>
  withPrevious(input).flatMap(([now, before]) => {
    const [share, earlier] = [shareOf(now), shareOf(before)]
    if (share === null || earlier === null) return []
    if (Math.min(now.participants, before.participants) < rule.parameters.leastParticipants) return []
    if (input.isBreak(now.procedure, now.schoolYear)) return []
    if (Math.abs(share - earlier) * 100 < rule.parameters.points) return []
    return [
      about(
        rule,
        now,
        `не достигли минимума ${percent(share)} из ${formatCount(now.participants)}, годом раньше — ${percent(earlier)} из ${formatCount(before.participants)}`,
        [before],
      ),
    ]
  })

/** An alternative that disagrees with the active number in participants or in those below the minimum. */
export const checkSourcesDiffer = (rule: RuleOf<'sources-differ'>, input: QualityInput): QualityFinding[] =>
  input.disagreements
    .filter(({ active }) => active.schoolYear === input.schoolYear)
    .map(({ active, other }) => ({
      ...about(rule, active, differenceWords(active, other), [other]),
      // One school may have several alternatives, each with its own disagreement.
      key: [rule.id, active.schoolId, active.procedure, active.schoolYear, other.source.importId].join(' '),
    }))

const differenceWords = (active: SchoolProcedureCount, other: SchoolProcedureCount): string => {
  const low = (count: SchoolProcedureCount) =>
    count.low === null ? '' : `, из них ниже минимума ${formatCount(count.low)}`
  return `действует «${active.source.file}»: ${counted(active.participants, PARTICIPANTS)}${low(active)}; в «${other.source.file}» — ${formatCount(other.participants)}${low(other)}`
}

/** Numbers of the asked year with the same school's and procedure's number a year before. */
const withPrevious = (input: QualityInput): [SchoolProcedureCount, SchoolProcedureCount][] => {
  const before = new Map(
    input.previous.map((count) => [`${count.schoolId} ${count.procedure}`, count] as const),
  )
  return input.counts.flatMap((count) => {
    const own = before.get(`${count.schoolId} ${count.procedure}`)
    return own ? [[count, own] as [SchoolProcedureCount, SchoolProcedureCount]] : []
  })
}
