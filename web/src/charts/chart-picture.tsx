import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ChartView } from '../api.ts'
import { classes } from '../ui/classes.ts'
import { counted } from '../ui/format.ts'
import styles from './chart.module.css'
import { moveReading, nearestMark, type SeenMark } from './reading.ts'

interface ChartPictureProps {
  view: ChartView
  /** The same chart laid out for paper. */
  printSvg?: string | undefined
  onOpen?: ((key: string) => void) | undefined
  openWords?: string | undefined
}

/** Kinds whose marks are too small to hit: the nearest one within reach is meant. */
const SMALL_MARKS = new Set(['funnel', 'lines'])
const REACH = 18
const MARKS = ['знак', 'знака', 'знаков'] as const

/**
 * The server's picture inside the page. Pointer and arrows walk over its marks and say their sentences; it is one stop for
 * Tab, because hundreds of stops would close the rest of the page to the keyboard.
 */
export function ChartPicture({ view, printSvg, onOpen, openWords }: ChartPictureProps) {
  const reader = useRef<HTMLDivElement>(null)
  const seen = useRef<SeenMark[] | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const words = useMemo(() => new Map(view.reading.map((mark) => [mark.key, mark.words])), [view.reading])
  const markup = useMemo(() => ({ __html: view.svg }), [view.svg])
  const [place, setPlace] = useState<{ left: number; top: number; isRight: boolean } | null>(null)

  // The picture is text of the server: marks are found in it, not drawn by React.
  useLayoutEffect(() => {
    const element = reader.current
    if (!element) return
    const marks = told === null ? [] : marksOf(element, told)
    for (const mark of marks) {
      mark.setAttribute('data-told', '')
      if (view.kind === 'map') raise(mark)
    }
    const first = marks[0]
    setPlace(first ? placeOf(first, element) : null)
    return () => {
      for (const mark of marks) mark.removeAttribute('data-told')
    }
  }, [told, view.kind])

  const keyAt = (event: PointerEvent): string | null => {
    const target = event.target instanceof Element ? event.target.closest('[data-mark]') : null
    const key = target?.getAttribute('data-mark') ?? null
    if (key !== null || !SMALL_MARKS.has(view.kind) || !reader.current) return key
    seen.current ??= seeMarks(reader.current)
    const box = reader.current.getBoundingClientRect()
    return nearestMark(seen.current, { x: event.clientX - box.left, y: event.clientY - box.top }, REACH)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setTold(null)
    if (event.key === 'Enter' && told !== null) onOpen?.(told)
    const next = moveReading(view.reading, told, event.key)
    if (next === null) return
    event.preventDefault()
    setTold(next)
  }
  if (view.reading.length === 0) {
    // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by our server, which escapes every name in it
    return <div className={styles.reader} dangerouslySetInnerHTML={markup} />
  }
  const hint = `Стрелки читают по одному ${counted(view.reading.length, MARKS)}${openWords ? `, ${openWords}` : ''}`
  return (
    <div>
      <div
        ref={reader}
        className={classes(styles.reader, onOpen && styles.opens, printSvg !== undefined && 'no-print')}
        role="group"
        aria-label={`Рисунок. ${hint}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the one stop from which arrows read the marks
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => setTold(null)}
        onPointerEnter={() => {
          seen.current = null
        }}
        onPointerMove={(event) => {
          if (event.pointerType !== 'touch') setTold(keyAt(event))
        }}
        onPointerLeave={(event) => {
          if (event.pointerType !== 'touch') setTold(null)
        }}
        onPointerUp={(event) => {
          const key = keyAt(event)
          // The first touch tells, the second opens: a finger has no hovering.
          if (event.pointerType === 'touch' && key !== told) setTold(key)
          else if (key !== null && event.button === 0) onOpen?.(key)
        }}
      >
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by our server, which escapes every name in it */}
        <div dangerouslySetInnerHTML={markup} />
        {told !== null && place && (
          <div
            className={styles.told}
            aria-hidden="true"
            style={{
              top: place.top,
              left: place.isRight ? undefined : place.left,
              right: place.isRight ? place.left : undefined,
            }}
          >
            {words.get(told)}
          </div>
        )}
      </div>
      {printSvg !== undefined && (
        <div
          className={classes('only-print', styles.reader)}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by our server, which escapes every name in it
          dangerouslySetInnerHTML={{ __html: printSvg }}
        />
      )}
      <p className="visually-hidden" aria-live="polite">
        {told === null ? '' : words.get(told)}
      </p>
    </div>
  )
}

/** Over the areas beside it, which would hide half of its outline, and under everything written on them. */
function raise(mark: Element) {
  const areas = mark.parentElement
  areas?.insertBefore(mark, [...areas.children].find((other) => !other.hasAttribute('data-mark')) ?? null)
}

const marksOf = (element: Element, key: string): Element[] => [
  ...element.querySelectorAll(`[data-mark="${CSS.escape(key)}"]`),
]

/** Under the mark, towards the side where there is room; `left` is from that side. */
function placeOf(mark: Element, reader: Element) {
  const box = reader.getBoundingClientRect()
  const own = mark.getBoundingClientRect()
  const middle = (own.left + own.right) / 2 - box.left
  const isRight = middle > box.width / 2
  const wide = own.width > box.width * 0.6
  return {
    isRight: wide ? false : isRight,
    left: wide ? 0 : Math.max(0, isRight ? box.width - middle : middle),
    top: Math.min(own.bottom, own.top + 160) - box.top + 8,
  }
}

function seeMarks(reader: Element): SeenMark[] {
  const box = reader.getBoundingClientRect()
  return [...reader.querySelectorAll('[data-mark]')].map((mark) => {
    const own = mark.getBoundingClientRect()
    return {
      key: mark.getAttribute('data-mark') ?? '',
      x: (own.left + own.right) / 2 - box.left,
      y: (own.top + own.bottom) / 2 - box.top,
    }
  })
}
