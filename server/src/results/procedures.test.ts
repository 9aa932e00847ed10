import { describe, expect, test } from 'vitest'
import {
  describeProcedure,
  findProcedure,
  LowRule,
  NINE_PROCEDURES,
  normaliseSubject,
  PROCEDURES,
} from './procedures.ts'

describe('the catalogue of procedures', () => {
  test('opens with the nine procedures of the order, in its order', () => {
    expect(PROCEDURES.slice(0, 9).map((procedure) => procedure.code)).toEqual([...NINE_PROCEDURES])
  })

  test('names every code once and gives each a rule', () => {
    const codes = PROCEDURES.map((procedure) => procedure.code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const procedure of PROCEDURES) expect(LowRule.safeParse(procedure.lowRule).success).toBe(true)
    const positions = PROCEDURES.map((procedure) => procedure.position)
    expect(positions).toEqual(positions.map((_, index) => index + 1))
  })

  test('finds each of its own procedures again from kind, subject and grade', () => {
    for (const { kind, code, subject, programmeGrade, name } of PROCEDURES) {
      if (code.startsWith('ege-ma-')) continue
      expect(findProcedure(kind, subject ?? '', programmeGrade)).toEqual({
        kind,
        code,
        subject,
        programmeGrade,
        name,
      })
    }
  })

  test('keeps the certificate minimum of ЕГЭ, not the university’s', () => {
    const rule = (code: string) => PROCEDURES.find((procedure) => procedure.code === code)
    expect(rule('ege-ru')?.lowRule).toEqual({ testScoreBelow: 24 })
    expect(rule('ege-ma-prof')?.lowRule).toEqual({ testScoreBelow: 27 })
    expect(rule('ege-ma-base')?.lowRule).toEqual({ mark: 2 })
    expect(rule('ege-ru')?.highRule).toEqual({ testScoreFrom: 61 })
    expect(rule('oge-ma')?.highRule).toEqual({ marks: [4, 5] })
  })

  test.each([
    ['русский  язык ', 'Русский язык'],
    ['РУ', 'Русский язык'],
    ['Pу', 'Русский язык'],
    ['Матем.', 'Математика'],
    ['ОКРУЖАЮЩИЙ МИР', 'Окружающий мир'],
    ['математика (профильный уровень)', 'Математика'],
    ['экология', 'Экология'],
  ])('spells «%s» as «%s»', (given, expected) => {
    expect(normaliseSubject(given)).toBe(expected)
  })

  test('tells ЕГЭ mathematics by its level and refuses it without one', () => {
    expect(findProcedure('ege', 'Математика (базовый уровень)', null)?.code).toBe('ege-ma-base')
    expect(findProcedure('ege', 'Математика проф.', 11)?.code).toBe('ege-ma-prof')
    expect(findProcedure('ege', 'Математика', 11)).toBeUndefined()
    expect(findProcedure('oge', 'Математика', null)?.code).toBe('oge-ma')
  })

  test('keeps advanced works of ВПР apart from the usual ones', () => {
    expect(findProcedure('vpr', 'Математика (углублённый уровень)', 7)?.code).toBe('vpr-ma-7-adv')
    expect(findProcedure('vpr', 'Математика', 7)?.code).toBe('vpr-ma-7')
  })

  test('takes a subject it does not know, and no procedure without a subject or a grade', () => {
    const found = findProcedure('vpr', 'Экология', 7)
    expect(found).toEqual({
      code: 'vpr-ekologiya-7',
      name: 'ВПР, экология, 7 класс',
      kind: 'vpr',
      subject: 'Экология',
      programmeGrade: 7,
    })
    expect(describeProcedure(found!)).toMatchObject({
      lowRule: { mark: 2 },
      shortName: 'ВПР, экология, 7 класс',
    })
    expect(findProcedure('vpr', ' ', 7)).toBeUndefined()
    expect(findProcedure('vpr', 'Математика', null)).toBeUndefined()
  })

  test('has a full and a short name in Russian', () => {
    const found = PROCEDURES.find((procedure) => procedure.code === 'vpr-ma-5')
    expect(found).toMatchObject({ name: 'ВПР, математика, 5 класс', shortName: 'ВПР МА5' })
    expect(PROCEDURES.find((procedure) => procedure.code === 'ege-ma-prof')?.shortName).toBe('ЕГЭ МА проф.')
  })
})
