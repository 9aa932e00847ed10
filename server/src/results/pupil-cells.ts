const FIRST_SLOTS = 1 << 12
/** More cells than this are written and begun anew: a file in no order at all must not fill the memory. */
const MOST_CELLS = 1 << 21
const NONE = -1

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
  let units = new Int32Array(FIRST_SLOTS / 2)
  let scores = new Int32Array(FIRST_SLOTS / 2)
  let counts = new Int32Array(FIRST_SLOTS / 2)
  let firstRows = new Int32Array(FIRST_SLOTS / 2)
  let lastRows = new Int32Array(FIRST_SLOTS / 2)
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
      if (cell === NONE || (units[cell] === unit && scores[cell] === score)) return at
      at = (at + 1) & mask
    }
  }

  const grow = () => {
    slots = new Int32Array(slots.length * 2).fill(NONE)
    units = grown(units)
    scores = grown(scores)
    counts = grown(counts)
    firstRows = grown(firstRows)
    lastRows = grown(lastRows)
    for (let cell = 0; cell < size; cell++) slots[slotOf(units[cell]!, scores[cell]!)] = cell
  }

  const writeAll = () => {
    write({ unit: units, scores, n: counts, first: firstRows, last: lastRows }, size)
    slots.fill(NONE)
    size = 0
  }

  const addCell = (unit: number, score: number) => {
    const at = slotOf(unit, score)
    const known = slots[at]!
    if (known !== NONE) {
      counts[known]! += countsNow[score]!
      if (firstNow[score]! < firstRows[known]!) firstRows[known] = firstNow[score]!
      if (lastNow[score]! > lastRows[known]!) lastRows[known] = lastNow[score]!
      return
    }
    units[size] = unit
    scores[size] = score
    counts[size] = countsNow[score]!
    firstRows[size] = firstNow[score]!
    lastRows[size] = lastNow[score]!
    slots[at] = size++
    if (size === MOST_CELLS) writeAll()
    else if (size === units.length) grow()
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
