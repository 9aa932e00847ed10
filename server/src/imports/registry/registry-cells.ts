import { foldSpaces, foldText } from '../../places/fold-text.ts'
import type { SchoolStatus } from '../../places/registry.ts'
import { type SchoolType, type SettlementType, schoolTypeOf } from '../../places/school-type.ts'
import type { Cell, RowProblem, SourceRow } from '../model.ts'

/** Reads the cells of one registry row by kind; whatever cannot be read becomes a problem of that cell and stays unknown. */
export class CellReader<C extends string> {
  readonly problems: RowProblem[] = []
  readonly #row: SourceRow
  readonly #columns: Map<C, number>
  readonly #headers: Map<C, string>

  constructor(row: SourceRow, columns: Map<C, number>, headers: Map<C, string>) {
    this.#row = row
    this.#columns = columns
    this.#headers = headers
  }

  text(column: C): string | null {
    const cell = this.#cell(column)
    if (cell === undefined) return null
    if (cell.kind === 'error')
      return this.#problem(column, 'cell-error', cell.text, 'значение вместо ошибки Excel')
    const text = foldSpaces(cell.text)
    return text === '' || /^(?:-|–|—|нет данных|н\/д)$/i.test(text) ? null : text
  }

  number(column: C, range: { min: number; max: number; whole: boolean }): number | null {
    const text = this.text(column)
    if (text === null) return null
    const plain = text
      .replace(/(?<=\d) (?=\d)/g, '')
      .replace(',', '.')
      .replace(/ ?(?:км|чел\.?)$/i, '')
    if (!/^-?\d+(?:\.\d+)?$/.test(plain)) return this.#problem(column, 'cell-not-number', text, 'число')
    const value = Number(plain)
    const isWrong = value < range.min || value > range.max || (range.whole && !Number.isInteger(value))
    if (!isWrong) return value
    const kind = range.whole ? 'целое число' : 'число'
    return this.#problem(column, 'cell-out-of-range', text, `${kind} от ${range.min} до ${range.max}`)
  }

  date(column: C): string | null {
    const text = this.text(column)
    if (text === null) return null
    const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
    const russian = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(text)
    const [year, month, day] = iso ? iso.slice(1) : russian ? [russian[3], russian[2], russian[1]] : []
    const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
    const isReal = year !== undefined && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
    return isReal ? date : this.#problem(column, 'cell-out-of-range', text, 'дата, например 01.09.2025')
  }

  /** One of the words a column may hold. */
  choice<T>(column: C, read: (text: string) => T | null, expected: string): T | null {
    const text = this.text(column)
    if (text === null) return null
    return read(text) ?? this.#problem(column, 'cell-out-of-range', text, expected)
  }

  #cell(column: C): Cell | undefined {
    const index = this.#columns.get(column)
    return index === undefined ? undefined : this.#row.cells[index]
  }

  #problem(column: C, code: RowProblem['code'], given: string, expected: string): null {
    const { sheet, rowNumber } = this.#row
    const header = this.#headers.get(column) ?? column
    this.problems.push({ sheet, rowNumber, column: header, code, given, expected, severity: 'warning' })
    return null
  }
}

export function readStatus(text: string): SchoolStatus | null {
  const word = foldText(text)
  if (/^(?:действу|открыт|работа|функционир|open)/.test(word)) return 'open'
  if (/присоедин|слит|реорганиз|merged/.test(word)) return 'merged'
  if (/закрыт|ликвид|не действу|недейств|closed/.test(word)) return 'closed'
  return null
}

export function readYesNo(text: string): boolean | null {
  const word = foldText(text)
  if (/^(?:да|1|true|\+|yes)$/.test(word)) return true
  return /^(?:нет|0|false|no)$/.test(word) ? false : null
}

export function readSettlementType(text: string): SettlementType | null {
  const word = foldText(text)
  if (/^(?:город|городск|г$|г\.|city)/.test(word)) return 'city'
  if (/^(?:посел|пгт|рп|рабоч|town)/.test(word)) return 'town'
  return /^(?:сел|дерев|сельск|станиц|хутор|аул|village)/.test(word) ? 'village' : null
}

/** «СОШ», «Средняя общеобразовательная школа», «СОШ с УИОП», «Лицей». */
export const readSchoolType = (text: string): SchoolType | null => schoolTypeOf(text)
