import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { picturesOf } from '../server/src/reports/charts.ts'
import {
  type Block,
  type DocumentTree,
  EMPTY_LETTERHEAD,
  type Figure,
} from '../server/src/reports/document.ts'
import { renderDocx } from '../server/src/reports/render-docx.ts'
import { renderPdf } from '../server/src/reports/render-pdf.ts'

/**
 * A note of about sixty pages: what a region with a hundred schools on the list gets. Medians of the seconds that Word and PDF
 * take; the peer is python-docx writing tables of the same cells.
 * `documents.ts --json --runs 5` prints {docx, pdf, pages, peer?} as its last line.
 */
const SCHOOLS = 96
const PROCEDURES = 15
const SLOW_SECONDS = 20

const figures: Figure[] = Array.from({ length: SCHOOLS * PROCEDURES }, (_, at) => ({
  ...{ id: `school/${at}`, title: `Школа, процедура ${at}`, unit: 'share' as const },
  ...{ value: { estimate: 0.35, low: 0.18, high: 0.57, n: 20 }, part: { numerator: 7, denominator: 20 } },
  ...{ formula: null, note: null, parts: [], origin: null, places: [], link: null },
}))

const rows = Array.from({ length: SCHOOLS }, (_, school) => [
  [[{ text: `МБОУ «Основная общеобразовательная школа № ${school + 1}»`, bold: true as const }]],
  ...Array.from({ length: PROCEDURES }, (__, procedure) => [
    [{ text: `ВПР, русский язык, ${4 + (procedure % 5)} класс` }],
    [{ figure: `school/${school * PROCEDURES + procedure}`, form: 'of' as const }, { text: ', 2024 год' }],
    [{ figure: `school/${school * PROCEDURES + procedure}`, form: 'of' as const }],
    [{ text: 'положительная; неразличимо' }],
    [{ text: `[${procedure + 1}] ${200 + school}` }],
  ]),
]).flat()

const table: Block = {
  ...{ kind: 'table', id: 'table', caption: 'Участники с результатом ниже минимума', empty: '', rows },
  columns: [
    { header: 'Процедура', width: 30, align: 'left' },
    { header: 'Было', width: 20, align: 'left' },
    { header: 'Стало', width: 18, align: 'left' },
    { header: 'Динамика', width: 17, align: 'left' },
    { header: 'Источник', width: 15, align: 'left' },
  ],
}

const tree: DocumentTree = {
  ...{
    format: 1,
    kind: 'analytical-note',
    name: 'Записка',
    schoolYear: 2025,
    kindWord: 'АНАЛИТИЧЕСКАЯ ЗАПИСКА',
  },
  ...{
    letterhead: EMPTY_LETTERHEAD,
    title: [{ text: 'о динамике результатов' }],
    requisites: null,
    mark: null,
  },
  contents: true,
  blocks: [
    { kind: 'heading', id: 'h', level: 1, runs: [{ text: 'Динамика результатов' }] },
    {
      kind: 'paragraph',
      id: 'p',
      runs: [{ text: 'Доля школ с положительной динамикой составила 35 %. '.repeat(40) }],
    },
    { kind: 'signature', id: 's' },
    { kind: 'annex', id: 'a', label: 'Приложение 1', under: [], title: 'Результаты школ' },
    table,
  ],
  figures,
  inputsSha256: '',
}

/** As its users write large tables: all rows at once and cells by columns; row by row it takes the square of their number. */
const PEER = `
import sys, io, json, time
from docx import Document
rows = json.load(sys.stdin)
began = time.perf_counter()
document = Document()
table = document.add_table(rows=len(rows), cols=5)
for at, column in enumerate(table.columns):
    for cell, row in zip(column.cells, rows):
        if at < len(row): cell.text = row[at]
document.save(io.BytesIO())
print(time.perf_counter() - began)
`

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

interface Timed {
  seconds: number
  /** Of the processor: what a busy machine does not stretch. */
  cpu: number
}

async function timed(work: () => unknown): Promise<Timed> {
  const [began, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 }
}

/** Seconds of python-docx, or undefined where it is not installed. */
async function peer(): Promise<number | undefined> {
  const cells = rows.map((row) =>
    row.map((runs) => runs.map((run) => ('text' in run ? run.text : '7 из 20 (35 %)')).join('')),
  )
  const child = promisify(execFile)('/usr/bin/python3', ['-c', PEER])
  child.child.stdin?.end(JSON.stringify(cells))
  try {
    return Number((await child).stdout)
  } catch {
    return undefined
  }
}

/** Medians in seconds, each after one warm run, in turn. */
export async function measureDocuments(runs: number) {
  const pictures = picturesOf(tree)
  const pdf = renderPdf(tree, pictures)
  await renderDocx(tree, pictures)
  const found = { docx: [] as Timed[], pdf: [] as Timed[], peer: [] as number[] }
  for (let at = 0; at < runs; at++) {
    found.docx.push(await timed(() => renderDocx(tree, pictures)))
    found.pdf.push(await timed(() => renderPdf(tree, pictures)))
    // One run says enough of a peer that takes so long.
    const isSlow = (found.peer[0] ?? 0) > SLOW_SECONDS
    const other = isSlow ? undefined : await peer()
    if (other !== undefined) found.peer.push(other)
  }
  return {
    docx: median(found.docx.map(({ seconds }) => seconds)),
    docxCpu: median(found.docx.map(({ cpu }) => cpu)),
    pdf: median(found.pdf.map(({ seconds }) => seconds)),
    pdfCpu: median(found.pdf.map(({ cpu }) => cpu)),
    pages: [...pdf.toString('latin1').matchAll(/\/Type \/Page\b/g)].length,
    rows: rows.length,
    ...(found.peer.length > 0 ? { peer: median(found.peer), peerRuns: found.peer.length } : {}),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
  })
  const found = await measureDocuments(Number(values.runs))
  process.stdout.write(
    `${JSON.stringify({ seconds: found.docx + found.pdf, peakMegabytes: process.memoryUsage().rss / 1e6, ...found })}\n`,
  )
}
