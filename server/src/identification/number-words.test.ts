import { describe, expect, it } from 'vitest'
import { dativeWords, genitiveWords, isSingular } from './number-words.ts'

describe('numbers in words', () => {
  it.each([
    [1, 'одной', 'одной', true],
    [2, 'двух', 'двум', false],
    [3, 'трёх', 'трём', false],
    [5, 'пяти', 'пяти', false],
    [11, 'одиннадцати', 'одиннадцати', false],
    [20, 'двадцати', 'двадцати', false],
    [21, 'двадцати одной', 'двадцати одной', true],
    [42, 'сорока двух', 'сорока двум', false],
    [99, 'девяноста девяти', 'девяноста девяти', false],
    [111, '111', '111', false],
  ])('%i is «из %s», «по %s»', (n, genitive, dative, singular) => {
    expect([genitiveWords(n, 'feminine'), dativeWords(n, 'feminine'), isSingular(n)]).toEqual([
      genitive,
      dative,
      singular,
    ])
  })

  it('has a masculine one', () => {
    expect([genitiveWords(21, 'masculine'), dativeWords(1, 'masculine')]).toEqual([
      'двадцати одного',
      'одному',
    ])
  })
})
