import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RuleSetting } from '../api.ts'
import { readChanges, withChange, writeChanges } from './what-if-search.ts'

const about = { label: '', part: 'rule' } as const
const SETTINGS: RuleSetting[] = [
  {
    ...about,
    id: 'threshold',
    type: 'number',
    unit: 'percent',
    value: 3000,
    min: 100,
    max: 10_000,
    step: 100,
  },
  { ...about, id: 'rule-a.k', type: 'number', unit: 'count', value: 2, min: 1, max: 9, step: 1 },
  {
    ...about,
    ...{ id: 'rule-b.mode', type: 'choice', value: 'same' },
    choices: ['same', 'any'].map((value) => ({ value, label: value })),
  },
  {
    ...about,
    ...{ id: 'rule-a.procedures', type: 'set', value: ['oge-ma', 'oge-ru', 'ege-ru'] },
    choices: ['oge-ma', 'oge-ru', 'ege-ru'].map((value) => ({ value, label: value })),
  },
]

it('a link shows the same rule again', () => {
  const changes = fc.record(
    {
      threshold: fc.integer({ min: 100, max: 2900 }),
      'rule-a.k': fc.integer({ min: 3, max: 9 }),
      'rule-b.mode': fc.constant('any'),
      'rule-a.procedures': fc.subarray(['oge-ma', 'oge-ru', 'ege-ru'], { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(changes, (made) => {
      expect(readChanges(writeChanges(made), SETTINGS)).toEqual(made)
    }),
  )
})

it('what a methodology does not have, or not allow, is left out of an old link', () => {
  expect(
    readChanges('rule-z.k:3;threshold:99999;rule-a.k:x;rule-b.mode:both;rule-a.k:4;;:', SETTINGS),
  ).toEqual({ 'rule-a.k': 4 })
  expect(readChanges('rule-a.procedures:oge-ma,nope', SETTINGS)).toEqual({ 'rule-a.procedures': ['oge-ma'] })
  expect(readChanges(undefined, SETTINGS)).toEqual({})
})

it('a setting given its own value back is no change', () => {
  const [threshold, , , procedures] = SETTINGS
  expect(withChange({ threshold: 2000 }, threshold!, 3000)).toEqual({})
  expect(withChange({}, procedures!, ['ege-ru', 'oge-ma', 'oge-ru'])).toEqual({})
  expect(writeChanges({})).toBeUndefined()
})
