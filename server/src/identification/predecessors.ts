import type { Predecessor, SchoolInput } from './model.ts'

/** Rows of a region laid flat: school × procedure × year. `back` counts years from the list's year. */
export interface Layout {
  schools: SchoolInput[]
  procedures: number
  years: number
  /** School id → its place in `schools`. */
  index: Map<number, number>
  /** Of every cell, the place of its row among the counts of the region; −1 = it has none. */
  rows: Int32Array
}

export const cellOf = (layout: Layout, school: number, procedure: number, back: number) =>
  (school * layout.procedures + procedure) * layout.years + back

const hasYear = (layout: Layout, school: number, back: number): boolean => {
  for (let p = 0; p < layout.procedures; p++)
    if (layout.rows[cellOf(layout, school, p, back)]! >= 0) return true
  return false
}

/**
 * A school that has no results of its own in an earlier year stands in its only predecessor's place for that year
 * (and in that one's only predecessor's, further back). Numbers of two schools are never added: with several
 * predecessors the year stays unknown and says that it cannot be compared.
 * @returns per school and year: the predecessor's id, 0 = the school itself, −1 = several predecessors.
 */
export const linkPredecessors = (layout: Layout, predecessors: Predecessor[]): Int32Array => {
  const links = new Int32Array(layout.schools.length * layout.years)
  const bySchool = new Map<number, number[]>()
  for (const { schoolId, predecessorId } of predecessors)
    bySchool.set(schoolId, [...(bySchool.get(schoolId) ?? []), predecessorId])
  for (const schoolId of bySchool.keys()) {
    const school = layout.index.get(schoolId)
    if (school === undefined) continue
    for (let back = 1; back < layout.years; back++) {
      if (hasYear(layout, school, back)) continue
      const seen = new Set([schoolId])
      let current = schoolId
      let found = 0
      while (found === 0) {
        const before = bySchool.get(current) ?? []
        if (before.length > 1) found = -1
        const next = before.length === 1 ? before[0] : undefined
        if (next === undefined || seen.has(next)) break
        seen.add(next)
        const place = layout.index.get(next)
        if (place !== undefined && hasYear(layout, place, back)) found = next
        current = next
      }
      links[school * layout.years + back] = found
    }
  }
  return links
}

/**
 * Copies the only predecessor's rows into the successor's empty years. Read from the rows as they were loaded.
 * @param read puts a row into a cell.
 */
export const borrowRows = (layout: Layout, links: Int32Array, read: (cell: number, row: number) => void) => {
  if (!links.some((link) => link > 0)) return
  const loaded = layout.rows.slice()
  links.forEach((link, place) => {
    const source = link > 0 ? layout.index.get(link) : undefined
    if (source === undefined) return
    const school = Math.floor(place / layout.years)
    const back = place % layout.years
    for (let p = 0; p < layout.procedures; p++) {
      const row = loaded[cellOf(layout, source, p, back)]!
      if (row >= 0) read(cellOf(layout, school, p, back), row)
    }
  })
}
