import { readScores, type Scores } from './rcoi-row.ts'
import type { DataRow } from './rcoi-walk.ts'
import { readText, rowReport } from './read-cell.ts'
import { normaliseCode } from './school-text.ts'

/** What became of an appeal's row. */
export type AppealFate = 'applied' | 'declined' | 'open' | 'unmatched'

const DECLINED = /отклон|не удовлетвор|без изменен|отозван/iu
const OPEN = /рассмотрени|назнач|подан|зарегистр|принят[ао]? к/iu

const keyOf = (...parts: (string | null | undefined)[]) => parts.map((part) => part ?? '').join('\n')
const rowOf = ({ row }: DataRow) => keyOf(row.sheet, String(row.rowNumber))
const codeIn = ({ cell }: DataRow, id: 'school' | 'pupil' | 'station' | 'auditorium') => {
  const text = readText(cell(id))
  return text === null ? null : normaliseCode(text)
}
const examKey = ({ sitting }: DataRow) => keyOf(sitting?.procedure?.code, sitting?.exam.date)

/** School, class, place and room of an exam: where exactly one participant has all of them, that is the one. */
const seatOf = (data: DataRow) =>
  keyOf(
    examKey(data),
    codeIn(data, 'school'),
    readText(data.cell('className'))?.toUpperCase(),
    codeIn(data, 'station'),
    codeIn(data, 'auditorium'),
  )
const personOf = (data: DataRow) => keyOf(examKey(data), codeIn(data, 'school'), codeIn(data, 'pupil'))

/**
 * Ties appeals to rows of the same file without names: by the participant's code, else by school, class, place and
 * room of the same exam where that leaves exactly one row. All rows are shown to `note` before anything is asked.
 */
export const createAppeals = () => {
  const bySeat = new Map<string, string[]>()
  const byPerson = new Map<string, string>()
  const appeals: DataRow[] = []
  let changes: Map<string, Scores> | undefined
  const fates = new Map<string, AppealFate>()

  const note = (data: DataRow): void => {
    if (data.isAppeal) {
      appeals.push(data)
      return
    }
    const row = rowOf(data)
    if (data.header.columns.has('pupil')) byPerson.set(personOf(data), row)
    const seat = seatOf(data)
    const seated = bySeat.get(seat)
    if (seated === undefined) bySeat.set(seat, [row])
    else if (seated.length < 2) seated.push(row)
  }

  const target = (data: DataRow): string | undefined => {
    if (data.header.columns.has('pupil') && codeIn(data, 'pupil') !== null)
      return byPerson.get(personOf(data))
    // A seat says who it is only where the appeal names all of it.
    const isWhole =
      readText(data.cell('className')) !== null &&
      codeIn(data, 'station') !== null &&
      codeIn(data, 'auditorium') !== null
    const seated = isWhole ? bySeat.get(seatOf(data)) : undefined
    return seated?.length === 1 ? seated[0] : undefined
  }

  const resolve = (): Map<string, Scores> => {
    const found = new Map<string, Scores>()
    const claims = new Map<string, DataRow[]>()
    for (const data of appeals) {
      const state = readText(data.cell('appealState')) ?? ''
      if (DECLINED.test(state) || OPEN.test(state)) {
        fates.set(rowOf(data), DECLINED.test(state) ? 'declined' : 'open')
        continue
      }
      const row = target(data)
      if (row === undefined) fates.set(rowOf(data), 'unmatched')
      else claims.set(row, [...(claims.get(row) ?? []), data])
    }
    for (const [row, claimed] of claims) {
      // Two appeals that lead to one row cannot both be its participant's.
      const scores =
        claimed.length === 1 && claimed[0]!.sitting !== undefined
          ? readScores(claimed[0]!, rowReport(claimed[0]!.row))
          : undefined
      const isKnown = typeof scores === 'object'
      for (const data of claimed) fates.set(rowOf(data), isKnown ? 'applied' : 'unmatched')
      if (isKnown) found.set(row, scores)
    }
    return found
  }

  return {
    note,
    /** The scores in force after an appeal against this row; undefined where there was none. */
    scoresAfter(data: DataRow): Scores | undefined {
      changes ??= resolve()
      return changes.get(rowOf(data))
    },
    fateOf(data: DataRow): AppealFate {
      changes ??= resolve()
      return fates.get(rowOf(data)) ?? 'unmatched'
    },
  }
}
