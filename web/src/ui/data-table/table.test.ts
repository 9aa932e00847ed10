import { describe, expect, it } from 'vitest'
import {
  arrangeRows,
  type Column,
  countOptions,
  type Filter,
  filterWords,
  sentenceOf,
} from './table-model.ts'
import { nextSort, readSort, readTableSearch, readWhere, writeWhere } from './table-search.ts'

interface Row {
  name: string
  district: string
  share: number | null
}

const rows: Row[] = [
  { name: 'СОШ № 10', district: 'a', share: 0.4 },
  { name: 'СОШ № 2', district: 'b', share: null },
  { name: 'Ёлкинская ООШ', district: 'a', share: 0.1 },
  { name: 'Лицей № 1', district: 'b', share: 0.3 },
]
const columns: Column<Row>[] = [
  { id: 'name', title: 'Школа', width: 1, sortValue: (row) => row.name, cell: (row) => row.name },
  { id: 'share', title: 'Доля', width: 1, sortValue: (row) => row.share, cell: (row) => row.share },
]
const district: Filter<Row> = {
  id: 'district',
  label: 'район',
  all: 'все',
  options: [
    { value: 'a', label: 'Заозёрский' },
    { value: 'b', label: 'Липоводский' },
  ],
  valuesOf: (row) => [row.district],
}
const shape = { columns, filters: [district], searchText: (row: Row) => row.name }
const names = (state: Partial<Parameters<typeof arrangeRows>[2]>) =>
  arrangeRows(rows, shape, { q: '', chosen: {}, sort: { column: 'name', descending: false }, ...state }).map(
    (row) => row.name,
  )

describe('a table', () => {
  it('orders Russian names with ё beside е and numbers by their value', () => {
    expect(names({})).toEqual(['Ёлкинская ООШ', 'Лицей № 1', 'СОШ № 2', 'СОШ № 10'])
  })

  it('keeps rows without a value last in both directions', () => {
    expect(names({ sort: { column: 'share', descending: false } }).at(-1)).toBe('СОШ № 2')
    expect(names({ sort: { column: 'share', descending: true } })).toEqual([
      'СОШ № 10',
      'Лицей № 1',
      'Ёлкинская ООШ',
      'СОШ № 2',
    ])
  })

  it('narrows by filters and search together', () => {
    expect(names({ chosen: { district: ['b'] } })).toEqual(['Лицей № 1', 'СОШ № 2'])
    expect(names({ chosen: { district: ['b'] }, q: 'сош' })).toEqual(['СОШ № 2'])
    expect(names({ chosen: { unknown: ['x'] } })).toHaveLength(4)
  })

  it('counts what each option would leave without regard to its own choice', () => {
    const counts = countOptions(rows, [district], { district: ['a'] }, district)
    expect(Object.fromEntries(counts)).toEqual({ a: 2, b: 2 })
  })

  it('says its filters as a sentence', () => {
    expect(filterWords(district, {})).toBe('все')
    expect(sentenceOf([district], { district: ['a'] }, 'лицей ')).toBe('район: Заозёрский; поиск: «лицей»')
  })
})

describe('the address of a table', () => {
  it('keeps the chosen filters through writing and reading', () => {
    const chosen = { cluster: ['3', '2'], status: ['listed'] }
    expect(readWhere(writeWhere(chosen))).toEqual(chosen)
    expect(writeWhere({ cluster: [] })).toBeUndefined()
    expect(readWhere('broken;:;cluster:')).toEqual({})
  })

  it('leaves out what it does not understand', () => {
    expect(readTableSearch({ q: 12, sort: { evil: 1 }, where: '', columns: 'name.share' })).toEqual({
      q: '12',
      columns: 'name.share',
    })
  })

  it('turns the order on the second click', () => {
    const first = nextSort(readSort(undefined, 'name'), 'share', true)
    expect(first).toBe('-share')
    expect(nextSort(readSort(first, 'name'), 'share', true)).toBe('share')
  })
})
