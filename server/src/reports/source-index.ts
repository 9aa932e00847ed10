import { groupBy } from '../platform/group-by.ts'
import type { DocumentTree, Figure, FigurePlace } from './document.ts'

/** A sheet of a file, under the number by which tables name it. */
export interface SourceSheet {
  number: number
  file: string
  sheet: string
}

/** The sheets that the figures come from, numbered in the order of their names: «[1]», «[2]»… */
export interface SourceIndex {
  sheets: SourceSheet[]
  /** «[1] 2–45, 60; [2] 7» */
  text: (places: FigurePlace[]) => string
  /** All rows behind a figure, through the figures it is computed from. */
  placesOf: (figure: Figure) => FigurePlace[]
}

const nameOf = ({ file, sheet }: Pick<FigurePlace, 'file' | 'sheet'>) => `${file}\n${sheet}`
const russian = new Intl.Collator('ru', { numeric: true })

export function indexSources(tree: Pick<DocumentTree, 'figures'>): SourceIndex {
  const names = new Map<string, { file: string; sheet: string }>()
  for (const { places } of tree.figures)
    for (const { file, sheet } of places) names.set(nameOf({ file, sheet }), { file, sheet })
  const sheets = [...names.values()]
    .sort((a, b) => russian.compare(a.file, b.file) || russian.compare(a.sheet, b.sheet))
    .map((sheet, index) => ({ number: index + 1, ...sheet }))
  const numbers = new Map(sheets.map((sheet) => [nameOf(sheet), sheet.number]))
  const figures = new Map(tree.figures.map((figure) => [figure.id, figure]))
  return {
    sheets,
    text: (places) => {
      const bySheet = new Map<number, FigurePlace[]>()
      for (const place of places) {
        const number = numbers.get(nameOf(place)) ?? 0
        bySheet.set(number, [...(bySheet.get(number) ?? []), place])
      }
      return [...bySheet]
        .sort(([a], [b]) => a - b)
        .map(([number, rows]) => `[${number}]\u00a0${rowRanges(rows)}`)
        .join('; ')
    },
    placesOf: (figure) => {
      const seen = new Set<string>()
      const walk = (one: Figure): FigurePlace[] => {
        if (seen.has(one.id)) return []
        seen.add(one.id)
        return [
          ...one.places,
          ...one.parts.flatMap((id) => {
            const part = figures.get(id)
            return part ? walk(part) : []
          }),
        ]
      }
      return walk(figure)
    },
  }
}

/** The place of a number as documents cite it; none where its row is not told. */
export const citedPlaces = ({
  row,
  ...place
}: Omit<FigurePlace, 'row'> & { row: number | null }): FigurePlace[] =>
  row === null ? [] : [{ ...place, row }]

/** Rows put together where they follow one another: the same places in as few spans as possible. */
export function joinPlaces(places: FigurePlace[]): FigurePlace[] {
  const bySheet = groupBy(places, (place) => `${place.importId}\n${nameOf(place)}`)
  return [...bySheet.values()].flatMap((own) => {
    const joined: FigurePlace[] = []
    for (const place of own.toSorted((a, b) => a.row - b.row)) {
      const last = joined.at(-1)
      const end = last ? (last.lastRow ?? last.row) : 0
      if (last && place.row <= end + 1) last.lastRow = Math.max(end, place.lastRow ?? place.row)
      else joined.push({ ...place })
    }
    return joined
  })
}

/** «2–45, 60» */
export const rowRanges = (places: FigurePlace[]): string =>
  joinPlaces(places)
    .map(({ row, lastRow }) => (lastRow === null || lastRow === row ? String(row) : `${row}–${lastRow}`))
    .join(', ')
