import type { SchoolProcedureCount, SourcePlace } from '../results/model.ts'
import { checkIdenticalColumns, checkIdenticalFiles, checkOutliers } from './check-region.ts'
import {
  checkEnrolment,
  checkMarksSum,
  checkMeanInRange,
  checkParticipantsJump,
  checkShareJump,
  checkSourcesDiffer,
} from './check-school.ts'
import type { QualityFinding, QualityRule } from './model.ts'

export interface QualityInput {
  schoolYear: number
  schools: Map<number, { enrolment: number | null }>
  procedures: Map<string, { name: string; kind: string }>
  /** Active numbers of the year, and of the year before. */
  counts: SchoolProcedureCount[]
  previous: SchoolProcedureCount[]
  /** Alternatives that say otherwise than the active source. */
  disagreements: { active: SchoolProcedureCount; other: SchoolProcedureCount }[]
  /** Committed files of the year whose numbers are those of a file of another year. */
  sameFiles: { file: SourcePlace; year: number; other: SourcePlace }[]
  /** A year that must not be compared with the one before. */
  isBreak: (procedure: string, schoolYear: number) => boolean
}

/** Every place where a rule does not hold; rules in their order, findings in the order of the data. */
export const checkQuality = (rules: QualityRule[], input: QualityInput): QualityFinding[] =>
  rules.flatMap((rule) => checkRule(rule, input))

const checkRule = (rule: QualityRule, input: QualityInput): QualityFinding[] => {
  switch (rule.check) {
    case 'marks-sum':
      return checkMarksSum(rule, input)
    case 'mean-in-range':
      return checkMeanInRange(rule, input)
    case 'more-than-enrolled':
      return checkEnrolment(rule, input)
    case 'participants-jump':
      return checkParticipantsJump(rule, input)
    case 'share-jump':
      return checkShareJump(rule, input)
    case 'sources-differ':
      return checkSourcesDiffer(rule, input)
    case 'identical-files':
      return checkIdenticalFiles(rule, input)
    case 'identical-columns':
      return checkIdenticalColumns(rule, input)
    case 'outlier':
      return checkOutliers(rule, input)
  }
}
