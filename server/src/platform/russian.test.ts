import { describe, expect, test } from 'vitest'
import { counted, formatCount, formatNumber, formatShare, plural } from './russian.ts'

const SCHOOLS = ['школа', 'школы', 'школ'] as const

describe('Russian words beside numbers', () => {
  test.each([
    [0, 'школ'],
    [1, 'школа'],
    [2, 'школы'],
    [4, 'школы'],
    [5, 'школ'],
    [11, 'школ'],
    [12, 'школ'],
    [14, 'школ'],
    [21, 'школа'],
    [22, 'школы'],
    [25, 'школ'],
    [101, 'школа'],
    [111, 'школ'],
    [112, 'школ'],
    [1001, 'школа'],
    [1.5, 'школы'],
    [-1, 'школа'],
  ])('%d is followed by «%s»', (n, word) => {
    expect(plural(n, SCHOOLS)).toBe(word)
  })

  test('a counted phrase is held together by no-break spaces', () => {
    expect(counted(1234, SCHOOLS)).toBe('1\u00a0234\u00a0школы')
  })
})

describe('Russian numbers', () => {
  test('thousands are grouped by no-break spaces', () => {
    expect(formatCount(0)).toBe('0')
    expect(formatCount(999)).toBe('999')
    expect(formatCount(1000)).toBe('1\u00a0000')
    expect(formatCount(25_000_000)).toBe('25\u00a0000\u00a0000')
  })

  test('a fraction has a decimal comma and no trailing zeros', () => {
    expect(formatNumber(12.5)).toBe('12,5')
    expect(formatNumber(0.104, 3)).toBe('0,104')
    expect(formatNumber(1234.567, 1)).toBe('1\u00a0234,6')
    expect(formatNumber(-3.25)).toBe('−3,25')
    expect(formatNumber(-0.001)).toBe('0')
  })

  test('a share in hundredths of a percent is shown as it was published', () => {
    expect(formatShare(3500)).toBe('35\u00a0%')
    expect(formatShare(3333)).toBe('33,33\u00a0%')
    expect(formatShare(50)).toBe('0,5\u00a0%')
    expect(formatShare(0)).toBe('0\u00a0%')
    expect(formatShare(10000)).toBe('100\u00a0%')
  })
})
