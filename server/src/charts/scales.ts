import { scaleLinear, scaleSqrt } from 'd3-scale'
import { formatNumber } from '../platform/russian.ts'
import type { Unit } from './chart.ts'

const NBSP = '\u00a0'

/** A number of the axis with its unit: 0.3 → «30 %», 1200 → «1 200». */
export function unitText(value: number, unit: Unit): string {
  return unit === 'share' ? `${formatNumber(value * 100, 1)}${NBSP}%` : formatNumber(value, 1)
}

export interface Scale {
  (value: number): number
  ticks: readonly number[]
}

/** From 0 to a round number over the greatest value; at most one for shares. */
export function makeScale(
  greatest: number,
  unit: Unit,
  room: { from: number; to: number; ticks: number },
  /** A share's axis shows at least this much, so that two small shares do not look like two large ones. */
  least = unit === 'share' ? 0.2 : 1,
): Scale {
  const scale = scaleLinear([0, Math.max(greatest, least)], [room.from, room.to]).nice(room.ticks)
  if (unit === 'share' && (scale.domain()[1] ?? 0) > 1) scale.domain([0, 1])
  const ticks = scale.ticks(room.ticks).filter((tick) => unit === 'share' || Number.isInteger(tick))
  return Object.assign((value: number) => scale(value), { ticks })
}

/** Numbers of participants. Few large schools would press the many small ones together, so the root of the number is the length. */
export function makeSizeScale(
  sizes: readonly number[],
  room: { from: number; to: number; ticks: number },
): Scale & { isRoot: boolean } {
  const sorted = [...sizes].sort((a, b) => a - b)
  const greatest = sorted.at(-1) ?? 1
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1
  const isRoot = greatest > 4 * middle
  const scale = (isRoot ? scaleSqrt : scaleLinear)([0, greatest * 1.03], [room.from, room.to])
  const ticks = isRoot ? rootTicks(greatest) : scale.ticks(room.ticks)
  return Object.assign((value: number) => scale(value), {
    ticks: ticks.filter((tick) => Number.isInteger(tick) && tick > 0),
    isRoot,
  })
}

const rootTicks = (greatest: number): number[] =>
  [5, 20, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800].filter((tick) => tick <= greatest)
