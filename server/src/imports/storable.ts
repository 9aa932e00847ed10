import type { AssessmentResult, WithheldResult } from '../results/model.ts'
import type { RowProblem } from './model.ts'

/** Beyond these nothing is a name, a code or a school; within them every key fits an index of PostgreSQL. */
const LONGEST_NAME = 400
const LONGEST_CODE = 120
const MOST_PARTICIPANTS = 1_000_000

/**
 * The last look at a result before it is stored, the same for every format and mapping: what a table or an index would
 * refuse is said to be a bad row instead of ending the import. Undefined where the result can be kept.
 */
export function refuseUnstorable(result: AssessmentResult): RowProblem | undefined {
  const refuse = (code: RowProblem['code'], given: string | null, expected: string): RowProblem => ({
    ...{ sheet: result.sheet, rowNumber: result.rowNumber, column: null, severity: 'rejected' },
    ...{ code, given, expected },
  })
  const long = tooLong(result)
  if (long !== undefined)
    // A long text in a pupil's row may hold a name.
    return refuse(
      'cell-out-of-range',
      result.level === 'pupil' ? null : long.text,
      `текст не длиннее ${long.limit} знаков`,
    )
  if (!(result.schoolYear >= 1990 && result.schoolYear <= 2100))
    return refuse('cell-out-of-range', String(result.schoolYear), 'год от 1990 до 2100')
  if (result.level !== 'aggregate') return undefined
  const { participants, low, high, lowShare, meanScore } = result
  if (!(participants >= 1 && participants <= MOST_PARTICIPANTS))
    return refuse('cell-out-of-range', String(participants), `число участников от 1 до ${MOST_PARTICIPANTS}`)
  const beyond = [low, high].find((count) => count !== null && !(count >= 0 && count <= participants))
  if (beyond !== undefined)
    return refuse(
      'count-exceeds-participants',
      String(beyond),
      `не больше числа участников (${participants})`,
    )
  if (low === null && lowShare === null && meanScore === null)
    return refuse('cell-missing', null, 'число или доля не достигших минимума либо средний балл')
  return undefined
}

/** Whether a hidden number names its school so that it can be kept. */
export const isStorableRef = ({ school, procedure }: WithheldResult): boolean =>
  [school.key, school.name, school.municipality, school.municipalityCode, procedure].every(
    (text) => text === null || text.length <= LONGEST_NAME,
  )

function tooLong(result: AssessmentResult): { text: string; limit: number } | undefined {
  const { school, procedure } = result
  const names = [school.name, school.municipality, school.keyKind === 'name' ? school.key : null]
  const codes = [school.keyKind === 'name' ? null : school.key, school.municipalityCode, procedure]
  if (result.level === 'pupil') codes.push(result.pupilCode, result.className, result.variant)
  const over = (texts: (string | null)[], limit: number) => {
    const text = texts.find((candidate) => candidate !== null && candidate.length > limit)
    return text == null ? undefined : { text, limit }
  }
  return over(names, LONGEST_NAME) ?? over(codes, LONGEST_CODE)
}
