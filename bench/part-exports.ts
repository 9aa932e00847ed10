import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
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

/**
 * A table of a million rows as a file: how long its reader waits for the first byte, and whether the server holds more than
 * for a fifth of it. Each download meets a server just started, so that its peak is its own.
 */
export async function benchExports({ quick, runs, folder }: Settings): Promise<Part> {
  const dataDir = join(folder, 'exports-data')
  const wanted = quick ? 100_000 : 1_000_000
  const { rows: whole } = await runScript('exports-data.ts', [dataDir, String(wanted)])
  const rows: Row[] = []
  for (const format of FORMATS) {
    // A workbook takes minutes: its first byte and its memory are seen in one run of each size.
    const times = format === 'xlsx' ? 1 : Math.min(runs, 3)
    const fifth = await downloads(dataDir, `table=results&years=2021&format=${format}`, times)
    const all = await downloads(dataDir, `table=results&format=${format}`, times)
    const size = `${whole!.toLocaleString('ru')} строк, ${all.megabytes.toFixed(0)} МБ, весь файл ${seconds(all.whole)}`
    rows.push(
      row(`${format}: первый байт (${size})`, seconds(all.first), '< 1 s', all.first < 1),
      row(
        `${format}: память сервера при пятой части строк и при всех`,
        `${fifth.peakMegabytes} → ${all.peakMegabytes} МБ`,
        '≤ 1.25 раза',
        all.peakMegabytes <= 1.25 * fifth.peakMegabytes,
      ),
    )
  }
  return {
    title: 'Выгрузка таблиц',
    rows,
    notes: [
      'Память — наибольшая за жизнь процесса сервера (VmHWM), сам сервер без работы держит около 240 МБ.',
    ],
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
