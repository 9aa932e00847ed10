import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import type { ChartView } from '../api.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './chart.module.css'
import { ChartFrame } from './chart-frame.tsx'
import { ChartPicture } from './chart-picture.tsx'

/** The room a picture is laid out for, and the size of its text where it is not the usual one. */
export interface ChartRoom {
  width: number
  textSize?: number
}

/** Where a chart comes from: its address with what it is about. */
export interface ChartSource {
  /** Names the chart among the answers that are kept. */
  key: readonly unknown[]
  load: (room: ChartRoom, signal: AbortSignal) => Promise<ChartView>
  picture: (format: 'png' | 'svg') => string
}

interface ChartProps {
  source: ChartSource
  controls?: ReactNode
  /** Opens what a mark stands for: the key is the mark's. */
  onOpen?: (key: string) => void
  /** What opening does, for the hint: «Enter открывает школу». */
  openWords?: string
  /** Shown in place of a picture that cannot be drawn. */
  empty?: (view: ChartView) => ReactNode | null
  /** Laid out anew for paper: the wider, the smaller it is printed. */
  print?: ChartRoom
  /** Inside a section of its own: without the sheet under it, its heading one level down. */
  isBare?: boolean
}

/** A phone, half a page, a whole page: text in the picture keeps its size. */
const WIDTHS = [340, 500, 680, 1040, 1240] as const

const widthFor = (room: number): number => WIDTHS.findLast((width) => width <= room * 1.04) ?? WIDTHS[0]

/** One chart of the server in its frame: the picture laid out for the room there is, the same numbers as a table, files. */
export function Chart({ source, controls, onOpen, openWords, empty, print, isBare }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(widthFor(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const { data, error, refetch } = useQuery({
    queryKey: [...source.key, width],
    queryFn: ({ signal }) => source.load({ width: width ?? 0 }, signal),
    enabled: width !== null,
    // While another cut is on its way, the last picture stays where it is.
    placeholderData: (previous) => previous,
  })
  const { data: printed } = useQuery({
    queryKey: [...source.key, 'print', print],
    queryFn: ({ signal }) => source.load(print ?? { width: 0 }, signal),
    enabled: print !== undefined && data !== undefined,
  })
  return (
    <div ref={place} className={styles.place}>
      {error && !data && <ProblemPanel problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className={styles.waiting} role="status" aria-label="Рисуем…" />}
      {data && (
        <ChartFrame view={data} controls={controls} pictureHref={source.picture} isBare={isBare}>
          {empty?.(data) ?? (
            <ChartPicture view={data} printSvg={printed?.svg} onOpen={onOpen} openWords={openWords} />
          )}
        </ChartFrame>
      )}
    </div>
  )
}
