import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readWholeFile, type WholeFile } from '../../../test/read-whole-file.ts'
import type { AggregateResult } from '../../results/model.ts'
import { mappedFormat } from './mapped-table.ts'
import { parseMapping } from './mapping.ts'

const DATA = join(import.meta.dirname, '../../../../../shared/data')
const MAPPINGS = join(import.meta.dirname, '../../../../samples/mappings')
const hasData = existsSync(DATA)
if (!hasData) console.log('real files: ../shared/data is not here, these tests are skipped')

const read = (path: string, mapping: string, schoolYear: number): Promise<WholeFile> =>
  readWholeFile(
    { path: join(DATA, path), fileName: path },
    () => mappedFormat(parseMapping(JSON.parse(readFileSync(join(MAPPINGS, `${mapping}.json`), 'utf8')))),
    schoolYear,
  )

const aggregates = ({ results }: WholeFile) => results as AggregateResult[]
const codes = ({ problems }: WholeFile) => problems.map(({ code }) => code)

const BULGARIA = {
  'nvo-4-2015': 'nvo-4-2015-9c273451-0422-41a0-b345-afd9e00e5463.csv',
  'nvo-7-2016': 'nvo-7-2016-58dadbb7-3de5-4a1c-9140-b714fb5308f0.csv',
  'nvo-7-2018': 'nvo-7-2018-025f06e2-5676-47d0-a08a-bc8bf56916a7.csv',
  'nvo-7-2020': 'nvo-7-2020-6a7a1a4f-bded-4f4f-9050-b29a653e9e2d.csv',
  'nvo-7-2022': 'nvo-7-2022-8db4cee0-03f5-456f-b571-f14b73fecf75.csv',
  'nvo-7-2023': 'nvo-7-2023-a9b1a68e-ecbb-4cff-8822-3d068ba7dc49.csv',
  'nvo-10-2022': 'nvo-10-2022-2e8b46e1-114f-48b7-a4c5-49814bcc367b.csv',
  'dzi-2016': 'dzi-2016-f1ae52dc-0d5e-4d53-aa7f-654a8579c07d.csv',
  'dzi-2022': 'dzi-2022-bd8b058b-d1c0-4396-bd05-e67d7fb65afa.csv',
} as const

const bulgaria = (file: keyof typeof BULGARIA, mapping: string, year: number) =>
  read(`bg-nvo-dzi/${BULGARIA[file]}`, mapping, year)

describe.runIf(hasData)('exams of Bulgaria, means without low counts', () => {
  test.each([
    // file, mapping, year, schools with a result, results, highest mean that the scale allows
    ['nvo-4-2015', 'bulgaria-nvo-4-2015', 2015, 1857, 7428, 20],
    ['nvo-7-2016', 'bulgaria-nvo-7-2016', 2016, 1801, 14_408, 65],
    ['nvo-7-2018', 'bulgaria-nvo-7-2018', 2018, 1755, 3510, 65],
    ['nvo-7-2020', 'bulgaria-nvo-7-2018', 2020, 1743, 3486, 100],
    ['nvo-7-2022', 'bulgaria-nvo-7', 2022, 1736, 3472, 100],
    ['nvo-7-2023', 'bulgaria-nvo-7-2023', 2023, 1734, 3467, 100],
    ['nvo-10-2022', 'bulgaria-nvo-10', 2022, 1007, 2013, 100],
    ['dzi-2016', 'bulgaria-dzi-2016', 2016, 970, 4961, 6],
    ['dzi-2022', 'bulgaria-dzi-2022', 2022, 950, 3395, 6],
  ] as const)('%s by %s: no low count is invented and every mean is on its scale', async (...expected) => {
    const [file, mapping, year, schools, results, highest] = expected
    const whole = await bulgaria(file, mapping, year)
    expect(whole.rows.taken).toBe(schools)
    expect(whole.results).toHaveLength(results)
    for (const { participants, low, lowShare, high, meanScore, schoolYear } of aggregates(whole)) {
      expect({ low, lowShare, high, schoolYear }).toEqual({
        low: null,
        lowShare: null,
        high: null,
        schoolYear: year,
      })
      expect(participants).toBeGreaterThan(0)
      expect(meanScore).toBeGreaterThanOrEqual(0)
      expect(meanScore).toBeLessThanOrEqual(highest)
    }
  })

  test('decimal commas and points give the same numbers, whatever the order of the columns', async () => {
    const [comma, point] = [
      await bulgaria('nvo-7-2022', 'bulgaria-nvo-7', 2022),
      await bulgaria('nvo-7-2023', 'bulgaria-nvo-7-2023', 2023),
    ]
    const of = (whole: WholeFile, key: string) =>
      aggregates(whole)
        .filter(({ school }) => school.key === key)
        .map(({ procedure, participants, meanScore }) => [procedure, participants, meanScore])
    expect(of(comma, '105201')).toEqual([
      ['nvo-bel-7', 85, 59.88],
      ['nvo-mat-7', 85, 30.57],
    ])
    expect(of(point, '105201')).toEqual([
      ['nvo-bel-7', 78, 52.4],
      ['nvo-mat-7', 77, 30.37],
    ])
  })

  test('a title that names another year than the chosen one is told', async () => {
    const { understanding } = await bulgaria('nvo-7-2023', 'bulgaria-nvo-7-2023', 2022)
    expect(understanding.notes.join(' ')).toContain('назван 2023 год, а выбран 2022')
  })

  test('two schools of one name in one town are not made one: the second is told, not added', async () => {
    const whole = await bulgaria('dzi-2016', 'bulgaria-dzi-2016', 2016)
    expect(new Set(codes(whole))).toEqual(new Set(['row-duplicate']))
    expect(whole.rows.rejected).toBe(20)
  })

  test('a mean without participants is told and gives no result', async () => {
    const whole = await bulgaria('dzi-2022', 'bulgaria-dzi-2022', 2022)
    expect(whole.problems).toMatchObject([{ rowNumber: 18, column: 'Бр. НЕ(ПП) B2-З', code: 'cell-missing' }])
  })

  test('codes with spaces, commas and a byte order mark inside quotes are read as codes', async () => {
    const whole = await bulgaria('nvo-7-2022', 'bulgaria-nvo-7', 2022)
    for (const { school } of aggregates(whole)) expect(school.key).toMatch(/^\d{6,7}$/)
  })
})

describe.runIf(hasData)('the Academic Performance Index of California', () => {
  test('two years that stand side by side come from one file, each for its own year', async () => {
    const whole = await read('us-ca-api-1999-2000/apipop.csv', 'california-api-1999-2000', 2000)
    expect(whole.understanding.yearsInFile).toEqual([1999, 2000])
    expect(whole.rows).toEqual({ header: 1, taken: 6194 })
    expect(whole.results).toHaveLength(2 * 6194)
    expect(aggregates(whole).slice(0, 2)).toMatchObject([
      {
        school: { key: '01611190130229', municipality: 'Alameda' },
        schoolYear: 1999,
        meanScore: 693,
        low: null,
      },
      {
        school: { key: '01611190130229', municipality: 'Alameda' },
        schoolYear: 2000,
        meanScore: 731,
        low: null,
      },
    ])
  })
})
