import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readWholeFile } from '../../../test/read-whole-file.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { AggregateResult } from '../../results/model.ts'
import type { SheetSample } from '../model.ts'
import { detectFormat } from './list-formats.ts'
import { mappedFormat } from './mapped-table.ts'
import { parseMapping } from './mapping.ts'

/** Real files are never part of the repository; they are read where they lie beside it. */
const DATA = join(import.meta.dirname, '../../../../../shared/data')
const MAPPINGS = join(import.meta.dirname, '../../../../samples/mappings')
const hasData = existsSync(DATA)
if (!hasData) console.log('real files: ../shared/data is not here, these tests are skipped')

const mapping = (name: string) =>
  parseMapping(JSON.parse(readFileSync(join(MAPPINGS, `${name}.json`), 'utf8')))

const read = (path: string, name: string, schoolYear: number) =>
  readWholeFile({ path: join(DATA, path), fileName: path }, () => mappedFormat(mapping(name)), schoolYear)

const aggregates = (results: unknown[]) => results as AggregateResult[]

describe.runIf(hasData)('KS2 tables of Hampshire and Surrey', () => {
  test.each([
    // file, school rows, schools with at least 30 % below the expected standard in at least two of four subjects
    ['2016-850', 313, 77],
    ['2017-850', 312, 66],
    ['2018-850', 315, 73],
    ['2016-936', 219, 47],
    ['2017-936', 222, 36],
    ['2018-936', 223, 29],
  ])(
    '%s has %i school rows and %i schools low in two subjects by the published share',
    async (file, schools, low) => {
      const { results, rows, problems, understanding } = await read(
        `uk-ks2-hants-surrey/${file}-ks2.csv`,
        'ks2',
        2017,
      )
      const bySchool = groupBy(aggregates(results), (result) => result.school.key)
      const lowSubjects = [...bySchool.values()].map(
        (subjects) => subjects.filter(({ lowShare }) => lowShare! >= 3000).length,
      )
      expect(lowSubjects.filter((count) => count >= 2)).toHaveLength(low)
      expect((rows.taken ?? 0) + (rows.blank ?? 0)).toBe(schools)
      expect(rows.rejected).toBeUndefined()
      expect(problems.filter((problem) => problem.severity === 'rejected')).toEqual([])
      expect(understanding.procedures.map(({ code }) => code)).toEqual([
        'ks2-reading',
        'ks2-gps',
        'ks2-maths',
        'ks2-writing',
      ])
    },
  )

  test('keep suppressed and empty cells as absences, never as zero', async () => {
    const { results, understanding } = await read('uk-ks2-hants-surrey/2017-850-ks2.csv', 'ks2', 2018)
    expect(understanding.notes).toContain(
      'Ячеек без результата — 16: скрыто источником. За ноль они не считаются.',
    )
    expect(results).toHaveLength(312 * 4 - 16 - 12)
    for (const result of aggregates(results)) expect(result.participants).toBeGreaterThan(0)
  })

  test('give counts only where whole percents leave one possibility', async () => {
    const { results } = await read('uk-ks2-hants-surrey/2018-850-ks2.csv', 'ks2', 2019)
    for (const { participants, low, lowShare, countBasis } of aggregates(results)) {
      if (participants < 100 && countBasis === 'share-only') expect(low).toBeNull()
      if (low !== null) expect(Math.abs((10_000 * low) / participants - lowShare!)).toBeLessThanOrEqual(50)
    }
    expect(aggregates(results).some(({ countBasis }) => countBasis === 'recovered')).toBe(true)
    expect(aggregates(results).some(({ countBasis }) => countBasis === 'share-only')).toBe(true)
  })
})

describe.runIf(hasData)('ЕГЭ of Moscow, 2015/16', () => {
  test('reads the column that is named against its meaning as those who reached 160 points', async () => {
    const { results, problems, understanding } = await read(
      'ru-ege-moscow-2016/data-9722-2016-10-31.csv',
      'moscow-ege-2016',
      2016,
    )
    expect(results).toHaveLength(626)
    expect(problems).toEqual([])
    expect(understanding.yearsInFile).toEqual([2016])
    const school179 = aggregates(results).find(({ school }) => school.key === '1027700566761')
    expect(school179).toMatchObject({
      participants: 109,
      low: 8,
      high: 80,
      countBasis: 'exact',
      schoolYear: 2016,
    })
    expect(school179?.school.municipality).toBe('район Аэропорт')
  })
})

describe.runIf(hasData)('tables that hold no results', () => {
  const refusal = async (path: string) => {
    const detect = (samples: SheetSample[]) => detectFormat(samples)
    return readWholeFile({ path: join(DATA, path), fileName: path }, detect, 2022).catch(
      (error: { code: string; detail: string }) => error,
    )
  }

  test.each([
    ['bg-ruo-sofia-xlsx/20210622-classes.xlsx', 'таблица приёма'],
    ['bg-ruo-sofia-xlsx/20220711-minmax.xlsx', 'таблица приёма'],
    ['bg-ruo-sofia-xlsx/20230712-minmax.xlsx', 'таблица приёма'],
    ['bg-ruo-sofia-xlsx/20230719-minmax.xlsx', 'таблица приёма'],
    ['bg-ruo-sofia-xlsx/20250721-minmax.xlsx', 'таблица приёма'],
    ['ru-ege-moscow-2016/data-20130909T0800.csv', 'реестр школ'],
    ['ru-ege-moscow-2016/data-20131031T1206-structure-20131031T1206.csv', 'реестр школ'],
  ])('%s is said to be one', async (path, words) => {
    expect(await refusal(path)).toMatchObject({
      code: 'import/not-results',
      detail: expect.stringContaining(words),
    })
  })

  test.each([
    'uk-ks2-hants-surrey/2016-850-ks2.csv',
    'ru-ege-moscow-2016/data-9722-2016-10-31.csv',
    'bg-nvo-dzi/nvo-7-2022-8db4cee0-03f5-456f-b571-f14b73fecf75.csv',
  ])('%s is offered to be described by a mapping', async (path) => {
    expect(await refusal(path)).toMatchObject({
      code: 'import/format-unknown',
      detail: expect.stringContaining('Опишите её'),
    })
  })
})
