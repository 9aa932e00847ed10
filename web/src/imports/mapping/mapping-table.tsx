import { ChevronDown } from 'lucide-react'
import type { TableSample } from '../../api.ts'
import { classes } from '../../ui/classes.ts'
import type { Choice } from '../../ui/field.tsx'
import { Popup } from '../../ui/popup.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { columnLetter } from '../letters.ts'
import { type Assignment, type Draft, isResult, ROLE_WORDS } from './draft.ts'
import styles from './mapping.module.css'
import { groupTitle, RoleMenu } from './role-menu.tsx'

type Sheet = TableSample['sheets'][number]

const SHOWN_ROWS = 30

const kindOf = (assignment: Assignment | undefined) => {
  if (!assignment) return 'none'
  if (isResult(assignment)) return 'result'
  return assignment.role === 'filter' || assignment.role === 'year' ? 'what' : 'place'
}

function words(draft: Draft, procedures: readonly Choice[], assignment: Assignment | undefined): string {
  if (!assignment) return 'что здесь?'
  if (assignment.role === 'filter') return `отбор: ${assignment.values.join(', ')}`
  if (!isResult(assignment)) return ROLE_WORDS[assignment.role]
  return draft.groups.length > 1
    ? `${ROLE_WORDS[assignment.role]} — ${groupTitle(draft, procedures, assignment.group)}`
    : ROLE_WORDS[assignment.role]
}

/** The different texts below the header, in the order they come. */
function valuesOf(sheet: Sheet, column: number, headerRows: readonly number[]): string[] {
  const dataFrom = Math.max(0, ...headerRows)
  const values = new Set<string>()
  for (const row of sheet.rows) {
    const cell = row.rowNumber > dataFrom ? row.cells[column]?.trim() : undefined
    if (cell) values.add(cell)
  }
  return [...values]
}

interface MappingTableProps {
  procedures: readonly Choice[]
  sheet: Sheet
  draft: Draft
  onAssign: (column: number, assignment: Assignment | null) => void
  onHeaderRow: (rowNumber: number) => void
}

/** The table as it stands; a click on a column's head says what it holds, a click on a row's number makes it the header. */
export function MappingTable({ procedures, sheet, draft, onAssign, onHeaderRow }: MappingTableProps) {
  const width = sheet.rows.reduce((most, row) => Math.max(most, row.cells.length), 0)
  const columns = Array.from({ length: width }, (_, index) => index)
  return (
    <ScrollBox label={`Лист «${sheet.name}»`} className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td>
              <span className="visually-hidden">Номер строки</span>
            </td>
            {columns.map((index) => {
              const assignment = draft.columns[index]
              const letter = columnLetter(index)
              return (
                <th key={index} scope="col" data-kind={kindOf(assignment)}>
                  <Popup
                    label={`Что в столбце ${letter}`}
                    button={({ toggle, isOpen }) => (
                      <button type="button" className={styles.role} onClick={toggle} aria-expanded={isOpen}>
                        <span className={styles.letter}>{letter}</span>
                        <span className={classes(styles.roleWords, !assignment && styles.unknown)}>
                          {words(draft, procedures, assignment)}
                        </span>
                        <ChevronDown aria-hidden="true" />
                      </button>
                    )}
                  >
                    {(close) => (
                      <RoleMenu
                        draft={draft}
                        procedures={procedures}
                        column={index}
                        values={valuesOf(sheet, index, draft.headerRows)}
                        onAssign={(next, isDone) => {
                          onAssign(index, next)
                          if (isDone) close()
                        }}
                      />
                    )}
                  </Popup>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.slice(0, SHOWN_ROWS).map((row) => {
            const isHeader = draft.headerRows.includes(row.rowNumber)
            return (
              <tr key={row.rowNumber} data-header={isHeader || undefined}>
                <th scope="row">
                  <button
                    type="button"
                    aria-pressed={isHeader}
                    title={
                      isHeader ? 'Это строка заголовка. Нажмите, чтобы снять' : 'Сделать строкой заголовка'
                    }
                    onClick={() => onHeaderRow(row.rowNumber)}
                  >
                    {row.rowNumber}
                    <span className="visually-hidden">: строка заголовка</span>
                  </button>
                </th>
                {columns.map((index) => (
                  <td key={index} data-kind={kindOf(draft.columns[index])}>
                    {row.cells[index] ?? ''}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollBox>
  )
}
