import type { CellObject, ParsingOptions, WorkBook, WorkSheet } from '@e965/xlsx'

/** One sheet as the worker gives it: cells in file order, side by side in arrays that move between threads without a copy. */
export interface XlsSheet {
  name: string
  hidden: boolean
  merges: { fromRow: number; toRow: number; fromColumn: number; toColumn: number }[]
  /** Zero-based. */
  rows: Uint32Array<ArrayBuffer>
  columns: Uint16Array<ArrayBuffer>
  /** A place in `XLS_KINDS`. */
  kinds: Uint8Array<ArrayBuffer>
  /** The number itself, 1 for true, an error's code, or for text its place in `texts`. */
  values: Float64Array<ArrayBuffer>
  /** A place in `formats`. */
  formatIds: Uint16Array<ArrayBuffer>
}

export interface XlsBook {
  sheets: XlsSheet[]
  texts: string[]
  formats: string[]
  date1904: boolean
}

export type XlsAnswer = { book: XlsBook } | { problem: 'encrypted' | 'damaged'; message: string }

export const XLS_KINDS = ['n', 's', 'b', 'e'] as const

/**
 * What runs in the worker thread. Its text is sent there, so it stands for itself: nothing of this module or its imports
 * may be used inside. A library that takes old binary files apart may hang or eat memory on a spoilt one; here it can be
 * stopped, and the server goes on.
 */
export function xlsWorker(require: (id: string) => unknown): void {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads')
  const { library, bytes } = workerData as { library: string; bytes: Uint8Array }
  const { read } = require(library) as { read(data: unknown, options: ParsingOptions): WorkBook }
  const kinds = ['n', 's', 'b', 'e']
  const texts = new Map<string, number>()
  const formats = new Map<string, number>()
  const place = (known: Map<string, number>, text: string): number => {
    const at = known.get(text) ?? known.size
    known.set(text, at)
    return at
  }

  const take = (sheet: WorkSheet, name: string, hidden: boolean) => {
    const data = ((sheet as { '!data'?: (CellObject | undefined)[][] })['!data'] ?? []) as CellObject[][]
    let size = 0
    for (const row of data) for (const cell of row ?? []) if (cell && kinds.includes(cell.t)) size++
    const made = {
      name,
      hidden,
      merges: (sheet['!merges'] ?? []).map(({ s, e }) => ({
        fromRow: s.r + 1,
        toRow: e.r + 1,
        fromColumn: s.c,
        toColumn: e.c,
      })),
      rows: new Uint32Array(size),
      columns: new Uint16Array(size),
      kinds: new Uint8Array(size),
      values: new Float64Array(size),
      formatIds: new Uint16Array(size),
    }
    let at = 0
    data.forEach((row, rowIndex) => {
      row?.forEach((cell, column) => {
        const kind = cell ? kinds.indexOf(cell.t) : -1
        if (kind < 0) return
        made.rows[at] = rowIndex
        made.columns[at] = column
        made.kinds[at] = kind
        made.values[at] = cell.t === 's' ? place(texts, String(cell.v)) : Number(cell.v)
        made.formatIds[at] = place(formats, typeof cell.z === 'string' ? cell.z : 'General')
        at++
      })
    })
    return made
  }

  const answer = () => {
    try {
      const options = { type: 'buffer', dense: true, cellNF: true, cellText: false, cellHTML: false } as const
      const book = read(bytes, { ...options, cellFormula: false, cellDates: false })
      const sheets = book.SheetNames.flatMap((name, index) => {
        const sheet = book.Sheets[name]
        // Charts, macros and dialogs have no rows.
        const type: string = sheet?.['!type'] ?? 'sheet'
        if (sheet === undefined || type !== 'sheet') return []
        return [take(sheet, name, (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0)]
      })
      const date1904 = book.Workbook?.WBProps?.date1904 === true
      return { book: { sheets, texts: [...texts.keys()], formats: [...formats.keys()], date1904 } }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { problem: /password-protected/i.test(message) ? 'encrypted' : 'damaged', message }
    }
  }
  const given = answer()
  const arrays = 'book' in given ? given.book!.sheets : []
  parentPort!.postMessage(
    given,
    arrays.flatMap(({ rows, columns, kinds: kindOf, values, formatIds }) =>
      [rows, columns, kindOf, values, formatIds].map((array) => array.buffer),
    ),
  )
}
