import { checkIdenticalColumns, checkIdenticalFiles, checkOutliers } from './check-region.ts'
import {
  checkEnrolment,
  checkMarksSum,
  checkMeanInRange,
  checkParticipantsJump,
  checkShareJump,
  checkSourcesDiffer,
} from './check-school.ts'
import type { QualityFinding, QualityInput, QualityRule } from './model.ts'

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
