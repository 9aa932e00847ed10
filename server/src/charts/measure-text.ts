import { REGULAR, SEMI_BOLD } from './font-widths.ts'

export type Weight = 400 | 600

const table = (rows: typeof REGULAR) =>
  new Map(rows.flatMap(([width, characters]) => [...characters].map((letter) => [letter, width] as const)))
const WIDTHS: Record<Weight, Map<string, number>> = { 400: table(REGULAR), 600: table(SEMI_BOLD) }

/** A letter of an alphabet the table does not know is taken for a wide one, so that labels keep apart. */
const UNKNOWN = 700

/** Width of a line of text in the units of `size`. */
export function measureText(text: string, size: number, weight: Weight = 400): number {
  const widths = WIDTHS[weight]
  let sum = 0
  for (const letter of text) sum += widths.get(letter) ?? UNKNOWN
  return (sum * size) / 1000
}

/** Lines no wider than `width`, broken at ordinary spaces; a longer word stands alone; after `most` lines an ellipsis. */
export function wrapText(
  text: string,
  width: number,
  size: number,
  weight: Weight = 400,
  most = 99,
): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && measureText(`${last} ${word}`, size, weight) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  const kept = lines.slice(0, most)
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]}…`
  return kept.map((line) => cutText(line, width, size, weight))
}

/** The text, or as much of it as fits with an ellipsis. */
export function cutText(text: string, width: number, size: number, weight: Weight = 400): string {
  if (measureText(text, size, weight) <= width) return text
  let cut = text.replace(/…$/, '')
  while (cut.length > 1 && measureText(`${cut}…`, size, weight) > width) cut = cut.slice(0, -1).trimEnd()
  return `${cut}…`
}
