import { label, type Paint, tag } from './draw.ts'
import { measureText, wrapText } from './measure-text.ts'
import type { Scale } from './scales.ts'

/** Where a row's name, its picture and its number stand. On a narrow picture the name stands over its row. */
export interface RowRoom {
  nameWidth: number
  from: number
  to: number
  numberAt: number
  isStacked: boolean
}

export function rowRoom(paint: Paint, names: readonly string[], numbers: readonly string[]): RowRoom {
  const widest = (texts: readonly string[]) =>
    Math.max(0, ...texts.map((text) => measureText(text, paint.size)))
  const numberWidth = Math.min(widest(numbers) * 1.06, paint.width * 0.22)
  const isStacked = paint.isNarrow
  const nameWidth = isStacked ? paint.width : Math.min(widest(names), paint.width * 0.3)
  return {
    nameWidth,
    from: isStacked ? 6 : nameWidth + 28,
    to: isStacked ? paint.width - 6 : paint.width - numberWidth - 18,
    numberAt: paint.width,
    isStacked,
  }
}

const QUIET = { fill: 'quiet' } as const

export interface PlacedRow {
  /** Middle of the row's picture. */
  middle: number
  top: number
  bottom: number
  /** The name and the number as text elements. */
  words: string
}

/** Rows from `top` down, each as tall as its name needs. */
export function placeRows(
  paint: Paint,
  room: RowRoom,
  rows: readonly { name: string; note?: string | null; number: string }[],
  top: number,
  picture = 26,
): PlacedRow[] {
  const line = paint.size * 1.3
  const notes = (note: string | null | undefined, width: number) =>
    note ? wrapText(note, width, paint.size) : []
  let at = top
  return rows.map(({ name, note, number }) => {
    const numberWidth = measureText(number, paint.size)
    if (room.isStacked) {
      // A number too long to stand beside its name stands under it.
      const isBeside = numberWidth <= paint.width * 0.5
      const lines = wrapText(name, isBeside ? paint.width - numberWidth - 14 : paint.width, paint.size)
      const under = notes(note, isBeside ? paint.width - numberWidth - 14 : paint.width)
      const numbers = isBeside ? [] : wrapText(number, paint.width, paint.size, 600)
      const lineAt = (index: number) => at + paint.size + index * line
      const words = [
        ...lines.map((words, index) => label(paint, { x: 0, y: lineAt(index), hasHalo: true }, words)),
        ...under.map((words, index) =>
          label(paint, { x: 0, y: lineAt(lines.length + index), ...QUIET, hasHalo: true }, words),
        ),
        ...numbers.map((words, index) =>
          label(
            paint,
            { x: 0, y: lineAt(lines.length + under.length + index), weight: 600, hasHalo: true },
            words,
          ),
        ),
        isBeside
          ? label(
              paint,
              { x: room.numberAt, y: lineAt(0), anchor: 'end', weight: 600, hasHalo: true },
              number,
            )
          : '',
      ]
      const start = at
      const middle = at + (lines.length + under.length + numbers.length) * line + picture / 2 + 2
      at = middle + picture / 2 + 8
      return { middle, top: start, bottom: at, words: words.join('') }
    }
    const lines = wrapText(name, room.nameWidth, paint.size, 400, 3)
    const numbers = wrapText(number, paint.width - room.to - 14, paint.size, 600, 2)
    const under = notes(note, room.nameWidth)
    const all = lines.length + under.length
    const height = Math.max(picture, Math.max(all, numbers.length) * line + 4) + 6
    const middle = at + height / 2
    const first = (count: number) => middle - ((count - 1) * line) / 2 + paint.size * 0.34
    const words = [
      ...lines.map((words, index) => label(paint, { x: 0, y: first(all) + index * line }, words)),
      ...under.map((words, index) =>
        label(paint, { x: 0, y: first(all) + (lines.length + index) * line, ...QUIET }, words),
      ),
      ...numbers.map((words, index) =>
        label(
          paint,
          { x: room.numberAt, y: first(numbers.length) + index * line, anchor: 'end', weight: 600 },
          words,
        ),
      ),
    ]
    const start = at
    at += height
    return { middle, top: start, bottom: at, words: words.join('') }
  })
}

/** The scale's lines through all rows and its numbers over them. */
export function verticalGrid(
  paint: Paint,
  scale: Scale,
  place: { top: number; bottom: number },
  textOf: (tick: number) => string,
  /** Numbers nearer than their width to it are left out: another label stands there. */
  avoid: { at: number; width: number } | null = null,
): string {
  const size = paint.size - 1
  let taken = Number.NEGATIVE_INFINITY
  return scale.ticks
    .map((tick) => {
      const at = scale(tick)
      const width = measureText(textOf(tick), size)
      const isFree =
        at - width / 2 > taken + 8 && !(avoid && Math.abs(at - avoid.at) < (width + avoid.width) / 2 + 8)
      if (isFree) taken = at + width / 2
      return (
        tag('line', { x1: at, x2: at, y1: place.top, y2: place.bottom, stroke: paint.colour('line') }) +
        (isFree
          ? label(
              paint,
              {
                x: Math.min(Math.max(at, width / 2), paint.width - width / 2),
                y: place.top - 7,
                anchor: 'middle',
                fill: 'quiet',
                size,
              },
              textOf(tick),
            )
          : '')
      )
    })
    .join('')
}

/** An area over the whole row, so that a small mark is easily pointed at. */
export const rowTarget = (paint: Paint, key: string, row: PlacedRow): string =>
  tag(
    'rect',
    {
      x: 0,
      y: row.top,
      width: paint.width,
      height: row.bottom - row.top,
      fill: 'transparent',
      'data-mark': key,
    },
    ...paint.words(key),
  )
