import { expect, test } from 'vitest'
import { freezeInputs, isReproducible } from './freeze.ts'
import { identify } from './identify.ts'
import type { Finding } from './model.ts'
import { anchor, count, region, school } from './test-region.ts'

const other = anchor()
const input = region(
  [school(1), ...other.schools],
  [count(1, 'vpr-ma-5', 2025, 7, 20), count(1, 'oge-ma', 2025, 7, 20), ...other.counts],
)
const frozen = freezeInputs(input)
const found = () => new Map(identify(input).findings.map((finding) => [finding.schoolId, finding]))
const same = (findings: Map<number, Finding>) =>
  isReproducible(frozen, input.methodology, input.schoolYear, findings)

test('a frozen list gives the same verdicts again', () => {
  expect(same(found())).toBe(true)
})

test('a finding that was explained in other words still is the same finding', () => {
  const findings = found()
  const finding = findings.get(1)!
  const lists = finding.lists.map((list) => ({
    ...list,
    criteria: list.criteria.map((criterion) => ({ ...criterion, title: 'как это называлось раньше' })),
  }))
  expect(same(findings.set(1, { ...finding, lists }))).toBe(true)
})

test('another verdict, another number or a missing school is not the same list', () => {
  const finding = found().get(1)!
  expect(same(found().set(1, { ...finding, status: 'not-listed' }))).toBe(false)
  const procedures = finding.procedures.map((procedure) => ({ ...procedure, low: 6 }))
  expect(same(found().set(1, { ...finding, procedures }))).toBe(false)
  const fewer = found()
  fewer.delete(1)
  expect(same(fewer)).toBe(false)
})
