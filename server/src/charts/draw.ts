import { type Colour, colourOf, type Theme } from './chart-theme.ts'
import { measureText, type Weight } from './measure-text.ts'

type Attributes = Record<string, string | number | null | undefined | false>

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text of a person or a file inside markup. Control characters, which no XML may hold, are dropped. */
export const escapeText = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? '')

const attributeText = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : escapeText(value)

/** An element; numbers are rounded to a tenth, empty attributes are left out. */
export function tag(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(
      (pair): pair is [string, string | number] =>
        pair[1] !== undefined && pair[1] !== null && pair[1] !== false,
    )
    .map(([key, value]) => ` ${key}="${attributeText(value)}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** What a drawing gets: its room, its colours, and how a mark is told to readers. */
export interface Paint {
  width: number
  theme: Theme
  /** Under 480 units: a phone or half a column. */
  isNarrow: boolean
  size: number
  colour: (colour: Colour) => string
  /** A name unique among pictures of one page. */
  name: (part: string) => string
  /** Words of a mark as a child element; on screen the page has them by key and shows them itself. */
  words: (key: string) => string[]
}

export interface Drawing {
  height: number
  body: string
}

export function makePaint(
  id: string,
  words: Map<string, string>,
  { width, theme, textSize }: { width: number; theme: Theme; textSize?: number | undefined },
): Paint {
  return {
    width,
    theme,
    isNarrow: width < 480,
    size: textSize ?? (width < 480 ? 12 : 13),
    colour: (colour) => colourOf(colour, theme),
    name: (part) => `${id}-${Math.round(width)}-${theme}-${part}`,
    words: (key) => {
      const own = theme === 'print' ? words.get(key) : undefined
      return own === undefined ? [] : [tag('title', {}, escapeText(own))]
    },
  }
}

export interface Label {
  x: number
  y: number
  anchor?: 'start' | 'middle' | 'end'
  fill?: Colour
  weight?: Weight
  size?: number
  /** A rim of the ground's colour, where the label lies over lines. */
  hasHalo?: boolean
}

/** One line of text; `y` is its baseline. */
export function label(paint: Paint, place: Label, text: string): string {
  const { x, y, anchor = 'start', fill = 'text', weight = 400, size = paint.size, hasHalo } = place
  return tag(
    'text',
    {
      x,
      y,
      'text-anchor': anchor === 'start' ? null : anchor,
      'font-size': size === paint.size ? null : size,
      'font-weight': weight === 400 ? null : weight,
      fill: paint.colour(fill),
      stroke: hasHalo ? paint.colour('ground') : null,
      'stroke-width': hasHalo ? 3 : null,
      'stroke-linejoin': hasHalo ? 'round' : null,
      'paint-order': hasHalo ? 'stroke' : null,
    },
    escapeText(text),
  )
}

export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/** The room a label takes. */
export function labelBox(paint: Paint, place: Label, text: string): Box {
  const { x, y, anchor = 'start', weight = 400, size = paint.size } = place
  const width = measureText(text, size, weight)
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width
  return { left, right: left + width, top: y - size * 0.8, bottom: y + size * 0.25 }
}

export const overlap = (a: Box, b: Box, gap = 2): boolean =>
  a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom + gap && b.top < a.bottom + gap

/** Moves labels of one column apart: positions at least `step` from each other, as near as can be to the wanted ones. */
export function spread(wanted: readonly number[], step: number, least: number, most: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at)
  let before = Number.NEGATIVE_INFINITY
  for (const item of order) {
    item.at = Math.max(item.at, before + step, least)
    before = item.at
  }
  let after = Number.POSITIVE_INFINITY
  for (const item of [...order].reverse()) {
    item.at = Math.min(item.at, after - step, most)
    after = item.at
  }
  const placed: number[] = []
  for (const item of order) placed[item.index] = item.at
  return placed
}

/** A point that has reached a threshold is a square on its corner, another one a disc: the shape says what the colour says. */
export function pointMark(
  place: { x: number; y: number; r: number },
  isReached: boolean,
  attributes: Attributes,
  ...children: string[]
): string {
  const { x, y, r } = place
  if (!isReached) return tag('circle', { cx: x, cy: y, r, ...attributes }, ...children)
  const half = round(r * 1.25)
  return tag(
    'path',
    {
      d: `M${round(x)} ${round(y - half)}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`,
      ...attributes,
    },
    ...children,
  )
}

/** `M0 1L2 3…` of points. */
export const polyline = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')

export const round = (value: number): number => Math.round(value * 10) / 10
