const FIRST_SLOTS = 1 << 12
/** More cells than this are written and begun anew: a file in no order at all must not fill the memory. */
const MOST_CELLS = 1 << 21
const NONE = -1
/** A cell is these numbers side by side, for in a file in no order every row looks up another one. */
const SIZE = 5
const UNIT = 0
const SCORES = 1
const N = 2
const FIRST = 3
const LAST = 4

/** Cells by the column: `n` pupils of a unit, in rows `first`…`last`, have these points and marks. */
export interface Cells {
  unit: Int32Array
  scores: Int32Array
  n: Int32Array
  first: Int32Array
  last: Int32Array
}

/**
 * How many pupils of a unit have the same points and marks, counted while the rows pass. Written beside the rows, so
 * that a count reads some tens of cells for each school and procedure instead of every pupil.
 * @param write takes a group of cells; the same cell may come again in a later group
 */
export function createPupilCells(write: (cells: Cells, count: number) => void) {
  let slots = new Int32Array(FIRST_SLOTS).fill(NONE)
  let cells = new Int32Array((FIRST_SLOTS / 2) * SIZE)
  let size = 0

  // Pupils of a unit mostly come one after another: they are counted by their points alone until the next unit.
  let unitNow = NONE
  let countsNow = new Int32Array(256)
  let firstNow = new Int32Array(256)
  let lastNow = new Int32Array(256)
  let scoresNow = new Int32Array(256)
  let kindsNow = 0

  const slotOf = (unit: number, score: number): number => {
    const mask = slots.length - 1
    let at = ((Math.imul(unit, -1640531527) >>> 8) + score) & mask
    for (;;) {
      const cell = slots[at]!
      if (cell === NONE || (cells[cell * SIZE + UNIT] === unit && cells[cell * SIZE + SCORES] === score))
        return at
      at = (at + 1) & mask
    }
  }

  const grow = () => {
    slots = new Int32Array(slots.length * 2).fill(NONE)
    cells = grown(cells)
    for (let cell = 0; cell < size; cell++)
      slots[slotOf(cells[cell * SIZE + UNIT]!, cells[cell * SIZE + SCORES]!)] = cell
  }

  const writeAll = () => {
    const column = (which: number) => {
      const values = new Int32Array(size)
      for (let cell = 0; cell < size; cell++) values[cell] = cells[cell * SIZE + which]!
      return values
    }
    const byColumn = { unit: column(UNIT), scores: column(SCORES), n: column(N) }
    write({ ...byColumn, first: column(FIRST), last: column(LAST) }, size)
    slots.fill(NONE)
    size = 0
  }

  const addCell = (unit: number, score: number) => {
    const at = slotOf(unit, score)
    const known = slots[at]!
    if (known !== NONE) {
      const cell = known * SIZE
      cells[cell + N] = cells[cell + N]! + countsNow[score]!
      if (firstNow[score]! < cells[cell + FIRST]!) cells[cell + FIRST] = firstNow[score]!
      if (lastNow[score]! > cells[cell + LAST]!) cells[cell + LAST] = lastNow[score]!
      return
    }
    cells[size * SIZE + UNIT] = unit
    cells[size * SIZE + SCORES] = score
    cells[size * SIZE + N] = countsNow[score]!
    cells[size * SIZE + FIRST] = firstNow[score]!
    cells[size * SIZE + LAST] = lastNow[score]!
    slots[at] = size++
    if (size === MOST_CELLS) writeAll()
    else if (size * SIZE === cells.length) grow()
  }

  const leaveUnit = () => {
    for (let kind = 0; kind < kindsNow; kind++) {
      const score = scoresNow[kind]!
      addCell(unitNow, score)
      countsNow[score] = 0
    }
    kindsNow = 0
  }

  return {
    /** @param row where it stands in the file */
    add(unit: number, score: number, row: number): void {
      if (unit !== unitNow) {
        leaveUnit()
        unitNow = unit
      }
      while (score >= countsNow.length) {
        countsNow = grown(countsNow)
        firstNow = grown(firstNow)
        lastNow = grown(lastNow)
        scoresNow = grown(scoresNow)
      }
      const n = countsNow[score]!
      if (n === 0) {
        scoresNow[kindsNow++] = score
        firstNow[score] = row
        lastNow[score] = row
      } else if (row > lastNow[score]!) lastNow[score] = row
      else if (row < firstNow[score]!) firstNow[score] = row
      countsNow[score] = n + 1
    },
    flush(): void {
      leaveUnit()
      writeAll()
    },
  }
}

function grown(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(old.length * 2)
  bigger.set(old)
  return bigger
}
