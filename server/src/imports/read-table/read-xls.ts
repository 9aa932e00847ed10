import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Cell, SourceRow, Table } from '../model.ts'
import { damaged, encrypted, type ReadLimits, tooBig, unreadable } from './limits.ts'
import { XLS_KINDS, type XlsAnswer, type XlsBook, type XlsSheet, xlsWorker } from './xls-worker.ts'
import { numberCell } from './xlsx-cell.ts'
import { meaningOfFormat } from './xlsx-styles.ts'
import { cleanText, type NumberMeaning, numberText } from './xlsx-values.ts'

/** BIFF's error codes as every Excel shows them. */
const ERRORS = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
])

/**
 * Opens a workbook of old Excel (BIFF, .xls). Such a file is not compressed and its sheet ends at row 65,536, so it is held
 * whole: read once in a thread of its own with bounded memory and time, then given out row by row like any other table.
 */
export async function openXls(bytes: Buffer, fileName: string, limits: ReadLimits): Promise<Table> {
  if (bytes.length > limits.xlsBytes) throw tooBig(fileName, 'слишком много данных для книги старого Excel')
  const answer = await parse(bytes, fileName, limits)
  if ('problem' in answer) {
    if (answer.problem === 'encrypted') throw encrypted(fileName)
    throw damaged(fileName, 'книга старого Excel не разбирается')
  }
  const { book } = answer
  if (book.sheets.length === 0)
    throw unreadable(`В книге «${fileName}» нет ни одного листа с таблицей: проверьте, тот ли это файл.`)
  const meanings = book.formats.map(meaningOfFormat)
  let done = 0

  function getSheet(name: string): XlsSheet {
    const sheet = book.sheets.find((candidate) => candidate.name === name)
    if (!sheet) throw new Error(`no sheet ${JSON.stringify(name)} in ${JSON.stringify(fileName)}`)
    return sheet
  }

  async function* rows(name?: string): AsyncGenerator<SourceRow> {
    const chosen = name === undefined ? book.sheets.filter(({ hidden }) => !hidden) : [getSheet(name)]
    done = 0
    for (const sheet of chosen) {
      for (const row of rowsOf(sheet, book, meanings)) yield row
      done += sheet.rows.length
    }
  }

  return {
    kind: 'xls',
    sheets: book.sheets.map(({ name, hidden }, index) => ({ name, hidden, index })),
    rows,
    merges: async (name) => getSheet(name).merges,
    progress: () => ({ done, total: book.sheets.reduce((sum, { rows: all }) => sum + all.length, 0) }),
  }
}

function* rowsOf(sheet: XlsSheet, book: XlsBook, meanings: NumberMeaning[]): Generator<SourceRow> {
  let cells: (Cell | undefined)[] = []
  for (let at = 0; at < sheet.rows.length; at++) {
    const cell = cellOf(sheet, at, book, meanings)
    if (cell !== undefined) {
      while (cells.length < sheet.columns[at]!) cells.push(undefined)
      cells[sheet.columns[at]!] = cell
    }
    if (sheet.rows[at + 1] === sheet.rows[at]) continue
    if (cells.length > 0) yield { sheet: sheet.name, rowNumber: sheet.rows[at]! + 1, cells }
    cells = []
  }
}

function cellOf(sheet: XlsSheet, at: number, book: XlsBook, meanings: NumberMeaning[]): Cell | undefined {
  const value = sheet.values[at]!
  switch (XLS_KINDS[sheet.kinds[at]!]) {
    case 'n': {
      const raw = String(value)
      return numberCell(raw, meanings[sheet.formatIds[at]!], book.date1904, numberText(raw))
    }
    case 's': {
      const text = cleanText(book.texts[value]!)
      return text === '' ? undefined : { text, kind: 'text' }
    }
    case 'b':
      return { text: value === 1 ? 'TRUE' : 'FALSE', kind: 'boolean' }
    default:
      return { text: ERRORS.get(value) ?? '#VALUE!', kind: 'error' }
  }
}

/** Runs the library in a thread that is ended when it takes too long or too much. */
async function parse(bytes: Buffer, fileName: string, limits: ReadLimits): Promise<XlsAnswer> {
  const library = createRequire(import.meta.url).resolve('@e965/xlsx')
  const worker = new Worker(`(${xlsWorker.toString()})(require)`, {
    eval: true,
    workerData: { library, bytes },
    resourceLimits: { maxOldGenerationSizeMb: limits.xlsMegabytes },
    // What the library prints about a spoilt file is nothing for the server's log.
    stdout: true,
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<XlsAnswer>((resolve, reject) => {
      const late = () => reject(tooBig(fileName, 'разбор идёт слишком долго'))
      timer = setTimeout(late, limits.xlsSeconds * 1000)
      worker.once('message', resolve)
      worker.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooBig(fileName, 'слишком много данных') : error),
      )
      worker.once('exit', () => reject(damaged(fileName, 'книга старого Excel не разбирается')))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
