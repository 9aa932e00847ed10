import type { ClusterValue, Finding } from '../identification/model.ts'

/** A place with the forms that a sentence needs; forms that nobody stored avoid declension. */
export interface PlaceWords {
  id: number
  name: string
  /** «Вяземского района» or «муниципалитета «Вяземский район»» */
  genitive: string
  /** With its preposition. */
  in: string
}

/** Whom a document is about. */
export type Scope =
  | { kind: 'region'; region: PlaceWords }
  | { kind: 'municipality'; region: PlaceWords; municipality: PlaceWords }
  | {
      kind: 'school'
      region: PlaceWords
      municipality: PlaceWords
      school: { id: number; code: string; name: string }
    }

/** Where it is known from which schools are on the list. */
export interface ListOrigin {
  kind: 'approved' | 'unapproved' | 'computed'
  listId: number | null
  /** «перечень «…», утверждённый приказом № 718-ОД от 22.11.2026» */
  words: string
}

/** A school of the scope as documents name it. */
export interface ScopeSchool {
  id: number
  code: string
  name: string
  municipality: string
  isListed: boolean
  cluster: ClusterValue
  dynamics: Finding['dynamics']
  reliability: Finding['reliability']
}

/** 2021 → «2020/21» */
export const schoolYearWords = (year: number): string => `${year - 1}/${String(year % 100).padStart(2, '0')}`

/** «2021-06-30» → «30.06.2021» */
export const dateDigits = (date: string): string => date.split('-').reverse().join('.')

/** Whose: «Вяземского района», «Смоленской области». */
export const genitiveOfScope = (scope: Scope): string =>
  scope.kind === 'region' ? scope.region.genitive : scope.municipality.genitive

export const inScope = (scope: Scope): string =>
  scope.kind === 'region' ? scope.region.in : scope.municipality.in
