import { useState } from 'react'
import { type Choice, Select } from '../../ui/field.tsx'
import { PopupChoice, PopupTitle } from '../../ui/popup.tsx'
import { type Assignment, type Draft, isResult, PLACE_ROLES, RESULT_ROLES, ROLE_WORDS } from './draft.ts'
import styles from './mapping.module.css'

interface RoleMenuProps {
  procedures: readonly Choice[]
  draft: Draft
  column: number
  /** Different texts of the column, for the filter of rows. */
  values: readonly string[]
  onAssign: (assignment: Assignment | null, isDone: boolean) => void
}

export const groupTitle = (draft: Draft, procedures: readonly Choice[], group: number | 'every'): string => {
  if (group === 'every') return 'для всех процедур'
  const made = draft.groups[group]
  if (!made || made.code === '') return `процедура ${group + 1}`
  if (made.name !== '') return made.name
  return procedures.find((choice) => choice.value === made.code)?.label ?? made.code
}

/** What stands in a column: the school, the results of a procedure, a filter of rows, or nothing of use. */
export function RoleMenu({ draft, procedures, column, values, onAssign }: RoleMenuProps) {
  const current = draft.columns[column]
  const usual = current && isResult(current) ? current.group : Math.max(0, draft.groups.length - 1)
  const [group, setGroup] = useState<number | 'every'>(usual)
  const chosen = current?.role === 'filter' ? current.values : []
  return (
    <>
      <PopupChoice chosen={current === undefined} onChoose={() => onAssign(null, true)}>
        Столбец не нужен
      </PopupChoice>
      <PopupTitle>Школа и год</PopupTitle>
      {PLACE_ROLES.map((role) => (
        <PopupChoice key={role} chosen={current?.role === role} onChoose={() => onAssign({ role }, true)}>
          {ROLE_WORDS[role]}
        </PopupChoice>
      ))}
      <PopupTitle>Результаты</PopupTitle>
      {draft.groups.length > 1 && (
        <div className={styles.menuField}>
          <Select
            label="Какой процедуры"
            value={String(group)}
            choices={[
              ...draft.groups.map((_, index) => ({
                value: String(index),
                label: groupTitle(draft, procedures, index),
              })),
              { value: 'every', label: 'Для всех процедур сразу' },
            ]}
            onValue={(value) => setGroup(value === 'every' ? 'every' : Number(value))}
          />
        </div>
      )}
      {RESULT_ROLES.map((role) => (
        <PopupChoice
          key={role}
          chosen={current?.role === role && isResult(current) && current.group === group}
          onChoose={() => onAssign({ role, group }, true)}
        >
          {ROLE_WORDS[role]}
        </PopupChoice>
      ))}
      <PopupTitle>Отбор строк: читать только те, где стоит</PopupTitle>
      {values.slice(0, 12).map((value) => (
        <label key={value} className={styles.menuTick}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={() => {
              const next = chosen.includes(value)
                ? chosen.filter((item) => item !== value)
                : [...chosen, value]
              onAssign(next.length > 0 ? { role: 'filter', values: next } : null, false)
            }}
          />
          {value}
        </label>
      ))}
      {values.length > 12 && <p className={styles.menuNote}>Показаны первые двенадцать разных значений</p>}
    </>
  )
}
