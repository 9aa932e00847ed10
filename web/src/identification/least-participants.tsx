import { Link } from '@tanstack/react-router'
import { readWhere, writeWhere } from '../ui/data-table/table-search.ts'
import { Select } from '../ui/field.tsx'
import { counted, formatNumber, SCHOOLS } from '../ui/format.ts'
import styles from './schools-page.module.css'
import { LEAST_PARTICIPANTS } from './words.ts'

interface LeastParticipantsProps {
  /** What the address filters by; the choice is a part of it. */
  where: string | undefined
  onWhere: (where: string | undefined) => void
  /** Of the schools on the list: participants in the deciding procedures. */
  listed: readonly (number | null)[]
  /** The setting saved with a list, where there is one. */
  stated?: number | null
}

/** The least number chosen in an address: «не меньше 10». */
export const chosenLeast = (where: string | undefined): number | null => {
  const chosen = (readWhere(where).least ?? []).map(Number).filter((least) => least > 0)
  return chosen.length === 1 ? chosen[0]! : null
}

/** «В решающих процедурах не меньше N участников» beside a list, with how many schools are below. */
export function LeastParticipants({ where, onWhere, listed, stated = null }: LeastParticipantsProps) {
  const least = chosenLeast(where)
  const asked = least ?? stated
  const below = asked === null ? 0 : listed.filter((n) => n !== null && n < asked).length
  const withLeast = (value: string | null) => {
    const { least: _, ...rest } = readWhere(where)
    return writeWhere(value === null ? rest : { ...rest, least: [value] })
  }
  return (
    <div className={`${styles.least} no-print`}>
      <span>В решающих процедурах участников</span>
      <Select
        label="Наименьшее число участников в решающих процедурах"
        quietLabel
        value={least === null ? '' : String(least)}
        onValue={(value) => onWhere(withLeast(value === '' ? null : value))}
        choices={[
          { value: '', label: 'сколько угодно' },
          ...LEAST_PARTICIPANTS.map((n) => ({ value: String(n), label: `не меньше ${n}` })),
        ]}
      />
      {asked !== null && (
        <span className="secondary">
          {stated !== null && `Оговорка перечня: не меньше ${stated}. `}
          {below === 0 ? (
            'Ниже в перечне нет ни одной школы.'
          ) : (
            <>
              Ниже — {counted(below, SCHOOLS)} из {formatNumber(listed.length, 0)} в перечне.{' '}
              <Link
                to="."
                search={(old: Record<string, unknown>) => ({ ...old, where: withLeast(`under${asked}`) })}
                resetScroll={false}
                replace
              >
                Показать их
              </Link>
            </>
          )}
        </span>
      )}
    </div>
  )
}
