import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Table, TableSource } from '../model.ts'
import { describeOle, detectKind, HEAD_BYTES } from './detect.ts'
import { encrypted, READ_LIMITS, type ReadLimits, tooBig, unreadable, withMacros } from './limits.ts'
import { openCsv } from './read-csv.ts'
import { openXls } from './read-xls.ts'
import { openXlsx } from './read-xlsx.ts'
import type { ZipSource } from './zip.ts'

const PIECE_BYTES = 256 * 1024

/**
 * Opens a table file by its content; the name is only used in sentences. Rows are streamed: nothing but the shared
 * strings of a workbook is held in memory. Throws `Problem` where the file is no table we read: encrypted, of another
 * kind, damaged, or too big unpacked; damage further in is thrown by `rows` when it is met.
 * @param limits for tests and for machines with little memory
 */
export async function openTable(source: TableSource, limits: Partial<ReadLimits> = {}): Promise<Table> {
  const { fileName } = source
  const all = { ...READ_LIMITS, ...limits }
  const stream =
    'path' in source ? () => createReadStream(source.path, { highWaterMark: PIECE_BYTES }) : source.stream
  const head = await readHead(stream()).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error
    throw unreadable(`Файл «${fileName}» не найден на диске или закрыт для чтения: загрузите его заново.`)
  })
  if (head.toString('latin1').replace(/[\s\xEF\xBB\xBF\xFF\xFE]/g, '') === '' && head.length < HEAD_BYTES)
    throw unreadable(`Файл «${fileName}» пуст: проверьте, что он скачался полностью, и загрузите его снова.`)
  const kind = detectKind(head)
  if (kind === 'zip') return openXlsx(await zipSource(source, all), fileName, all)
  if (kind === 'text') return openCsv(stream, await sizeOf(source), fileName, all)
  if (kind !== 'ole')
    throw unreadable(
      `Файл «${fileName}» — ${kind.seems}, а не таблица: ${kind.todo ?? 'сохраните таблицу как .xlsx или .csv и загрузите её'}.`,
    )
  const inside = await describeOle(stream())
  if (inside === 'encrypted') throw encrypted(fileName)
  if (inside === 'macros') throw withMacros(fileName)
  if (inside === 'xls') return openXls(await readWhole(stream(), fileName, all.xlsBytes), fileName, all)
  const what = inside === 'doc' ? 'документ Word (.doc)' : 'файл старого Office'
  throw unreadable(
    `Файл «${fileName}» — ${what}, а не таблица: сохраните таблицу как .xlsx или .csv и загрузите её.`,
  )
}

async function readHead(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length >= HEAD_BYTES) break
  }
  stream.destroy()
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES)
}

async function sizeOf(source: TableSource): Promise<number> {
  return 'path' in source ? (await stat(source.path)).size : source.size
}

/** A zip is read from its end, so one that comes as a stream is held whole. */
async function zipSource(source: TableSource, limits: ReadLimits): Promise<ZipSource> {
  if ('path' in source) return { path: source.path }
  if (source.range !== undefined) return { range: source.range, size: source.size }
  return { buffer: await readWhole(source.stream(), source.fileName, limits.heldBytes) }
}

async function readWhole(stream: Readable, fileName: string, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > limit) throw tooBig(fileName, 'слишком много данных')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
