import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../results/model.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import type { SchoolInput } from './model.ts'
import { count, region, school } from './test-region.ts'

/** Real tables of England, Key Stage 2, beside the repository; they are never copied into it. */
const FOLDER = new URL('../../../../shared/data/uk-ks2-hants-surrey/', import.meta.url)
const hasData = existsSync(FOLDER)
if (!hasData) console.info('../shared/data is not there: the Key Stage 2 tables were not checked')

const COLUMNS = {
  'ks2-reading': 'PTREAD_EXP',
  'ks2-gps': 'PTGPS_EXP',
  'ks2-maths': 'PTMAT_EXP',
  'ks2-writing': 'PTWRITTA_EXP',
}

const readTable = (
  file: string,
  year: number,
): { schools: SchoolInput[]; counts: SchoolProcedureCount[] } => {
  const rows: Record<string, string>[] = parse(readFileSync(new URL(file, FOLDER)), {
    columns: true,
    bom: true,
    relax_column_count: true,
  })
  const own = rows.filter((row) => row.RECTYPE === '1')
  const counts = own.flatMap((row) =>
    Object.entries(COLUMNS).flatMap(([code, column]) => {
      const percent = /^(\d+)%$/.exec(row[column] ?? '')
      const participants = Number(row.TELIG)
      if (!percent || !(participants > 0)) return []
      const lowShare = (100 - Number(percent[1])) * 100
      return [count(Number(row.URN), code, year, null, participants, { lowShare, countBasis: 'share-only' })]
    }),
  )
  return { schools: own.map((row) => school(Number(row.URN), { schoolType: null })), counts }
}

describe.skipIf(!hasData)('ks2-below-expected on the real tables', () => {
  it.each([
    ['2016-850-ks2.csv', 2017, 77],
    ['2017-850-ks2.csv', 2018, 66],
    ['2018-850-ks2.csv', 2019, 73],
    ['2016-936-ks2.csv', 2017, 47],
    ['2017-936-ks2.csv', 2018, 36],
    ['2018-936-ks2.csv', 2019, 29],
  ])(
    'lists from %s (%i) the schools below in two or more subjects, %i of them',
    (file, schoolYear, listed) => {
      const { schools, counts } = readTable(file, schoolYear)
      const methodology = getMethodology('ks2-below-expected')
      const { findings } = identify(region(schools, counts, { methodology, schoolYear }))
      expect(findings.filter(({ status }) => status === 'listed')).toHaveLength(listed)
      expect(findings.every(({ distance }) => 'missing' in distance)).toBe(true)
    },
  )
})

describe('a published share', () => {
  it.each([
    [3000, 'listed'],
    [2999, 'not-listed'],
  ])('of %i hundredths decides even where the recovered count says otherwise', (lowShare, status) => {
    // 7 of 23 is 30.43 %, and whole percents print it as 30 or, in some tables, as 29: the rule follows what was published.
    const counts = ['ks2-reading', 'ks2-maths'].map((code) =>
      count(1, code, 2019, 7, 23, { lowShare, countBasis: 'recovered' }),
    )
    const methodology = getMethodology('ks2-below-expected')
    const input = region([school(1, { schoolType: null })], counts, { methodology, schoolYear: 2019 })
    expect(identify(input).findings[0]?.status).toBe(status)
  })
})
