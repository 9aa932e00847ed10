import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meaningOfFormat } from './xlsx-styles.ts'
import { cleanText, columnOf, numberText, serialToIso, serialToTime } from './xlsx-values.ts'

describe('numberText', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['5', '5'],
    ['007', '7'],
    ['0.1', '0.1'],
    ['1.50', '1.5'],
    ['.5', '0.5'],
    ['0.30000000000000004', '0.3'],
    ['12.359999999999999', '12.36'],
    ['1E5', '100000'],
    ['1.5E-7', '0.00000015'],
    ['1.2345678901234567E+19', '12345678901234600000'],
    ['-2.5e3', '-2500'],
    ['1027700132195', '1027700132195'],
    ['123456789012345678', '123456789012345678'],
    [' 7 ', '7'],
  ])('writes %s as %s', (raw, text) => {
    expect(numberText(raw)).toBe(text)
  })

  it.each(['', 'abc', 'NaN', 'INF', '0x10', '1,5', '1 000', '--1', '1E999'])(
    'says that «%s» is no number',
    (raw) => {
      expect(numberText(raw)).toBeNull()
    },
  )

  it('keeps the value to 15 digits and never writes an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = numberText(String(value))!
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
        const isLongCode = /^-?\d{16,}$/.test(String(value))
        expect(Number(text)).toBe(isLongCode ? value : Number(value.toPrecision(15)) + 0)
      }),
    )
  })
})

describe('dates', () => {
  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [45442, false, '2024-05-30'],
    [45442.5, false, '2024-05-30T12:00:00'],
    [45442.999999999, false, '2024-05-31'],
    [0, true, '1904-01-01'],
    [43980, true, '2024-05-30'],
    [2958465, false, '9999-12-31'],
  ])('reads serial %s (1904: %s) as %s', (serial, date1904, iso) => {
    expect(serialToIso(serial, date1904)).toBe(iso)
  })

  it.each([0, 0.5, 60, -1, 2958466, Number.NaN])('says that the calendar has no day %s', (serial) => {
    expect(serialToIso(serial, false)).toBeNull()
  })

  it('reads a bare time of day', () => {
    expect(serialToTime(0.354166666666667)).toBe('08:30:00')
    expect(serialToTime(0.9999999)).toBe('23:59:59')
    expect(serialToTime(1)).toBeNull()
  })
})

describe('number formats', () => {
  it.each([
    ['General', 'number'],
    ['0.00', 'number'],
    ['#,##0.00 "мин."', 'number'],
    ['[Red]0;[Blue]-0', 'number'],
    ['[$-419]General', 'number'],
    ['#,##0\\ "дней"', 'number'],
    ['0.00E+00', 'number'],
    ['# ?/?', 'number'],
    ['[h]:mm:ss', 'number'],
    ['[mm]:ss', 'number'],
    ['_-* #,##0.00\\ [$₽-419]_-', 'number'],
    ['0\\%', 'number'],
    ['@', 'number'],
    ['0%', 'percent'],
    ['0.00%', 'percent'],
    ['[Red]0.0%;-0.0%', 'percent'],
    ['dd.mm.yyyy', 'date'],
    ['[$-419]d mmmm yyyy;@', 'date'],
    ['[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', 'date'],
    ['mmm-yy', 'date'],
    ['mmmm', 'date'],
    ['yyyy"г."', 'date'],
    ['d/m/yy h:mm', 'date'],
    ['ДД.ММ.ГГГГ', 'date'],
    ['дд/мм/гг', 'date'],
    ['h:mm', 'time'],
    ['hh:mm:ss AM/PM', 'time'],
    ['mm:ss.0', 'time'],
    ['чч:мм', 'time'],
  ])('takes %s for a %s', (code, meaning) => {
    expect(meaningOfFormat(code)).toBe(meaning)
  })
})

it('decodes escaped characters and cuts blanks of any kind', () => {
  expect(cleanText('\u00A0 a_x000D_\nb \uFEFF')).toBe('a\nb')
  expect(cleanText('_x005F_x000D_')).toBe('_x000D_')
})

it('counts columns by letters', () => {
  expect(['A', 'Z', 'AA', 'XFD'].map(columnOf)).toEqual([0, 25, 26, 16383])
})
