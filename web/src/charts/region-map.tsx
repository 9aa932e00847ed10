import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { STEPS, stepOf } from './classes-of-values.ts'
import { type Border, type Direction, drawBorders, neighbourTowards } from './projection.ts'
import styles from './region-map.module.css'

export interface MapArea {
  id: number
  name: string
  border: Border | null
  /** Null where too few schools stand behind it: hatched. */
  value: number | null
  /** The number as it is written in the area. */
  short: string
  /** The whole sentence for the reader and for the line over the map. */
  sentence: string
}

interface RegionMapProps {
  areas: readonly MapArea[]
  bounds: readonly number[]
  /** Words of each class for the legend, low to high. */
  legend: readonly string[]
  missingWords: string
  onOpen: (id: number) => void
}

const WIDTH = 640
const ARROWS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** Territories coloured by a value. One stop for Tab; arrows go to the neighbour on that side, Enter opens. */
export function RegionMap({ areas, bounds, legend, missingWords, onOpen }: RegionMapProps) {
  const map = useMemo(
    () =>
      drawBorders(
        areas.map((area) => area.border),
        WIDTH,
        560,
      ),
    [areas],
  )
  const [active, setActive] = useState(0)
  const [pointed, setPointed] = useState<number | null>(null)
  const hatch = useId()
  const paths = useRef<(SVGPathElement | null)[]>([])
  const told = pointed === null ? null : areas[pointed]

  const onKey = (event: KeyboardEvent, index: number) => {
    const area = areas[index]
    if (area && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      onOpen(area.id)
    }
    const direction = ARROWS[event.key]
    const next = direction ? neighbourTowards(map.areas, index, direction) : null
    if (direction) event.preventDefault()
    if (next !== null) {
      setActive(next)
      paths.current[next]?.focus()
    }
  }

  return (
    <div className={styles.map}>
      <p className={styles.told} aria-hidden="true">
        {told ? told.sentence : 'Наведите на территорию или выберите её стрелками, чтобы увидеть числа'}
      </p>
      {/* A group, so that a reader meets each territory with its sentence; the table beside holds the same numbers. */}
      <svg
        viewBox={`-4 -4 ${WIDTH + 8} ${map.height + 48}`}
        data-chart
        role="group"
        aria-label="Карта территорий. Стрелки переходят к соседней, Enter открывает её школы"
      >
        <defs>
          <pattern
            id={hatch}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="7" height="7" className={styles.hatchGround} />
            <line x1="0" y1="0" x2="0" y2="7" className={styles.hatchLine} />
          </pattern>
        </defs>
        {areas.map((area, index) => {
          const drawn = map.areas[index]
          if (!drawn) return null
          return (
            <path
              key={area.id}
              ref={(path) => {
                paths.current[index] = path
              }}
              d={drawn.path}
              role="button"
              tabIndex={index === active ? 0 : -1}
              aria-label={area.sentence}
              className={styles.area}
              data-step={area.value === null ? 'missing' : stepOf(area.value, bounds)}
              fill={area.value === null ? `url(#${hatch})` : undefined}
              onClick={() => onOpen(area.id)}
              onKeyDown={(event) => onKey(event, index)}
              onFocus={() => {
                setActive(index)
                setPointed(index)
              }}
              onBlur={() => setPointed(null)}
              onPointerEnter={() => setPointed(index)}
              onPointerLeave={() => setPointed(null)}
            />
          )
        })}
        {areas.map((area, index) => {
          const drawn = map.areas[index]
          if (!drawn || area.value === null || drawn.size < 1400) return null
          return (
            <text
              key={area.id}
              x={drawn.centre.x}
              y={drawn.centre.y}
              className={styles.label}
              data-step={stepOf(area.value, bounds)}
              aria-hidden="true"
            >
              {area.short}
            </text>
          )
        })}
        {pointed !== null && map.areas[pointed] && (
          <path d={map.areas[pointed]?.path} className={styles.outline} aria-hidden="true" />
        )}
        <Legend legend={legend} missingWords={missingWords} hatch={hatch} y={map.height + 18} />
      </svg>
    </div>
  )
}

function Legend(props: { legend: readonly string[]; missingWords: string; hatch: string; y: number }) {
  const wide = 84
  return (
    <g aria-hidden="true">
      {props.legend.slice(0, STEPS).map((words, index) => (
        <g key={words} transform={`translate(${index * wide} ${props.y})`}>
          <rect width={wide - 4} height="8" rx="2" className={styles.area} data-step={index + 1} />
          <text y="23" className={styles.legend}>
            {words}
          </text>
        </g>
      ))}
      <g transform={`translate(${STEPS * wide + 24} ${props.y})`}>
        <rect width={wide - 4} height="8" rx="2" fill={`url(#${props.hatch})`} />
        <text y="23" className={styles.legend}>
          {props.missingWords}
        </text>
      </g>
    </g>
  )
}
