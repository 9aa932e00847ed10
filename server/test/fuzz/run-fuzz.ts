import { READ_LIMITS } from '../../src/imports/read-table/limits.ts'
import { openZip } from '../../src/imports/read-table/zip.ts'
import { createRandom, type Random } from '../../src/statistics/random.ts'
import { type GoldenFile, listGoldenFiles } from '../golden-files.ts'
import { makeZip } from '../make-zip.ts'
import { dishonesty } from './honesty.ts'
import { asTable, loadTable, type MemoryTable, openBytes } from './memory-table.ts'
import { type Mutation, mutateTable } from './mutate-cells.ts'
import { faultOf, type Outcome, readFuzzed } from './read-fuzzed.ts'

/** The invented people of the golden files: none of them may be quoted, whatever happens to a file. */
const PEOPLE = /Мухомор|Незабудк|Аделаид|123-456-789/

/** Formats that read an empty cell beside participants as «none of that kind», by the form's own custom. */
const BLANK_IS_NONE = new Set(['regional-ege'])

export interface FuzzReport {
  seed: string
  files: number
  changes: number
  /** Files by what became of them: the format that read them, or the code of the refusal. */
  outcomes: Map<string, number>
  rows: { read: number; accepted: number; rejected: number; passedOver: number }
  faults: { run: number; file: string; fault: string; done: unknown }[]
  slowest: { milliseconds: number; file: string; run: number }
}

const newReport = (seed: string): FuzzReport => ({
  seed,
  files: 0,
  changes: 0,
  outcomes: new Map(),
  rows: { read: 0, accepted: 0, rejected: 0, passedOver: 0 },
  faults: [],
  slowest: { milliseconds: 0, file: '', run: 0 },
})

export interface FuzzOptions {
  seed: string
  runs: number
  /** Many cells of the rows below the header instead of a few anywhere. */
  dense?: boolean
  /** Only this run, to look at a fault again. */
  only?: number | undefined
  /** Called now and then with what there is so far. */
  onProgress?: (report: FuzzReport) => void
}

const MOST_FAULTS = 50

interface Base {
  file: GoldenFile
  label: string
  table: MemoryTable
  clean: Outcome
}

/** Cells and rows of every golden file changed; each run is a function of the seed and its number alone. */
export async function fuzzCells(options: FuzzOptions): Promise<FuzzReport> {
  const bases: Base[] = []
  for (const file of listGoldenFiles()) {
    const bytes = await file.bytes()
    const fileName = file.file.replace(/\.json$/, '')
    const table = await loadTable(bytes, fileName).catch(() => null)
    if (table === null) continue
    const clean = await readFuzzed(() => asTable(table), file.choose, fileName)
    bases.push({ file, label: `${file.folder}/${file.name}`, table, clean })
  }
  return run(options, async (random, report) => {
    const { file, label, table, clean } = random.pick(bases)
    const below = options.dense && !('refused' in clean) ? clean.headerRows : undefined
    const { table: changed, done } = mutateTable(random, table, below)
    report.changes += done.length
    const outcome = await readFuzzed(() => asTable(changed), file.choose, file.file)
    const isJudged = !('refused' in clean)
    const fault =
      faultOf(outcome, isShift(done) ? /(?!)/ : PEOPLE) ??
      (isJudged ? dishonesty(clean, outcome, done, BLANK_IS_NONE.has(file.folder)) : null)
    return { label, outcome, fault, done }
  })
}

/** A name that moved into another column may be that column's word; everything else must keep it out. */
const isShift = (done: readonly Mutation[]) =>
  done.some(({ column, after }) => column === null || (after !== null && PEOPLE.test(after)))

