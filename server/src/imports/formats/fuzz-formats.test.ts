import { describe, expect, test } from 'vitest'
import { dishonesty } from '../../../test/fuzz/honesty.ts'
import { faultOf } from '../../../test/fuzz/read-fuzzed.ts'
import { fuzzArchives, fuzzCells } from '../../../test/fuzz/run-fuzz.ts'
import type { AggregateResult } from '../../results/model.ts'

/** A short run of `npm run fuzz`: the same seed and number give the same file. `FUZZ_RUNS=100000` for a long hunt. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 250)
const TIMEOUT = 60_000 + RUNS * 100
const seed = process.env.FUZZ_SEED ?? 'short'

test(
  'changed cells of every format crash nothing, make no zero and lose no result without a word',
  async () => {
    const { faults, rows, outcomes } = await fuzzCells({ seed, runs: RUNS })
    expect(faults).toEqual([])
    expect(rows.accepted + rows.rejected + rows.passedOver).toBe(rows.read)
    expect(outcomes.size).toBeGreaterThan(8)
  },
  TIMEOUT,
)

test(
  'changed bytes of every format are read or refused in one sentence',
  async () => {
    const { faults, rows } = await fuzzArchives({ seed, runs: Math.ceil(RUNS / 2) })
    expect(faults).toEqual([])
    expect(rows.accepted + rows.rejected + rows.passedOver).toBe(rows.read)
  },
  TIMEOUT,
)

test('a run is the same again by its seed and number', async () => {
  const [whole, again] = [await fuzzCells({ seed, runs: 20 }), await fuzzCells({ seed, runs: 20 })]
  expect([...again.outcomes]).toEqual([...whole.outcomes])
  expect(again.rows).toEqual(whole.rows)
})

describe('the check itself finds', () => {
  const result = (low: number | null) =>
    ({
      level: 'aggregate',
      procedure: 'oge-ma',
      schoolYear: 2026,
      school: { key: '1' },
      participants: 20,
      low,
    }) as AggregateResult
  const outcome = (results: AggregateResult[]) => ({
    format: 'f3',
    headerRows: new Map([['Л', 1]]),
    rows: [{ sheet: 'Л', rowNumber: 2, fate: 'accepted' as const, results, problems: [] }],
    late: [],
    notes: [],
  })
  const change = { sheet: 'Л', rowNumber: 2, column: 3, before: '4', after: 'много' }

  test('a zero that no cell says', () => {
    expect(dishonesty(outcome([result(4)]), outcome([result(0)]), [change], false)).toMatch(/zero/)
    const zero = { ...change, after: '0' }
    expect(dishonesty(outcome([result(4)]), outcome([result(0)]), [zero], false)).toBeNull()
  })

  test('a result lost without a word', () => {
    expect(dishonesty(outcome([result(4)]), outcome([]), [change], false)).toMatch(/without a word/)
    expect(dishonesty(outcome([result(4)]), outcome([]), [{ ...change, after: null }], false)).toBeNull()
  })

  test('an impossible number, and a person in a note', () => {
    expect(faultOf(outcome([result(21)]), /Мухомор/)).toMatch(/21 of 20/)
    expect(faultOf({ ...outcome([]), notes: ['Мухоморов И. И.'] }, /Мухомор/)).toMatch(/person/)
    expect(faultOf({ refused: { code: 'import/failed', detail: 'Ошибка.' } }, /x/)).toMatch(/unknown code/)
  })
})
