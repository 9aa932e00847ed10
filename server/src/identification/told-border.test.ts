import { expect, test } from 'vitest'
import { explainFinding } from './explain-sentence.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { parseMethodology } from './methodology.ts'
import { openInput } from './open-input.ts'
import { count, region, school } from './test-region.ts'
import { withToldBorders } from './told-border.ts'

const ryazan = getMethodology('ryazan-2025-quota')
const [list] = ryazan.lists
const methodology = parseMethodology({
  ...ryazan,
  lists: [{ ...list!, rule: { ...list!.rule, procedures: ['ege-ru'], fraction: 2500 } }],
})

/** What a school with 15 of 20 is told, beside one that is chosen last, and six that are not. */
function toldBeside(last: [low: number, participants: number]) {
  const schools = Array.from({ length: 8 }, (_, at) => school(at + 1, { schoolType: 'secondary' }))
  const counts = [
    count(1, 'ege-ru', 2025, 15, 20),
    count(2, 'ege-ru', 2025, ...last),
    ...[1, 2, 3, 4, 5, 6].map((low, at) => count(at + 3, 'ege-ru', 2025, low, 20)),
  ]
  const places = schools.map((one) => ({ ...one, municipalityId: 1, settlementType: null }))
  const input = { ...region(schools, counts, { methodology }), schools: places }
  const whole = identify(input).findings[0]!
  const told = withToldBorders(
    whole,
    identify({ ...openInput(input), methodology, schoolYear: 2025 }).findings[0]!,
  )
  return { whole, told, words: explainFinding(told, methodology) }
}

test('the border of a rule that compares schools is told where anybody may know it', () => {
  const { whole, told, words } = toldBeside([13, 20])
  expect(told).toEqual(whole)
  expect(words).toMatch(/граница — 65.%/u)
})

test('where it is the number of another school with few participants, its own school is not told it', () => {
  const { whole, told, words } = toldBeside([4, 7])
  expect(whole.status).toBe('listed')
  expect(told.status).toBe('listed')
  expect(explainFinding(whole, methodology)).toMatch(/граница — 57,14.%/u)
  expect(JSON.stringify(told)).not.toContain('5714')
  expect(words).toContain('граница скрыта: это результат другой школы')
})

test('nor is it told how many small schools have exactly its own share', () => {
  const { whole, told } = toldBeside([6, 8])
  const tied = (finding: typeof whole) => finding.lists[0]!.criteria.flatMap(({ ranks }) => ranks)[0]!.tied
  expect(tied(whole)).toBe(2)
  expect(tied(told)).toBeNull()
})

test('of a list that was made earlier nothing of the border is told', () => {
  const { whole } = toldBeside([13, 20])
  expect(JSON.stringify(withToldBorders(whole, null))).not.toContain('6500')
})
