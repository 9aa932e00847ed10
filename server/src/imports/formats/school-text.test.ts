import { describe, expect, test } from 'vitest'
import { normaliseCode, parseMunicipalityText, parseSchoolText, schoolRef } from './school-text.ts'

describe('a school as a file names it', () => {
  test('by its login, wherever it stands', () => {
    expect(parseSchoolText('МБОУ «СШ № 1» г. Вязьмы (edu671001)')).toEqual({
      login: 'edu671001',
      name: 'МБОУ «СШ № 1» г. Вязьмы',
    })
    expect(parseSchoolText('EDU671001')).toEqual({ login: 'edu671001', name: null })
    expect(
      schoolRef({ code: ' sch671001 ', name: 'СШ № 1', municipality: 'Вяземский район(reg67_m005)' }),
    ).toEqual({
      keyKind: 'edu',
      key: 'sch671001',
      name: 'СШ № 1',
      municipality: 'Вяземский район',
      municipalityCode: 'reg67_m005',
    })
  })

  test('by the code of РЦОИ, which may arrive as a float or with spaces', () => {
    for (const code of ['13450', '13450.0', '13 450', ' 13450 ', '13450,00']) {
      expect(schoolRef({ code, name: null, municipality: null })).toMatchObject({
        keyKind: 'rcoi',
        key: '13450',
      })
    }
    expect(normaliseCode('2 811 510')).toBe('2811510')
    expect(normaliseCode('105\u00a0201')).toBe('105201')
  })

  test('by its name and municipality where there is no code', () => {
    const found = schoolRef({ code: null, name: 'СШ № 1', municipality: 'Вяземский район' })
    expect(found).toMatchObject({ keyKind: 'name', key: 'Вяземский район | СШ № 1' })
    expect(schoolRef({ code: null, name: ' ', municipality: 'Вяземский район' })).toBeUndefined()
  })

  test('a login inside a longer word is no login', () => {
    expect(parseSchoolText('edu6710012').login).toBeNull()
    expect(parseMunicipalityText('reg67_m005')).toEqual({ code: 'reg67_m005', name: null })
  })
})
