import { formatInterval, formatPercent } from '../ui/format.ts'
import styles from './interval-bar.module.css'

export interface EarlierShare {
  year: number
  share: number
}

interface IntervalBarProps {
  /** 0…1 */
  share: number
  /** 95 % interval, 0…1; null where counts are not known. */
  interval: { low: number; high: number } | null
  threshold: number | null
  earlier?: readonly EarlierShare[]
  /** Right end of the scale, 0…1, the same for all bars that stand under each other. */
  max: number
  /** Whether the threshold is reached, as the rule decided it; not recounted from the rounded share. */
  isReached: boolean | null
  /** Years are written under their dots; not where the words beside already name the only one. */
  namesYears?: boolean
}

const percent = (value: number, max: number) => `${(Math.min(value, max) / max) * 100}%`

/** One share on its scale: the point, how far chance could move it, the threshold, and the years before as small dots. */
export function IntervalBar(props: IntervalBarProps) {
  const { share, interval, threshold, earlier = [], max, isReached, namesYears = true } = props
  const words = [
    formatPercent(share),
    interval && `с учётом случайности ${formatInterval(interval.low, interval.high)}`,
    threshold !== null && `порог ${formatPercent(threshold)}`,
    ...earlier.map((item) => `${item.year} год: ${formatPercent(item.share)}`),
  ].filter(Boolean)
  return (
    <div className={styles.bar} role="img" aria-label={words.join('; ')} title={words.join('; ')}>
      <div className={styles.track} />
      {interval && (
        <div
          className={styles.interval}
          style={{
            left: percent(interval.low, max),
            width: `calc(${percent(interval.high, max)} - ${percent(interval.low, max)})`,
          }}
        />
      )}
      {threshold !== null && <div className={styles.threshold} style={{ left: percent(threshold, max) }} />}
      {earlier.map((item) => (
        <div key={item.year} className={styles.earlier} style={{ left: percent(item.share, max) }} />
      ))}
      {(namesYears ? earlierLabels(earlier, max) : []).map((label) => (
        <div key={label.text} className={styles.year} style={{ left: percent(label.at, max) }}>
          {label.text}
        </div>
      ))}
      <div
        className={styles.point}
        data-reached={isReached === true || undefined}
        style={{ left: percent(share, max) }}
      />
    </div>
  )
}

/** Years that fall close together share one label, so that they never lie over each other. */
function earlierLabels(earlier: readonly EarlierShare[], max: number): { at: number; text: string }[] {
  const labels: { at: number; text: string; members: number }[] = []
  for (const item of [...earlier].sort((a, b) => a.share - b.share)) {
    const text = `’${String(item.year).slice(-2)}`
    const last = labels.at(-1)
    if (last && (item.share - last.at) / max < 0.09) {
      last.at = (last.at * last.members + item.share) / (last.members + 1)
      last.members += 1
      last.text = `${last.text}, ${text}`
    } else labels.push({ at: item.share, text, members: 1 })
  }
  return labels
}

/** The scale over bars that stand under each other. */
export function IntervalScale({ max, threshold }: { max: number; threshold: number | null }) {
  const step = max > 0.6 ? 0.25 : 0.1
  const marks: number[] = []
  for (let at = 0; at <= max + 1e-9; at += step) {
    if (threshold === null || Math.abs(at - threshold) > step / 2) marks.push(at)
  }
  return (
    <div className={styles.scale} aria-hidden="true">
      {marks.map((mark) => (
        <span key={mark} style={{ left: percent(mark, max) }}>
          {formatPercent(mark, 0)}
        </span>
      ))}
      {threshold !== null && (
        <span className={styles.scaleThreshold} style={{ left: percent(threshold, max) }}>
          порог {formatPercent(threshold)}
        </span>
      )}
    </div>
  )
}

/** A round right end for bars under each other, so that the widest interval fits. */
export function scaleMax(values: readonly number[]): number {
  const greatest = Math.max(0.5, ...values)
  return Math.min(1, Math.ceil(greatest * 10) / 10)
}