/** Bytes of every golden file changed: in the archive, in the parts inside it, in a csv as it is. */
export async function fuzzArchives(options: FuzzOptions): Promise<FuzzReport> {
  const bases: { file: GoldenFile; bytes: Buffer; parts: { name: string; content: string }[] | null }[] = []
  for (const file of listGoldenFiles()) {
    const bytes = await file.bytes()
    bases.push({ file, bytes, parts: file.file.endsWith('.json') ? await unzip(bytes) : null })
  }
  return run(options, async (random, report) => {
    const { file, bytes, parts } = random.pick(bases)
    const inside = parts !== null && random.chance(0.6)
    const changed = inside ? makeZip(changeParts(random, parts, report)) : changeBytes(random, bytes, report)
    const fileName = file.file.replace(/\.json$/, '')
    const outcome = await readFuzzed(() => openBytes(changed, fileName), file.choose, fileName)
    return {
      label: `${file.folder}/${file.name}`,
      outcome,
      fault: faultOf(outcome, /(?!)/),
      done: inside ? 'parts' : 'bytes',
    }
  })
}

type Step = (
  random: Random,
  report: FuzzReport,
) => Promise<{ label: string; outcome: Outcome; fault: string | null; done: unknown }>

async function run({ seed, runs, only, onProgress }: FuzzOptions, step: Step): Promise<FuzzReport> {
  const report = newReport(seed)
  const first = only ?? 0
  for (let at = first; at < (only === undefined ? runs : only + 1); at++) {
    const begun = performance.now()
    let label = ''
    try {
      const made = await step(createRandom(`${seed}/${at}`), report)
      label = made.label
      count(report, made.outcome)
      if (made.fault !== null)
        report.faults.push({ run: at, file: label, fault: made.fault, done: made.done })
    } catch (error) {
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
      report.faults.push({ run: at, file: label, fault, done: null })
    }
    report.files += 1
    const milliseconds = performance.now() - begun
    if (milliseconds > report.slowest.milliseconds) report.slowest = { milliseconds, file: label, run: at }
    if (report.faults.length >= MOST_FAULTS) break
    if (report.files % 1000 === 0) onProgress?.(report)
  }
  return report
}

function count(report: FuzzReport, outcome: Outcome): void {
  const key = 'refused' in outcome ? outcome.refused.code : outcome.format
  report.outcomes.set(key, (report.outcomes.get(key) ?? 0) + 1)
  if ('refused' in outcome) return
  for (const { fate } of outcome.rows) {
    report.rows.read += 1
    report.rows[fate === 'accepted' || fate === 'rejected' ? fate : 'passedOver'] += 1
  }
}

function changeBytes(random: Random, bytes: Buffer, report: FuzzReport): Buffer {
  const copy = Buffer.from(random.chance(0.15) ? bytes.subarray(0, random.integer(0, bytes.length)) : bytes)
  const changes = random.integer(1, 6)
  report.changes += changes
  for (let left = changes; left > 0 && copy.length > 0; left--)
    copy[random.integer(0, copy.length - 1)] = random.integer(0, 255)
  return copy
}

const PIECES = [
  ...['', '<', '>', '&', '"', '</row>', '<row>', '<c r="ZZZ9">', '</sheetData>', '\0', 's="9999"', 't="s"'],
  ...[
    'r="A1"',
    '-1',
    '1e999',
    '<![CDATA[',
    '<!DOCTYPE x>',
    '99999999',
    '<f>1+1</f>',
    '<v></v>',
    '&#0;',
    '\uFFFF',
  ],
]

function changeParts(
  random: Random,
  parts: readonly { name: string; content: string }[],
  report: FuzzReport,
) {
  const copy = parts.map((part) => ({ ...part }))
  const changes = random.integer(1, 3)
  report.changes += changes
  for (let left = changes; left > 0; left--) {
    const part = random.pick(copy)
    const at = random.integer(0, part.content.length)
    const gone = random.integer(0, 12)
    part.content = part.content.slice(0, at) + random.pick(PIECES) + part.content.slice(at + gone)
  }
  return random.chance(0.05) ? copy.filter(() => random.chance(0.9)) : copy
}

async function unzip(bytes: Buffer): Promise<{ name: string; content: string }[]> {
  const zip = await openZip({ buffer: bytes }, 'образец', READ_LIMITS)
  const parts: { name: string; content: string }[] = []
  for (const name of zip.names.values()) {
    const pieces: Buffer[] = []
    for await (const piece of zip.read(name)) pieces.push(Buffer.from(piece))
    parts.push({ name, content: Buffer.concat(pieces).toString() })
  }
  zip.close()
  return parts
}
