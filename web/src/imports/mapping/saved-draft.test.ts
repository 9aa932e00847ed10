import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TableSample } from '../../api.ts'
import { buildMapping } from './build-mapping.ts'
import type { Draft } from './draft.ts'
import { draftFromMapping, isMapping } from './saved-draft.ts'
import { addressesFor } from './suggested-draft.ts'

const HEADERS = ['Код', 'Школа', 'Район', 'Участников', 'Ниже', 'Участников', 'Доля', 'Статус']

const tableOf = (headers: string[], name = ''): TableSample => ({
  sheets: [{ name, hidden: false, suggestedHeaderRows: [1], rows: [{ rowNumber: 1, cells: headers }] }],
  headerSignature: headers.join('|'),
  savedMappings: [],
  suggestion: {
    sheet: name,
    headerRows: [1],
    keyKind: 'code',
    columns: headers.map((header, index) => {
      const same = headers.flatMap((other, at) => (other === header ? [at] : []))
      const address = same.length === 1 ? header : { header, occurrence: same.indexOf(index) + 1 }
      return { index, header, address, guess: null }
    }),
  },
})

const table = tableOf(HEADERS)
const address = addressesFor(
  table.suggestion as Parameters<typeof addressesFor>[0],
  table.sheets[0]!.suggestedHeaderRows,
)

const draft: Draft = {
  name: 'Два экзамена',
  sheet: '',
  headerRows: [1],
  keyKind: 'rcoi',
  columns: {
    0: { role: 'school-key' },
    1: { role: 'school-name' },
    2: { role: 'municipality' },
    3: { role: 'participants', group: 0 },
    4: { role: 'low-rest', group: 0 },
    5: { role: 'participants', group: 1 },
    6: { role: 'low-share-rest', group: 1 },
    7: { role: 'filter', values: ['открыта'] },
  },
  groups: [
    { code: 'oge-ma', name: '', kind: 'other', year: '2025' },
    { code: 'oge-ru', name: '', kind: 'other', year: '' },
  ],
  missing: [{ token: 'н/д', reason: 'not-submitted' }],
}

describe('a saved description is opened again', () => {
  it('as the draft it was made of, so that saving it once more changes nothing', () => {
    const { mapping } = buildMapping(draft, address)
    const reopened = draftFromMapping(mapping, table, new Set(['oge-ma', 'oge-ru']))
    expect(reopened.lost).toEqual([])
    expect(reopened.draft).toEqual(draft)
    expect(buildMapping(reopened.draft, address).mapping).toEqual(mapping)
  })

  it('names neither the sheet nor the header rows where headers name the columns: next year they differ', () => {
    const { mapping } = buildMapping(draft, address)
    expect(mapping).not.toHaveProperty('sheets')
    expect(mapping).not.toHaveProperty('headerRows')
    expect(buildMapping(draft, address, 2).mapping).toMatchObject({ sheets: [''] })
    expect(buildMapping(draft, (index) => ({ letter: 'ABCDEFGH'[index]! })).mapping).toMatchObject({
      headerRows: [1],
    })
  })

  it('finds its columns where they stand in the new table and names those that are not there', () => {
    const { mapping } = buildMapping(draft, address)
    const other = tableOf(['Район', 'Код', 'Школа', 'Участников', 'Ниже', 'Участников'])
    const { draft: found, lost } = draftFromMapping(mapping, other, new Set(['oge-ma', 'oge-ru']))
    expect(found.columns[1]).toEqual({ role: 'school-key' })
    expect(found.columns[5]).toEqual({ role: 'participants', group: 1 })
    expect(lost).toEqual([
      'столбец «Статус»: его нет в этой таблице',
      'столбец «Доля»: его нет в этой таблице',
    ])
  })

  it('says what it cannot show instead of losing it', () => {
    const { lost } = draftFromMapping(
      {
        version: 1,
        name: 'x',
        sheets: ['', 'Второй'],
        school: { keyKind: 'rcoi', key: { column: 'Код' }, municipality: { constant: 'Город' } },
        missing: { '*': 'not-comparable' },
        groups: [
          {
            procedure: 'oge-ma',
            rows: [{ column: 'Статус', in: ['1'] }],
            participants: { column: { header: 'Участников', occurrence: 1 } },
            lowShare: { column: 'Доля', unit: 'fraction' },
          },
        ],
      },
      table,
      new Set(['oge-ma']),
    )
    expect(lost).toHaveLength(5)
    expect(lost.join('; ')).toMatch(/Второй.*территория.*отбор строк.*единица доли.*«\*»/s)
  })

  it('keeps the code of a procedure described in full when its name is changed', () => {
    const path = join(import.meta.dirname, '../../../../samples/mappings/bulgaria-nvo-10.json')
    const mapping: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const headers = ['Област', 'Община', 'Населено място', 'Училище', 'Код по Админ', 'Явили се БЕЛ']
    headers.push('Ср. успех в точки БЕЛ', 'Явили се МАТ', 'Ср. успех в точки МАТ')
    const bulgaria = tableOf(headers)
    const { draft: opened, lost } = draftFromMapping(mapping, bulgaria, new Set())
    expect(lost).toEqual([])
    expect(opened.keyKind).toBe('bg-admin')
    const renamed = { ...opened, groups: opened.groups.map((group) => ({ ...group, name: 'Новое имя' })) }
    const bySame = addressesFor(bulgaria.suggestion as Parameters<typeof addressesFor>[0], [1])
    expect(buildMapping(renamed, bySame).mapping).toMatchObject({
      groups: [
        { procedure: { code: 'nvo-bel-10', programmeGrade: 10 } },
        { procedure: { code: 'nvo-mat-10' } },
      ],
    })
  })

  it('tells a description from any other JSON', () => {
    expect(isMapping({ version: 1, school: {}, groups: [] })).toBe(true)
    for (const other of [null, [], 'x', { version: 2 }, { type: 'FeatureCollection' }])
      expect(isMapping(other)).toBe(false)
  })
})
