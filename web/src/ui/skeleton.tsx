import styles from './skeleton.module.css'

/** Grey bars in place of a page that takes longer than 300 ms; nothing before. */
export function PageSkeleton() {
  return (
    <div className={styles.page} role="status">
      <span className="visually-hidden">Загружаем страницу…</span>
      <span className={styles.bar} style={{ width: '42%', height: 32 }} />
      <span className={styles.bar} style={{ width: '68%' }} />
      <span className={styles.block} />
      <span className={styles.block} style={{ height: 240 }} />
    </div>
  )
}

export function LinesSkeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div className={styles.lines} role="status">
      <span className="visually-hidden">Загружаем…</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical bars
        <span key={line} className={styles.bar} style={{ width: `${88 - (line % 3) * 14}%` }} />
      ))}
    </div>
  )
}
