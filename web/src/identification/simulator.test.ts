import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decisionsOf, isTicked, outlookOf } from './simulator.ts'

const anyEntries = fc
  .array(
    fc.record({
      listedByRule: fc.boolean(),
      listed: fc.boolean(),
      municipality: fc.constantFrom('Заречный район', 'Горный район'),
      reliability: fc.constantFrom('high' as const, 'medium' as const, 'low' as const, null),
    }),
  )
  .map((entries) => entries.map((entry, i) => ({ ...entry, schoolId: i + 1 })))

it('what is written leaves every school where its tick is', () => {
  fc.assert(
    fc.property(anyEntries, fc.array(fc.boolean()), (entries, wanted) => {
      const ticks = new Map(wanted.map((isIn, i) => [i + 1, isIn]))
      const decisions = new Map(decisionsOf(entries, ticks).map((one) => [one.schoolId, one.decision]))
      for (const entry of entries) {
        const decision = decisions.get(entry.schoolId)
        const after =
          decision === undefined
            ? entry.listed
            : decision === null
              ? entry.listedByRule
              : decision === 'include'
        expect(after).toBe(isTicked(entry, ticks))
      }
    }),
  )
})

it('a tick back to what the rule says takes the decision back instead of making another', () => {
  const entry = {
    ...{ schoolId: 1, listedByRule: true, listed: false },
    ...{ municipality: 'Заречный район', reliability: null },
  }
  expect(decisionsOf([entry], new Map([[1, true]]))).toEqual([{ schoolId: 1, decision: null, reason: null }])
  expect(decisionsOf([entry], new Map([[1, false]]))).toEqual([])
})

it('counts by municipality and by reliability add up to the list', () => {
  fc.assert(
    fc.property(anyEntries, fc.array(fc.boolean()), (entries, wanted) => {
      const ticks = new Map(wanted.map((isIn, i) => [i + 1, isIn]))
      const { listed, before, reliability, municipalities } = outlookOf(entries, (one) =>
        isTicked(one, ticks),
      )
      const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
      expect(sum(Object.values(reliability))).toBe(listed)
      expect(sum(municipalities.map((place) => place.after))).toBe(listed)
      expect(sum(municipalities.map((place) => place.before))).toBe(before)
    }),
  )
})
