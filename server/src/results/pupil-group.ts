/** Rows by the column: places in the lists of what they have in common, and what each has of its own. */
export interface PupilGroup {
  size: number
  unit: Int32Array<ArrayBuffer>
  scores: Int32Array<ArrayBuffer>
  details: Int32Array<ArrayBuffer>
  number: Float64Array<ArrayBuffer>
  digits: Int32Array<ArrayBuffer>
  row: Int32Array<ArrayBuffer>
  /** Codes that are not digits; most groups have none. */
  texts: (string | undefined)[]
}

export const emptyGroup = (rows: number): PupilGroup => ({
  size: 0,
  unit: new Int32Array(rows),
  scores: new Int32Array(rows),
  details: new Int32Array(rows),
  number: new Float64Array(rows),
  digits: new Int32Array(rows),
  row: new Int32Array(rows),
  texts: [],
})

/** What moves between threads without a copy. */
export const buffersOf = ({ unit, scores, details, number, digits, row }: PupilGroup): ArrayBuffer[] =>
  [unit, scores, details, number, digits, row].map(({ buffer }) => buffer)
