import type { Session } from '../api.ts'
import { formatPercent } from '../ui/format.ts'
import styles from './shell.module.css'

/** Says that the demonstration region is still loading, and how far it is. */
export function DemoBanner({ session }: { session: Session }) {
  const { state, done, total } = session.demo
  if (state === 'failed') {
    return (
      <p className={styles.demo} role="status">
        Демонстрационный регион загрузился не полностью. Перезапустите программу: загрузка продолжится с того
        же места.
      </p>
    )
  }
  if (state !== 'loading') return null
  return (
    <div className={styles.demo} role="status">
      <span>Загружаем демонстрационный регион{total > 0 ? `: ${formatPercent(done / total, 0)}` : '…'}</span>
      {total > 0 && <progress value={done} max={total} aria-label="Загрузка демонстрационного региона" />}
      <span>Работать можно уже сейчас.</span>
    </div>
  )
}
