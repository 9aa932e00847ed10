import type { ChangeWord } from '../../identification/certainty/model.ts'
import type { ProcedureChange } from '../../indicators/positive-dynamics.ts'
import type { ListOrigin, Scope, ScopeSchool } from '../scope.ts'

/** A change with the advisory word of the school's card; null where none is given. */
export interface NoteChange extends ProcedureChange {
  word: ChangeWord | null
}

/** Everything a note is made of; loaded by `load-note.ts`. */
export interface NoteInput {
  scope: Scope
  schoolYear: number
  methodology: { title: string; rule: string }
  origin: ListOrigin
  /** Open schools of the scope, in the order of the register. */
  schools: ScopeSchool[]
  /** Of these schools; every procedure they held this year. */
  changes: NoteChange[]
  /** The catalogue, in its order. */
  procedures: { code: string; name: string }[]
  /** Names of schools whose earlier numbers are used. */
  predecessors: { id: number; name: string }[]
}
