import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { median, type Part, type Row, row, runScript, type Settings, seconds } from './harness.ts'
import { startServer, stopped } from './server-child.ts'

const FORMATS = ['csv', 'parquet', 'xlsx'] as const

interface Download {
  /** Seconds from the question to the first byte of the answer's body, and to the last. */
  first: number
  whole: number
  megabytes: number
  /** The most memory the server ever held, from its start to the end of this download. */
  peakMegabytes: number
}

/** Which of the million rows make a hundred thousand: one year, five of its ten procedures. */
const TENTH = 'years=2021'

/**
 * A table of a million rows as a file: how long its reader waits for the first byte, whether the server holds more than for a
 * tenth of it, and how long others take to write the same table. Each download meets a server just started, so that its peak is
 * its own; one run of each, for a workbook takes minutes.
 */
export async function benchExports({ quick, folder }: Settings): Promise<Part> {
  const dataDir = join(folder, 'exports-data')
  const wanted = quick ? 100_000 : 1_000_000
  const { rows: whole } = await runScript('exports-data.ts', [dataDir, String(wanted)])
  const csv = join(folder, 'exports.csv')
  const procedures = await writeCsv(dataDir, csv)
  const tenth = `table=results&${TENTH}&procedures=${procedures.slice(0, 5).join(',')}`
  const rows: Row[] = []
  for (const format of FORMATS) {
    const part = await downloads(dataDir, `${tenth}&format=${format}`, 1)
    const all = await downloads(dataDir, `table=results&format=${format}`, 1)
    const peer = await runScript('peers/write-tables.ts', [csv, folder, format])
    const size = `${whole!.toLocaleString('ru')} строк, ${all.megabytes.toFixed(0)} МБ`
    rows.push(
      row(`${format}: первый байт (${size})`, seconds(all.first), '< 1 s', all.first < 1),
      row(
        `${format}: память сервера при десятой части строк и при всех`,
        `${part.peakMegabytes} → ${all.peakMegabytes} МБ`,
        '≤ 1.25 раза',
        all.peakMegabytes <= 1.25 * part.peakMegabytes,
      ),
      {
        ...row(`${format}: весь файл, против ${PEERS[format]}`, seconds(all.whole)),
        ...{
          peer: `${seconds(peer.seconds)}, ${peer.peakMegabytes} МБ`,
          ratio: (all.whole / peer.seconds).toFixed(2),
        },
      },
    )
  }
  return {
    title: 'Выгрузка таблиц',
    rows,
    notes: [
      'Память — наибольшая за жизнь процесса сервера (VmHWM), сам сервер без работы держит около 240 МБ.',
      'У соперников строки уже под рукой (своя таблица DuckDB, строки csv для exceljs), мы читаем их из PostgreSQL и отдаём по HTTP. По одному прогону.',
    ],
  }
}

const PEERS = {
  csv: 'DuckDB (copy в csv)',
  parquet: 'DuckDB (copy в Parquet)',
  xlsx: 'exceljs (запись потоком)',
} as const

/** Our own csv as a file, for the peers. @returns its procedures */
async function writeCsv(dataDir: string, path: string): Promise<string[]> {
  const { child, base } = await startServer(dataDir)
  try {
    const answer = await fetch(`${base}/api/regions/1/exports?table=results&format=csv`)
    if (!answer.ok || !answer.body) throw new Error(`csv: ${answer.status}`)
    await pipeline(answer.body, createWriteStream(path))
    const tenth = await fetch(`${base}/api/regions/1/exports?table=results&format=csv&${TENTH}`)
    const lines = (await tenth.text()).trimEnd().split('\r\n').slice(4)
    return [...new Set(lines.map((line) => line.split(';')[1]!))]
  } finally {
    await stopped(child)
  }
}

async function downloads(dataDir: string, query: string, times: number): Promise<Download> {
  const found: Download[] = []
  for (let at = 0; at < times; at++) {
    const { child, base } = await startServer(dataDir)
    try {
      const read = await download(`${base}/api/regions/1/exports?${query}`)
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      const peakMegabytes = Math.round(Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024)
      found.push({ ...read, peakMegabytes })
    } finally {
      await stopped(child)
    }
  }
  const of = (key: keyof Download) => median(found.map((one) => one[key]))
  console.log(
    `  ${query}: ${of('first').toFixed(2)} s, ${of('whole').toFixed(1)} s, ${of('peakMegabytes')} MB`,
  )
  return {
    first: of('first'),
    whole: of('whole'),
    megabytes: of('megabytes'),
    peakMegabytes: of('peakMegabytes'),
  }
}

async function download(url: string): Promise<Omit<Download, 'peakMegabytes'>> {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
  if (!answer.ok || !answer.body) throw new Error(`${url}: ${answer.status}`)
  let first = 0
  let bytes = 0
  for await (const chunk of answer.body) {
    if (bytes === 0) first = since()
    bytes += chunk.length
  }
  return { first, whole: since(), megabytes: bytes / 1e6 }
}
