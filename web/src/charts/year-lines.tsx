import { useId } from 'react'
import { formatPercent } from '../ui/format.ts'
import styles from './year-lines.module.css'

export interface YearPoint {
  year: number
  /** 0…1; null where there is no number, `missing` says why. */
  share: number | null
  interval: { low: number; high: number } | null
  isLow: boolean | null
  missing: string | null
  /** The middle half of the region's schools. */
  band: { lowQuartile: number; median: number; highQuartile: number } | null
  /** The line is broken before a year that must not be compared with the one before. */
  isComparable: boolean
  /** «7 из 20 (35 %)» */
  text: string
}

interface YearLinesProps {
  points: readonly YearPoint[]
  threshold: number | null
  /** Top of the scale, 0…1, the same for all charts that stand together. */
  max: number
  label: string
}

const WIDTH = 260
const HEIGHT = 140
const LEFT = 34
const RIGHT = 10
const TOP = 12
const BOTTOM = 24

/** One procedure over the years: the school's points, chance around them, the region's middle half behind, the threshold. */
export function YearLines({ points, threshold, max, label }: YearLinesProps) {
  const title = useId()
  const step = points.length > 1 ? (WIDTH - LEFT - RIGHT - 40) / (points.length - 1) : 0
  const x = (index: number) =>
    LEFT + 20 + index * step + (points.length === 1 ? (WIDTH - LEFT - RIGHT - 40) / 2 : 0)
  const y = (share: number) => TOP + (1 - Math.min(share, max) / max) * (HEIGHT - TOP - BOTTOM)
  const ticks = max > 0.6 ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6]
  const words = points.map((point) => `${point.year}: ${point.share === null ? point.missing : point.text}`)
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={styles.chart}
      role="img"
      aria-labelledby={title}
      data-chart
    >
      <title id={title}>{`${label}. ${words.join('; ')}`}</title>
      {ticks
        .filter((tick) => tick <= max + 1e-9)
        .map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} className={styles.grid} />
            <text x={LEFT - 6} y={y(tick)} className={styles.tick}>
              {formatPercent(tick, 0)}
            </text>
          </g>
        ))}
      <Band points={points} x={x} y={y} />
      {threshold !== null && (
        <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(threshold)} y2={y(threshold)} className={styles.threshold} />
      )}
      {points.map((point, index) => {
        const before = points[index - 1]
        if (!before || before.share === null || point.share === null || !point.isComparable) return null
        return (
          <line
            key={point.year}
            x1={x(index - 1)}
            y1={y(before.share)}
            x2={x(index)}
            y2={y(point.share)}
            className={styles.line}
          />
        )
      })}
      {points.map((point, index) => (
        <g key={point.year}>
          {point.interval && (
            <line
              x1={x(index)}
              x2={x(index)}
              y1={y(point.interval.low)}
              y2={y(point.interval.high)}
              className={styles.chance}
            />
          )}
          {point.share === null ? (
            <text x={x(index)} y={HEIGHT - BOTTOM - 8} className={styles.missing}>
              нет
            </text>
          ) : (
            <Point x={x(index)} y={y(point.share)} isLow={point.isLow === true} />
          )}
          <text x={x(index)} y={HEIGHT - 6} className={styles.year}>
            {point.year}
          </text>
        </g>
      ))}
    </svg>
  )
}

function Point({ x, y, isLow }: { x: number; y: number; isLow: boolean }) {
  if (!isLow) return <circle cx={x} cy={y} r="4.5" className={styles.point} />
  return (
    <rect
      x={x - 4.5}
      y={y - 4.5}
      width="9"
      height="9"
      className={styles.low}
      transform={`rotate(45 ${x} ${y})`}
    />
  )
}

interface BandProps {
  points: readonly YearPoint[]
  x: (index: number) => number
  y: (share: number) => number
}

function Band({ points, x, y }: BandProps) {
  const known = points.flatMap((point, index) => (point.band ? [{ index, band: point.band }] : []))
  if (known.length === 0) return null
  const half = known.length === 1 ? 18 : 0
  const upper = known.flatMap(({ index, band }) =>
    half > 0
      ? [`${x(index) - half} ${y(band.highQuartile)}`, `${x(index) + half} ${y(band.highQuartile)}`]
      : [`${x(index)} ${y(band.highQuartile)}`],
  )
  const lower = known
    .flatMap(({ index, band }) =>
      half > 0
        ? [`${x(index) - half} ${y(band.lowQuartile)}`, `${x(index) + half} ${y(band.lowQuartile)}`]
        : [`${x(index)} ${y(band.lowQuartile)}`],
    )
    .reverse()
  return <path d={`M${[...upper, ...lower].join('L')}Z`} className={styles.band} />
}
