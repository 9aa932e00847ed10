import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identify } from './identify.ts'
import { getMethodology, listMethodologies } from './load-methodology.ts'
import { type Methodology, primaryRule } from './methodology.ts'
import { changeMethodology } from './methodology-changes.ts'
import { type Changes, listSettings, type Setting, type SettingValue } from './methodology-settings.ts'
import { explainRule } from './rule-words.ts'
import { anchor, region, school, sixCounts } from './test-region.ts'

const order = getMethodology()
const words = (changes: Changes, base: Methodology = order) =>
  explainRule(changeMethodology(base, changes)).replaceAll('\u00a0', ' ')

describe('a changed methodology', () => {
  it('says its new numbers in its own sentence', () => {
    expect(words({ threshold: 2500, 'rule-a.k': 3 })).toBe(
      'Школа входит в перечень, если по трём и более процедурам не менее 25 % участников показали результат ниже минимума, или по одной и той же процедуре два года подряд не менее 25 % участников показали результат ниже минимума.',
    )
    expect(words({ 'rule-b.used': 'no' })).toBe(
      'Школа входит в перечень, если по двум и более процедурам не менее 30 % участников показали результат ниже минимума.',
    )
    expect(words({ 'rule-b.mode': 'any', 'shnor.kind': 'and' })).toContain(
      ', и при этом хотя бы по одной процедуре в каждом из двух лет не менее 30 %',
    )
    expect(words({ 'rule-a.years': '2', 'rule-a.combine': 'every-year' })).toContain(
      'по двум и более процедурам в каждом из двух лет не менее 30 %',
    )
    expect(words({ 'rule-a.procedures': ['oge-ma', 'oge-ru'] })).toContain(
      'по двум и более процедурам ОГЭ не менее',
    )
    expect(words({ 'rule-a.procedures': NINE_BUT_ONE })).toContain('(кроме: ')
    expect(words({ 'added-quota.join': 'and', 'added-quota.fraction': 1000 })).toContain(
      'и при этом среди 10 % школ региона с наибольшей долей участников ниже минимума',
    )
  })

  it('no longer claims the act that fixed the old number, and keeps it as a note', () => {
    const changed = primaryRule(changeMethodology(order, { 'rule-a.k': 3 }))
    const [a, b] = 'of' in changed ? changed.of : []
    expect(a?.source).toMatchObject({ tag: 'setting', date: null })
    expect(a?.source?.note).toContain('По двум и более процедурам года')
    expect(b?.source?.tag).toBe('published')
    const act = { tag: 'published' as const, act: 'Приказ № 1', date: '2026-02-01' }
    const adopted = primaryRule(changeMethodology(order, { 'rule-a.k': 3 }, act))
    expect('of' in adopted && adopted.of[0]?.source).toMatchObject(act)
  })

  it('means the same threshold everywhere it meant the same before', () => {
    const { clusters, riskZone } = changeMethodology(order, { threshold: 2500 })
    expect(clusters.threshold).toBe(2500)
    expect(riskZone?.oneProcedure?.threshold).toBe(2500)
    expect(riskZone?.elevated?.threshold).toBe(2000)
  })

  it.each<[Changes, RegExp]>([
    [{ 'rule-c.k': 2 }, /Настройки «rule-c.k»/],
    [{ 'rule-a.k': 0 }, /от 1 до 9/],
    [{ 'rule-a.k': 2.5 as never }, /целое/],
    [{ threshold: '30' }, /целое/],
    [{ 'shnor.kind': 'xor' }, /«xor» нет; есть or, and/],
    [{ 'rule-a.procedures': ['vpr-ma-9'] }, /«vpr-ma-9» нет/],
    [{ 'rule-a.procedures': [] }, /хотя бы одна/],
    [{ 'rule-a.used': 'no', 'rule-b.used': 'no' }, /хотя бы одно условие/],
  ])('refuses %j', (changes, why) => {
    expect(() => changeMethodology(order, changes)).toThrow(why)
  })

  it('is the methodology itself, but for its variants, when nothing is changed', () => {
    for (const methodology of listMethodologies())
      expect(changeMethodology(methodology, {})).toEqual({ ...methodology, variants: [] })
  })

  it('is itself again when every setting is given its own value', () => {
    for (const methodology of listMethodologies()) {
      const same = Object.fromEntries(listSettings(methodology).map(({ id, value }) => [id, value]))
      expect(changeMethodology(methodology, same)).toEqual({ ...methodology, variants: [] })
    }
  })
})

