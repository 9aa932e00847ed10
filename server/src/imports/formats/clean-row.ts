import type { Cell, Merge, SourceRow } from '../model.ts'
import { isErrorText, normaliseHeader } from '../read-table/parse-cell.ts'
import { isPersonalHeader } from './personal-columns.ts'
import { isTotalLabel } from './totals.ts'

/** Stands in place of a word that may be a name: a bad cell stays a bad cell, and its row a row. */
export const HIDDEN = '[скрыто]'

/** Words of headers of people's tables. Three of them make a header, with or without a personal column. */
const HEADER_WORD =
  /^(№|№ п\/п|код (участника|оо|оу|ппэ|мсу|ате|ооп|школы)|аудитория|класс|вариант|профиль|предмет|экзамен|оо|логин|школа|муниципалитет|название оо|наименование оо|первичный балл|итоговый балл|тестовый балл|балл|оценка|отметка|отметка по журналу|ответы в \S+ форме|задания с \S+ ответом|№ бланка|состояние апелляции|\d+([.,]\d+)?(к\d+)? ?\(\d+ ?б\)|(school|class|station|auditorium)code|governmentcell|testresult[bc]cell|primarymark|mark5)$/
/** A table of people, where a word in a column of codes or points may be a name that slipped there. */
const PEOPLE =
  /^код участника|фамили|отчеств|^ф\.? ?и\.?( ?о\.?)?$|^surnamecell$|^(ученик|учащийся|обучающийся|участник|выпускник)$/
/** Columns in which no word is at home. */
const NO_WORDS =
  /балл|отметк|оценк|^вариант|^код |^№|^номер|^аудитори|^ответы|^задани|^ппэ|^\d|mark5?$|^(station|auditorium|school)code$|^testresult/
const SAFE_WORDS =
  /^(?:отсутств\S*|не участвовал[аи]?|неявка|не явил(?:ся|ась|ись)|удал[её]н[аы]?|аннулирован[аоы]?|не завершил[аи]?|нет отметки|нет|не писал[аи]?|зач[её]т|незач[её]т|болен|болел[аи]?|выбыл[аи]?|освобожд[её]н[аы]?)(?:\s[^\p{Lu}]*)?$/u
const LOGIN = /^(?:edu|sch)\d{6}$/i
const WORD = /\p{L}{3}/u
/** «Иванов Иван Иванович», «Иванов И. И.», «И. И. Иванов», «Иванов»: a cell that is nothing but a name. */
const WHOLE_NAME =
  /^(?:\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?(?:\s+\p{Lu}(?:\p{Ll}+|\.))(?:\s*\p{Lu}(?:\p{Ll}+|\.))?|(?:\p{Lu}\.\s*){1,2}\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?)$/u
const ONE_NAME = /^\p{Lu}\p{Ll}{3,}(?:-\p{Lu}\p{Ll}+)?(?:\s|$)/u
/** A label with its value in one cell: «Директор: Иванов И. И.». */
const LABELLED =
  /^((?:[^:]{0,60}[^а-яё:])?(?:ф\.? ?и\.? ?о\.?|фамилия|директор|руководитель|исполнител[ья]|ответственн\S*|учитель|председатель|эксперт|составил\S*|телефон|паспорт|снилс|e-?mail)(?:[^а-яё:][^:]{0,60})?:)\s*\S/iu
/** A table has at least so many filled cells in a row; titles, labels and signatures have fewer. */
const TABLE_CELLS = 4
/** A header over columns without merges reaches over so many blanks to its right. */
const REACH = 2
/** A header may be two or three rows high. */
const HEADER_ROWS = 3

interface SheetState {
  personal: Set<number>
  /** Header text by column; a column without one is nobody's. */
  texts: Map<number, string>
  isPeople: boolean
  firstHeaderRow: number
  lastHeaderRow: number
}

/**
 * Empties the cells of personal data row by row: everything under a personal header (under its merges and blanks too,
 * until another header says otherwise), values of personal labels, and, in tables of people, words where only codes and
 * points belong. Headers stay. A row without anything of the kind is given back as it is.
 * @param mergesOf merged ranges of a sheet; none for csv
 */
export const createRowCleaner = (mergesOf: (sheet: string) => Merge[]): ((row: SourceRow) => SourceRow) => {
  const sheets = new Map<string, SheetState>()
  return (row) => {
    const known = sheets.get(row.sheet)
    const labels = cleanLabels(row)
    if (labels !== undefined) return labels
    if (isHeader(row, known)) {
      const isNext = known !== undefined && continues(row, known)
      sheets.set(row.sheet, readHeader(row, isNext ? known : undefined, mergesOf(row.sheet)))
      return isNext ? row : cleanTexts(row)
    }
    if (known === undefined) return cleanTexts(row)
    return cleanCells(row, known)
  }
}

const textOf = (cell: Cell | undefined): string => (cell === undefined ? '' : normaliseHeader(cell.text))
const isPersonalCell = (cell: Cell | undefined): boolean =>
  cell?.kind === 'text' && cell.text.length <= 80 && isPersonalHeader(cell.text)

const continues = (row: SourceRow, state: SheetState): boolean =>
  row.rowNumber > state.lastHeaderRow &&
  row.rowNumber <= state.lastHeaderRow + 1 &&
  row.rowNumber < state.firstHeaderRow + HEADER_ROWS

