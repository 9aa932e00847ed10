/** What a person says about the columns of an unknown table, before it becomes a mapping. */

export const PLACE_ROLES = ['school-key', 'school-name', 'municipality', 'municipality-code', 'year'] as const
export type PlaceRole = (typeof PLACE_ROLES)[number]

export const RESULT_ROLES = [
  'participants',
  'low',
  'low-rest',
  'low-share',
  'low-share-rest',
  'mark-2',
  'mark-3',
  'mark-4',
  'mark-5',
  'mark-share-2',
  'mark-share-3',
  'mark-share-4',
  'mark-share-5',
  'high',
  'high-rest',
  'high-share',
  'high-share-rest',
  'mean-score',
] as const
export type ResultRole = (typeof RESULT_ROLES)[number]

export const ROLE_WORDS = {
  'school-key': 'код школы',
  'school-name': 'название школы',
  municipality: 'территория',
  'municipality-code': 'код территории',
  year: 'учебный год',
  participants: 'участников',
  low: 'ниже минимума, число',
  'low-rest': 'остальные: участники − x ниже минимума',
  'low-share': 'ниже минимума, %',
  'low-share-rest': 'достигли минимума, % (ниже — это 100 − x)',
  'mark-2': 'отметка «2», число',
  'mark-3': 'отметка «3», число',
  'mark-4': 'отметка «4», число',
  'mark-5': 'отметка «5», число',
  'mark-share-2': 'отметка «2», %',
  'mark-share-3': 'отметка «3», %',
  'mark-share-4': 'отметка «4», %',
  'mark-share-5': 'отметка «5», %',
  high: 'высокий результат, число',
  'high-rest': 'остальные: участники − x с высоким результатом',
  'high-share': 'высокий результат, %',
  'high-share-rest': 'невысокий результат, % (высокий — это 100 − x)',
  'mean-score': 'средний балл',
} satisfies Record<PlaceRole | ResultRole, string>

export type Assignment =
  | { role: PlaceRole }
  | { role: 'filter'; values: string[] }
  /** `every`: the same column serves all procedures of the table. */
  | { role: ResultRole; group: number | 'every' }

/** A procedure of the catalogue by its code, or one of the person's own. */
export interface GroupDraft {
  code: string
  name: string
  kind: 'vpr' | 'oge' | 'ege' | 'gve' | 'kdr' | 'other'
  /** The year of this group alone; empty = the one chosen for the file. */
  year: string
  /** Of a procedure that a saved description names in full: its code stays when its name is changed. */
  described?: { code: string; subject: string | null; programmeGrade: number | null }
}

export const OWN_PROCEDURE = 'own'

/** Why there is no number where one of these stands. */
export type MissingReason = 'withheld' | 'too-few' | 'not-submitted' | 'not-applicable'

export interface MissingToken {
  token: string
  reason: MissingReason
}

export interface Draft {
  name: string
  sheet: string
  headerRows: number[]
  keyKind: string
  columns: Readonly<Record<number, Assignment>>
  groups: readonly GroupDraft[]
  missing: readonly MissingToken[]
}

export const isResult = (
  assignment: Assignment,
): assignment is { role: ResultRole; group: number | 'every' } =>
  (RESULT_ROLES as readonly string[]).includes(assignment.role)

/** How the server's mapping names a column. */
export type ColumnAddress = string | { header: string; occurrence?: number } | { letter: string }
