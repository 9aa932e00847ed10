import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../model.ts'
import {
  foldLookalikes,
  isErrorText,
  normaliseHeader,
  parseCount,
  parseDecimal,
  parsePercent,
} from './parse-cell.ts'

const text = (value: string): Cell => ({ text: value, kind: 'text' })
const number = (value: string, percent?: true): Cell => ({
  text: value,
  kind: 'number',
  ...(percent && { percent }),
})
const ok = <T>(value: T) => ({ ok: true, value })

describe('parseCount', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['12.0', 12],
    ['12,00', 12],
    ['1 234', 1234],
    ['1\u00A0234\u00A0567', 1234567],
    ['1\u202F234', 1234],
    [' 7 ', 7],
  ])('takes «%s» as a whole number', (given, value) => {
    expect(parseCount(text(given))).toEqual(ok(value))
  })

  it.each(['', '-', '-1', '12,5', '12 34', '1E+05', '50 %', 'SUPP', '12 чел.', '#ДЕЛ/0!', '1.234,5', '1 2'])(
    'refuses «%s» instead of making it 0',
    (given) => {
      expect(parseCount(text(given)).ok).toBe(false)
    },
  )

  it('refuses an empty cell, a date, a boolean, an error and a percent-formatted number', () => {
    expect(parseCount(undefined).ok).toBe(false)
    expect(parseCount({ text: '2024-01-05', kind: 'date' }).ok).toBe(false)
    expect(parseCount({ text: 'TRUE', kind: 'boolean' }).ok).toBe(false)
    expect(parseCount({ text: '#DIV/0!', kind: 'error' }).ok).toBe(false)
    expect(parseCount(number('1', true)).ok).toBe(false)
  })
})

describe('parseDecimal', () => {
  it.each([
    ['12,36', 1236, 2],
    ['12.36', 1236, 2],
    ['40,00', 4000, 2],
    [',5', 5, 1],
    ['-0,5', -5, 1],
    ['−3', -3, 0],
    ['1\u2009234,5', 12345, 1],
    ['12,36 %', 1236, 2],
    ['0.30000000000000004', 3, 1],
    ['38.176470588235', 38176470588235, 12],
  ])('reads «%s» exactly', (given, digits, scale) => {
    expect(parseDecimal(text(given))).toEqual(ok({ digits, scale }))
  })

  it.each(['.', ',', '1,2,3', '1e5', 'NaN', 'Infinity', '12345678901234567', '0x10', '١٢'])(
    'refuses «%s»',
    (given) => {
      expect(parseDecimal(text(given)).ok).toBe(false)
    },
  )

  it('never loses a digit of what was printed with comma, point or thousands', () => {
    const whole = fc.integer({ min: 0, max: 999_999_999 })
    const fraction = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 99_999 }))
    fc.assert(
      fc.property(
        whole,
        fraction,
        fc.constantFrom(',', '.'),
        fc.constantFrom('', ' ', '\u00A0', '\u202F'),
        (n, [length, f], mark, space) => {
          const tail = String(f % 10 ** length).padStart(length, '0')
          const head = String(n).replace(/\B(?=(\d{3})+$)/g, space)
          expect(parseDecimal(text(head + mark + tail))).toEqual(
            ok({ digits: Number(`${n}${tail}`), scale: length }),
          )
        },
      ),
    )
  })
})

describe('parsePercent', () => {
  it.each([
    [number('0.1236', true), 1236, 2, true],
    [number('0.37', true), 3700, 0, true],
    [number('1', true), 10000, 0, true],
    [number('0.07', true), 700, 0, true],
    [number('0.29', true), 2900, 0, true],
    [number('0.176470588235294', true), 1765, 13, false],
    [text('37'), 3700, 0, true],
    [text('12,36'), 1236, 2, true],
    [text('40,00'), 4000, 2, true],
    [text('12,365'), 1237, 3, false],
    [text('12,3600'), 1236, 4, true],
    [text('37%'), 3700, 0, true],
    [text('37,5 %'), 3750, 1, true],
  ])('reads %o as hundredths of a percent without float noise', (cell, hundredths, decimals, exact) => {
    expect(parsePercent(cell)).toEqual(ok({ hundredths, decimals, exact }))
  })

  it('takes a bare 0.37 as the caller says, and a percent sign as it stands', () => {
    expect(parsePercent(text('0,37'), 'fraction')).toEqual(ok({ hundredths: 3700, decimals: 0, exact: true }))
    expect(parsePercent(text('0,37'))).toEqual(ok({ hundredths: 37, decimals: 2, exact: true }))
    expect(parsePercent(text('0,37%'), 'fraction')).toEqual(ok({ hundredths: 37, decimals: 2, exact: true }))
  })

  it.each(['', 'SUPP', 'NA', '%', '#Н/Д', '12;3'])('refuses «%s»', (given) => {
    expect(parsePercent(text(given)).ok).toBe(false)
  })

  it('gives back every hundredth of a percent that a spreadsheet stores as a fraction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
        const parsed = parsePercent(number(String(hundredths / 10_000), true))
        expect(parsed.ok && parsed.value.hundredths).toBe(hundredths)
      }),
    )
  })
})

it('knows error values in both languages', () => {
  for (const error of ['#DIV/0!', '#ДЕЛ/0!', '#Н/Д', '#N/A', ' #знач! '])
    expect(isErrorText(error.trim())).toBe(true)
  for (const other of ['', '#', '№ 5', '#5', 'Н/Д']) expect(isErrorText(other)).toBe(false)
})

it('compares headers regardless of case, ё, line breaks and no-break spaces', () => {
  expect(normaliseHeader('  Учёт\u00A0участников,\r\nчел.\uFEFF ')).toBe('учет участников, чел.')
})

it('folds Latin look-alikes into Cyrillic', () => {
  expect(foldLookalikes('12K1 X cpeдa')).toBe('12К1 Х среда')
})