const isHeader = (row: SourceRow, known: SheetState | undefined): boolean => {
  let personal = 0
  let words = 0
  let filled = 0
  for (let index = 0; index < row.cells.length; index++) {
    const cell = row.cells[index]
    if (cell === undefined) continue
    filled += 1
    if (isPersonalCell(cell)) personal += 1
    else if (cell.text.length <= 40 && HEADER_WORD.test(textOf(cell))) words += 1
    // Somebody's name stands where names stand: a person's row, whatever its other cells say.
    else if (known?.personal.has(index)) return false
  }
  if (personal + words === 0) return false
  // «Документ сформирован …» alone in a row heads no column; «ФИО» alone may.
  if (known === undefined && filled === 1) return row.cells.some((cell) => cell && PEOPLE.test(textOf(cell)))
  if (known === undefined) return personal > 0 || words >= 3
  // «Учитель» and «Номер» are values too: a later row is a header only where most of it are words of headers.
  if (continues(row, known) && personal + words === filled) return true
  return personal + words >= 3 && (personal + words) * 2 >= filled
}

const readHeader = (row: SourceRow, above: SheetState | undefined, merges: Merge[]): SheetState => {
  const personal = new Set(above?.personal)
  const texts = new Map(above?.texts)
  row.cells.forEach((cell, index) => {
    if (cell === undefined || cell.text.trim() === '') return
    const text = textOf(cell)
    texts.set(index, texts.has(index) ? `${texts.get(index)} ${text}` : text)
    if (!isPersonalCell(cell)) {
      // Under a group's blank a header of its own says what the column is.
      if (above !== undefined && !above.texts.has(index)) personal.delete(index)
      return
    }
    const merge = merges.find(
      ({ fromRow, toRow, fromColumn, toColumn }) =>
        fromRow <= row.rowNumber && row.rowNumber <= toRow && fromColumn <= index && index <= toColumn,
    )
    const to = Math.max(merge?.toColumn ?? index, index + REACH)
    for (let at = index; at <= to; at++) {
      const isOwn = at > index && (row.cells[at] !== undefined || above?.texts.has(at))
      if (isOwn && at > (merge?.toColumn ?? index)) break
      personal.add(at)
    }
  })
  const isPeople = above?.isPeople === true || [...texts.values()].some((text) => PEOPLE.test(text))
  return {
    personal,
    texts,
    isPeople,
    firstHeaderRow: above?.firstHeaderRow ?? row.rowNumber,
    lastHeaderRow: row.rowNumber,
  }
}

/** A row of a form, `Директор | Иванов И. И.`: its label stays. Undefined where the row is none. */
const cleanLabels = (row: SourceRow): SourceRow | undefined => {
  const filled = row.cells.filter((cell) => cell !== undefined)
  if (filled.length >= TABLE_CELLS || !filled.some(isPersonalCell)) return undefined
  const isValue = (cell: Cell) =>
    !isPersonalCell(cell) && (WHOLE_NAME.test(cell.text) || /\d{4}/.test(cell.text))
  if (!filled.some(isValue)) return undefined
  return { ...row, cells: row.cells.map((cell) => (cell !== undefined && isValue(cell) ? undefined : cell)) }
}

/** Labels with their values in one cell. */
const cleanTexts = (row: SourceRow): SourceRow => {
  if (!row.cells.some((cell) => cell?.kind === 'text' && LABELLED.test(cell.text))) return row
  const cells = row.cells.map((cell) => {
    const match = cell?.kind === 'text' ? LABELLED.exec(cell.text) : null
    return match === null ? cell : { text: match[1]!, kind: 'text' as const }
  })
  return { ...row, cells }
}

const cleanCells = (given: SourceRow, state: SheetState): SourceRow => {
  const row = cleanTexts(given)
  let filled = 0
  for (const cell of row.cells) if (cell !== undefined) filled += 1
  const isTable = filled >= TABLE_CELLS
  let cells: (Cell | undefined)[] | undefined
  for (let index = 0; index < row.cells.length; index++) {
    const cell = row.cells[index]
    if (cell === undefined) continue
    const cleaned =
      state.personal.has(index) && (isTable || !isHeading(cell))
        ? undefined
        : hideWord(cell, index, state, isTable)
    if (cleaned === cell) continue
    cells ??= [...row.cells]
    cells[index] = cleaned
  }
  return cells === undefined ? row : { ...row, cells }
}

/** A title or total that stands across columns of a table: `01 - Русский язык 2026.05.30`, `Итого`. */
const isHeading = (cell: Cell): boolean =>
  cell.kind === 'text' && (isTotalLabel(cell.text) || /^\d{1,3}\s*[-–—]\s*\p{Lu}.*20\d{2}/u.test(cell.text))

const hideWord = (cell: Cell, index: number, state: SheetState, isTable: boolean): Cell => {
  if (!state.isPeople || cell.kind !== 'text' || !WORD.test(cell.text)) return cell
  const { text } = cell
  if (LOGIN.test(text) || isErrorText(text) || isTotalLabel(text) || SAFE_WORDS.test(text)) return cell
  const header = state.texts.get(index)
  if (!isTable) return WHOLE_NAME.test(text) ? { text: HIDDEN, kind: 'text' } : cell
  const isAtHome =
    header === undefined
      ? false
      : /^класс|^classcode/.test(header)
        ? !ONE_NAME.test(text)
        : !NO_WORDS.test(header)
  return isAtHome ? cell : { text: HIDDEN, kind: 'text' }
}
