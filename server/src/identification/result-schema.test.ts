import { describe, expect, it } from 'vitest'
import { assessCertainty } from './certainty/assess-region.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import {
  buildExplanationDocument,
  buildIdentifyDocument,
  ExplanationDocument,
  IdentificationDocument,
} from './result-schema.ts'
import { anchor, count, region, school, sixCounts } from './test-region.ts'

const other = anchor()
const input = region(
  [school(1), school(2), ...other.schools],
  [
    ...sixCounts(1, 2025, [7, 6, 0, 0, 0, null]),
    ...sixCounts(1, 2024, [0, 0, 0, 0, 0, 0]),
    count(2, 'vpr-ma-5', 2025, null, 15, { lowShare: 1333, countBasis: 'share-only' }),
    ...other.counts,
  ],
  { waiting: [{ procedure: 'oge-ma', schoolYear: 2025 }] },
)
const region77 = { code: '77', name: 'Демонстрационная область' }
const identification = identify(input)
const certainty = assessCertainty(input, identification)
const document = buildIdentifyDocument(region77, identification, input, getMethodology(), certainty)

describe('the document of identify --json', () => {
  it('fits its published schema, to the letter', () => {
    expect(IdentificationDocument.parse(document)).toEqual(document)
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })

  it('carries one row of evidence down to the file, sheet and row', () => {
    const [listed] = document.schools
    expect(listed).toMatchObject({
      code: 'edu000001',
      status: 'listed',
      lists: ['shnor'],
      track: 1,
      cluster: 1,
      distance: { value: 1 },
      reliability: { value: 'medium' },
      // Three schools are no distribution of shares.
      membershipProbability: { missing: 'too-few-schools' },
    })
    const ruleA = listed?.criteria.find(({ id }) => id === 'rule-a')
    expect(ruleA?.outcome).toBe('met')
    expect(ruleA?.evidence[0]).toEqual({
      procedure: 'vpr-ma-5',
      year: 2025,
      statistic: 'low',
      participants: { value: 20 },
      low: { value: 7 },
      share: { value: 0.35 },
      countBasis: 'exact',
      meets: true,
      source: { file: 'results.xlsx', sheet: 'Лист1', row: 7, lastRow: null },
      viaPredecessor: false,
    })
  })

  it('gives typed reasons instead of numbers', () => {
    const [listed, poor] = document.schools
    const notHeld = listed?.criteria.find(({ id }) => id === 'rule-a')?.evidence.at(-1)
    expect(notHeld).toMatchObject({ procedure: 'oge-ru', low: { missing: 'not-applicable' }, source: null })
    expect(poor).toMatchObject({
      status: 'insufficient-data',
      cluster: { missing: 'not-submitted' },
      distance: { missing: 'not-submitted' },
    })
    const shareOnly = poor?.criteria.find(({ id }) => id === 'rule-a')?.evidence[0]
    expect(shareOnly).toMatchObject({
      low: { missing: 'withheld' },
      share: { value: 0.1333 },
      countBasis: 'share-only',
    })
  })
})

describe('the document of explain --json', () => {
  const sentences = {
    rule: 'Правило.',
    reason: 'Причина.',
    reliability: 'Надёжность.',
    distance: 'Расстояние.',
  }
  const [one] = input.schools

  it('is the school of identify --json with its head and sentences', () => {
    const known = { finding: identification.findings[0]!, certainty: certainty.school(0) }
    const explained = buildExplanationDocument(region77, one!, known, 2025, getMethodology(), sentences)
    expect(ExplanationDocument.parse(explained)).toEqual(explained)
    expect(explained).toMatchObject({ version: 1, region: '77', year: 2025, methodology: 'order-847' })
    expect(explained).toMatchObject(document.schools[0]!)
  })

  it('gives a closed school typed reasons', () => {
    const explained = buildExplanationDocument(region77, one!, undefined, 2025, getMethodology(), sentences)
    expect(ExplanationDocument.parse(explained)).toEqual(explained)
    expect(explained).toMatchObject({ assessed: false, cluster: { missing: 'not-applicable' }, criteria: [] })
  })
})
