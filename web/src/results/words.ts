import type { CatalogueProcedure } from '../api-types.ts'

/** Kinds in the order of the catalogue; one the browser does not know stands under its own code at the end. */
export const KIND_WORDS: Record<string, string> = {
  vpr: 'ВПР',
  oge: 'ОГЭ',
  ege: 'ЕГЭ',
  gve: 'ГВЭ',
  kdr: 'Региональные диагностические работы',
  other: 'Другие процедуры',
}

export const SCORE_WORDS = { primary: 'первичные баллы', test: 'тестовые баллы' } as const

/** «математика» of «ВПР, математика, 5 класс»: the kind is the heading, the grade stands apart. */
export function subjectOf({ name }: CatalogueProcedure): string {
  const parts = name.split(', ')
  const inner = parts.slice(1).filter((part) => !/^\d+ класс$/.test(part))
  return inner.length > 0 ? inner.join(', ') : name
}

const SCHOOL_YEARS_BACK = 8

/** School years a person may mean: from the next one back. */
export const yearChoices = (newest: number): number[] =>
  Array.from({ length: SCHOOL_YEARS_BACK }, (_, back) => newest + 1 - back)
