import type { ListCandidate, SchoolListEntry } from '../api.ts'
import { Tick } from '../ui/field.tsx'
import { formatNumber } from '../ui/format.ts'
import { Tag } from '../ui/words.tsx'
import styles from './simulator.module.css'
import { isTicked, type Ticks } from './simulator.ts'
import { RELIABILITY_WORDS, STATUS_WORDS } from './words.ts'

interface CandidatesProps {
  entries: SchoolListEntry[]
  near: ReadonlyMap<number, ListCandidate>
  ticks: Ticks
  onTick: (entry: SchoolListEntry, isIn: boolean) => void
}

/** Schools near the border by municipality and name: the order says nothing of how good a school is. */
export function SimulatorCandidates({ entries, near, ticks, onTick }: CandidatesProps) {
  const places = Map.groupBy(entries, ({ municipality }) => municipality)
  if (entries.length === 0) return <p className="muted">У границы перечня школ нет.</p>
  return (
    <section aria-label="Школы у границы перечня" className={styles.places}>
      <h2 className={styles.title}>
        Школы у границы <span className="muted">{formatNumber(entries.length, 0)}</span>
      </h2>
      {[...places].map(([place, schools]) => (
        <section key={place} aria-label={place}>
          <h3>{place}</h3>
          <ul className={styles.schools}>
            {schools.map((entry) => (
              <li key={entry.schoolId} data-changed={ticks.has(entry.schoolId) || undefined}>
                <Tick
                  checked={isTicked(entry, ticks)}
                  onChange={(isIn) => onTick(entry, isIn)}
                  hint={
                    <>
                      По правилу: {STATUS_WORDS[entry.status]}
                      {near.has(entry.schoolId) && `; ${near.get(entry.schoolId)!.words}`}
                      {entry.reason && `; решение комиссии: ${entry.reason}`}
                    </>
                  }
                >
                  {entry.name}{' '}
                  {entry.reliability === 'low' && (
                    <Tag tone="caution">надёжность {RELIABILITY_WORDS.low}</Tag>
                  )}
                </Tick>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  )
}
