import type { DataRow } from './rcoi-walk.ts'
import { readText } from './read-cell.ts'
import { normaliseCode } from './school-text.ts'

/** `counts`: this row is the participant's result; `earlier`: a later day has it; `repeat`: the same day stands twice. */
export type Attempt = 'counts' | 'earlier' | 'repeat'

interface Best {
  date: string
  place: string
}

const placeOf = ({ row }: DataRow) => `${row.sheet}\n${row.rowNumber}`

const keyOf = ({ sitting, cell, header }: DataRow): string | null => {
  const code = header.columns.has('pupil') ? readText(cell('pupil')) : null
  if (code === null || sitting?.procedure === undefined) return null
  const school = normaliseCode(readText(cell('school')) ?? '')
  return `${sitting.procedure.code}\n${sitting.schoolYear}\n${school}\n${normaliseCode(code)}`
}

/**
 * A participant has one result in an exam and year: of the main and reserve days the latest, of one day the first row.
 * Told by the participant's code alone; without one nobody can be recognised.
 */
export const createAttempts = () => {
  const best = new Map<string, Best>()
  const look = (data: DataRow): { own: Best; known: Best | undefined; key: string } | null => {
    const key = keyOf(data)
    if (key === null) return null
    return {
      key,
      own: { date: data.sitting!.exam.date ?? '', place: placeOf(data) },
      known: best.get(key),
    }
  }
  const note = (data: DataRow): void => {
    const found = look(data)
    if (found !== null && (found.known === undefined || found.own.date > found.known.date))
      best.set(found.key, found.own)
  }
  return {
    note,
    attemptOf(data: DataRow): Attempt {
      const found = look(data)
      if (found === null) return 'counts'
      if (found.known === undefined) {
        best.set(found.key, found.own)
        return 'counts'
      }
      if (found.known.place === found.own.place) return 'counts'
      return found.own.date < found.known.date ? 'earlier' : 'repeat'
    },
  }
}