const NINE_BUT_ONE = order.procedures.map(({ code }) => code).filter((code) => code !== 'vpr-ma-5')

const anyValue = (setting: Setting): fc.Arbitrary<SettingValue> => {
  if (setting.type === 'number') return fc.integer({ min: setting.min, max: setting.max })
  const values = setting.choices.map(({ value }) => value)
  return setting.type === 'choice' ? fc.constantFrom(...values) : fc.subarray(values, { minLength: 1 })
}
/** Some settings of a methodology with any value that each allows. */
const anyChanges = (methodology: Methodology): fc.Arbitrary<Changes> => {
  const settings = listSettings(methodology)
  return fc
    .subarray(settings, { maxLength: 6 })
    .chain((some) => fc.tuple(...some.map((one) => anyValue(one).map((value) => [one.id, value] as const))))
    .map((pairs) => Object.fromEntries(pairs))
    .filter(
      (changes) => !Object.entries(changes).some(([id, value]) => id.endsWith('.used') && value === 'no'),
    )
}

it('any allowed change of any methodology loads and has a sentence', () => {
  const changed = fc
    .constantFrom(...listMethodologies())
    .chain((methodology) => anyChanges(methodology).map((changes) => ({ methodology, changes })))
  fc.assert(
    fc.property(changed, ({ methodology, changes }) => {
      const made = changeMethodology(methodology, changes)
      expect(explainRule(made)).toMatch(/^Школа входит в перечень, если .+\.$/)
    }),
    { numRuns: 300 },
  )
})

describe('no school leaves the list', () => {
  const schools = Array.from({ length: 12 }, (_, i) => school(i + 1))
  const anyRows = fc.array(
    fc.tuple(
      ...[1, 2].map(() =>
        fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { minLength: 6, maxLength: 6 }),
      ),
    ),
    { minLength: 12, maxLength: 12 },
  )
  const listedBy = (rows: (number | null)[][][], changes: Changes): number[] => {
    const other = anchor()
    const counts = rows.flatMap(([now, before], i) => [
      ...sixCounts(i + 1, 2025, now!),
      ...sixCounts(i + 1, 2024, before!),
    ])
    const input = region([...schools, ...other.schools], [...counts, ...other.counts], {
      methodology: changeMethodology(order, changes),
    })
    return identify(input).findings.flatMap(({ schoolId, status }) => (status === 'listed' ? [schoolId] : []))
  }
  it.each<[string, (a: number) => [Changes, Changes]]>([
    ['when the threshold is lower', (a) => [{ threshold: 100 + a * 200 }, { threshold: 100 + a * 100 }]],
    ['when fewer procedures are asked', (a) => [{ 'rule-a.k': 2 + (a % 4) }, { 'rule-a.k': 1 + (a % 4) }]],
    ['when one condition is enough', () => [{ 'shnor.kind': 'and' }, { 'shnor.kind': 'or' }]],
    ['when any procedure will do', () => [{ 'rule-b.mode': 'same' }, { 'rule-b.mode': 'any' }]],
    ['when smaller procedures count', (a) => [{ minParticipants: 10 + a }, { minParticipants: 1 + a }]],
  ])('%s', (_, pair) => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 0, max: 40 }), (rows, a) => {
        const [strict, wide] = pair(a)
        expect(listedBy(rows, wide)).toEqual(expect.arrayContaining(listedBy(rows, strict)))
      }),
      { numRuns: 60 },
    )
  })
})
