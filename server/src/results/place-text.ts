/** «лист «Лист1», строка 12», «строки 12–97»; csv files have no sheets, and a row may be none of the reader's business. */
export function placeText(place: {
  sheet: string
  row: number | null
  lastRow?: number | null
  column?: string | null
}): string {
  const rows =
    place.row === null
      ? null
      : place.lastRow == null || place.lastRow === place.row
        ? `строка ${place.row}`
        : `строки ${place.row}–${place.lastRow}`
  return [
    place.sheet === '' ? null : `лист «${place.sheet}»`,
    rows,
    place.column ? `«${place.column}»` : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
}
