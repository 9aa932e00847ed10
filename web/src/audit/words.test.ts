import { expect, test } from 'vitest'
import { readJournalSearch } from './journal-search.ts'
import { weekSentence } from './words.ts'

const week = { write: 0, read: 0, export: 0, 'sign-in': 0 }
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('the week is told in numbers with their words, and what there was none of is not told', () => {
  expect(plain(weekSentence({ ...week, write: 1, read: 21, export: 2 }))).toBe(
    'За неделю 24 записи: 1 изменение, 21 просмотр и 2 выгрузки',
  )
  expect(plain(weekSentence({ ...week, read: 5 }))).toBe('За неделю в журнале 5 просмотров')
  expect(weekSentence(week)).toBe('За неделю в журнале нет записей')
})

test('an address gives the filters it has and nothing else', () => {
  expect(
    readJournalSearch({ kind: 'read', subjectId: 7, from: '2026-11-01', to: 'завтра', year: 2025 }),
  ).toEqual({
    kind: 'read',
    subjectId: '7',
    from: '2026-11-01',
  })
  expect(readJournalSearch({ kind: 'all', school: '' })).toEqual({})
})
