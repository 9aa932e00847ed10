import { describe, expect, it } from 'vitest'
import {
  capitalise,
  counted,
  formatDate,
  formatInterval,
  formatMoment,
  formatNumber,
  formatPercent,
  formatPoints,
  formatSchoolYear,
  formatShareOf,
  joinWords,
  plural,
  SCHOOLS,
} from './format.ts'

const spaced = (text: string) => text.replaceAll('\u00a0', '_')

describe('Russian numbers on the screen', () => {
  it('chooses the form of the word by the number', () => {
    const words = [1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 0].map((n) => plural(n, SCHOOLS))
    expect(words).toEqual([
      'школа',
      'школы',
      'школ',
      'школ',
      'школ',
      'школа',
      'школы',
      'школ',
      'школа',
      'школ',
      'школ',
    ])
    expect(spaced(counted(1234, SCHOOLS))).toBe('1_234_школы')
  })

  it('writes a decimal comma, groups by three and a real minus, and never minus zero', () => {
    expect(spaced(formatNumber(1234567.891, 2))).toBe('1_234_567,89')
    expect(formatNumber(-0.04)).toBe('0')
    expect(formatNumber(-12.3)).toBe('−12,3')
    expect(formatNumber(0.1 + 0.2, 2)).toBe('0,3')
  })

  it('writes shares with their counts and intervals in whole percents', () => {
    expect(spaced(formatShareOf(7, 20, 0.35))).toBe('7_из_20 (35_%)')
    expect(spaced(formatShareOf(null, 17, 0.353))).toBe('35,3_%')
    expect(spaced(formatInterval(0.181, 0.567))).toBe('от_18 до_57_%')
    expect(spaced(formatPercent(0.0549))).toBe('5,5_%')
  })

  it('writes a difference in points with its sign', () => {
    expect(spaced(formatPoints(0.05))).toBe('+5_п._п.')
    expect(spaced(formatPoints(-0.123))).toBe('−12,3_п._п.')
    expect(spaced(formatPoints(0.0001))).toBe('0_п._п.')
  })

  it('writes dates without the letter «г.» and years by both their ends', () => {
    expect(spaced(formatDate('2025-11-07'))).toBe('7_ноября_2025')
    expect(spaced(formatMoment('2025-11-07T09:05:00'))).toBe('7_ноября_2025, 09:05')
    expect(formatSchoolYear(2025)).toBe('2024/25')
    expect(formatSchoolYear(2000)).toBe('1999/00')
  })

  it('joins words as in speech', () => {
    expect(spaced(joinWords(['базово', 'умеренно', 'сильно']))).toBe('базово, умеренно и_сильно')
    expect(joinWords(['базово'])).toBe('базово')
    expect(joinWords([])).toBe('')
    expect(capitalise('ёлка')).toBe('Ёлка')
  })
})
