/** The numbers of a chart as they are read: the first cell of a row is its name. */
export interface ChartTable {
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

/** Tab-separated, as spreadsheets take it; no-break spaces would turn numbers into text there. */
export function tableText({ head, rows }: ChartTable): string {
  return [head, ...rows]
    .map((cells) => cells.map((cell) => cell.replaceAll('\u00a0', ' ')).join('\t'))
    .join('\n')
}
