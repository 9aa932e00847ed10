import { describe, expect, it } from 'vitest'
import { Mapping } from '../../../../server/src/imports/formats/mapping.ts'
import { columnLetter } from '../letters.ts'
import { buildMapping, ownCode } from './build-mapping.ts'
import type { Draft } from './draft.ts'
import { addressesFor, draftFrom, type Suggestion } from './suggested-draft.ts'

const byLetter = (index: number) => ({ letter: columnLetter(index) })

const draft: Draft = {
  name: 'ОГЭ области',
  sheet: 'ОГЭ',
  headerRows: [1],
  keyKind: 'rcoi',
  columns: {
    0: { role: 'school-key' },
    1: { role: 'school-name' },
    2: { role: 'participants', group: 0 },
    3: { role: 'low', group: 0 },
  },
  groups: [{ code: 'oge-ma', name: '', kind: 'oge', year: '' }],
  missing: [{ token: 'SUPP', reason: 'withheld' }],
}

describe('a mapping made by clicking columns', () => {
  it('is one that the server accepts', () => {
    const { mapping, faults } = buildMapping(draft, byLetter, 2)
    expect(faults).toEqual([])
    expect(Mapping.parse(mapping)).toMatchObject({
      version: 1,
      sheets: ['ОГЭ'],
      school: { keyKind: 'rcoi', key: { column: { letter: 'A' } }, name: { column: { letter: 'B' } } },
      missing: { SUPP: 'withheld' },
      groups: [{ procedure: 'oge-ma', low: { column: { letter: 'D' } } }],
    })
  })

  it('writes every operator: the rest of participants, the rest of a hundred, marks, filters, years, own procedures', () => {
    const { mapping } = buildMapping(
      {
        ...draft,
        columns: {
          0: { role: 'school-name' },
          1: { role: 'filter', values: ['1'] },
          2: { role: 'participants', group: 'every' },
          3: { role: 'low-rest', group: 0 },
          4: { role: 'low-share-rest', group: 1 },
          5: { role: 'high-share', group: 1 },
          6: { role: 'mark-2', group: 2 },
          7: { role: 'mark-3', group: 2 },
          8: { role: 'mark-4', group: 2 },
          9: { role: 'mark-5', group: 2 },
        },
        groups: [
          { code: 'oge-ma', name: '', kind: 'oge', year: '2016' },
          { code: 'own', name: 'Reading at 11', kind: 'other', year: '' },
          { code: 'vpr-ma-5', name: '', kind: 'vpr', year: '' },
        ],
      },
      byLetter,
    )
    expect(Mapping.parse(mapping)).toMatchObject({
      rows: [{ column: { letter: 'B' }, in: ['1'] }],
      school: { keyKind: 'name', key: { column: { letter: 'A' } } },
      groups: [
        { year: { constant: 2016 }, low: { participantsMinus: { letter: 'D' } } },
        {
          procedure: { code: 'other-reading-at-11', name: 'Reading at 11', kind: 'other' },
          lowShare: { hundredMinus: { letter: 'E' } },
          highShare: { column: { letter: 'F' } },
        },
        { marks: { 2: { column: { letter: 'G' } }, 5: { column: { letter: 'J' } } } },
      ],
    })
  })

  it('says everything that is still to be told instead of half a mapping', () => {
    const { mapping, faults } = buildMapping(
      {
        ...draft,
        name: ' ',
        columns: { 1: { role: 'mark-2', group: 0 } },
        groups: [{ ...draft.groups[0]!, code: '', year: '16' }],
      },
      byLetter,
    )
    expect(mapping).toBeNull()
    expect(faults).toHaveLength(6)
    expect(faults.join(' ')).toMatch(
      /код.* школы.*[Вв]ыберите, что это за процедура.*Год.*участников.*четыре столбца.*Назовите/s,
    )
  })

  it('refuses two ways of saying who is low', () => {
    const { faults } = buildMapping(
      { ...draft, columns: { ...draft.columns, 4: { role: 'low-share', group: 0 } } },
      byLetter,
    )
    expect(faults).toEqual([expect.stringContaining('двумя способами')])
  })

  it('gives an own procedure a code in Latin letters', () => {
    expect(ownCode({ kind: 'kdr', name: 'Читательская грамотность, 4 класс' })).toBe(
      'kdr-chitatelskaya-gramotnost-4-klass',
    )
  })
})

describe('the first draft', () => {
  const sheet = {
    name: 'Лист1',
    hidden: false,
    suggestedHeaderRows: [1],
    rows: [
      { rowNumber: 1, cells: ['Код', 'Участников', '2', 'Участников', '2'] },
      { rowNumber: 2, cells: ['10001', '20', '3', '18', '16,67'] },
    ],
  }
  const suggestion: Suggestion = {
    sheet: 'Лист1',
    headerRows: [1],
    keyKind: 'rcoi',
    columns: [
      { index: 0, header: 'Код', address: 'Код', guess: 'school-key' },
      {
        index: 1,
        header: 'Участников',
        address: { header: 'Участников', occurrence: 1 },
        guess: 'participants',
      },
      { index: 2, header: '2', address: { header: '2', occurrence: 1 }, guess: 'mark-2' },
      {
        index: 3,
        header: 'Участников',
        address: { header: 'Участников', occurrence: 2 },
        guess: 'participants',
      },
      { index: 4, header: '2', address: { header: '2', occurrence: 2 }, guess: 'mark-2' },
    ],
  }

  it('begins a new procedure where the columns of results begin again, and tells shares from counts', () => {
    const { columns, groups } = draftFrom(sheet, suggestion, 'имя')
    expect(groups).toHaveLength(2)
    expect(columns[2]).toEqual({ role: 'mark-2', group: 0 })
    expect(columns[4]).toEqual({ role: 'mark-share-2', group: 1 })
  })

  it('names columns by their headers, and by letters once the header rows are others', () => {
    expect(addressesFor(suggestion, [1])(3)).toEqual({ header: 'Участников', occurrence: 2 })
    expect(addressesFor(suggestion, [2])(3)).toEqual({ letter: 'D' })
    expect(addressesFor(null, [1])(27)).toEqual({ letter: 'AB' })
  })
})
