import { parentPort, workerData } from 'node:worker_threads'
import { CELL_COLUMNS, PUPIL_FILE_COLUMNS } from './layout.ts'
import type { PupilDetails, PupilScores, PupilUnit } from './model.ts'
import type { ColumnValues } from './parquet/encode-column.ts'
import { type ColumnFile, openColumnFile } from './parquet/write-columns.ts'
import { type Cells, createPupilCells } from './pupil-cells.ts'
import { buffersOf, type PupilGroup } from './pupil-group.ts'

export interface PupilThreadFiles {
  rows: string
  cells: string
}

/** What a thread is told; each is answered once, in order. New entries of the lists come with the rows that need them. */
export type PupilOrder =
  | { group: PupilGroup; units: PupilUnit[]; scores: PupilScores[]; details: PupilDetails[] }
  /** Makes what is written so far a complete file; more may follow. */
  | { seal: 'rows' }
  | { close: 'finished' | 'given up' }
/** An error's class and code do not survive the way. */
export type PupilAnswer = { group?: PupilGroup } | { fault: unknown; code: unknown }

const units: PupilUnit[] = []
const scores: PupilScores[] = []
const details: PupilDetails[] = []
let opened: { rows: ColumnFile; cells: ColumnFile; counted: ReturnType<typeof createPupilCells> } | undefined

// The thread of `pupil-columns.ts`: row groups are encoded, written and counted here while the next are being read.
let before: Promise<unknown> = Promise.resolve()
parentPort?.on('message', (order: PupilOrder) => {
  before = before.then(() => answer(order))
})

async function answer(order: PupilOrder): Promise<void> {
  try {
    opened ??= await openFiles(workerData as PupilThreadFiles)
    const given: PupilAnswer = {}
    if ('group' in order) {
      takeGroup(order)
      given.group = { ...order.group, texts: [] }
    } else if ('seal' in order) opened.rows.seal()
    else await close(order.close)
    parentPort?.postMessage(given, given.group ? buffersOf(given.group) : [])
  } catch (error) {
    await opened?.rows.close().catch(() => {})
    await opened?.cells.close().catch(() => {})
    parentPort?.postMessage({ fault: error, code: (error as { code?: unknown }).code } satisfies PupilAnswer)
  }
}

async function openFiles(paths: PupilThreadFiles) {
  const rows = await openColumnFile(paths.rows, PUPIL_FILE_COLUMNS)
  const cells = await openColumnFile(paths.cells, CELL_COLUMNS)
  const counted = createPupilCells((values, count) => cells.writeGroup(count, cellValues(values)))
  return { rows, cells, counted }
}

function takeGroup(order: Extract<PupilOrder, { group: unknown }>): void {
  for (const unit of order.units) units.push(unit)
  for (const one of order.scores) scores.push(one)
  for (const one of order.details) details.push(one)
  const { group } = order
  const { rows, counted } = opened!
  for (let at = 0; at < group.size; at++) counted.add(group.unit[at]!, group.scores[at]!, group.row[at]!)
  rows.writeGroup(group.size, rowValues(group))
}

async function close(how: 'finished' | 'given up'): Promise<void> {
  const { rows, cells, counted } = opened!
  if (how === 'finished') {
    counted.flush()
    for (const one of [rows, cells]) one.seal()
  }
  await rows.close()
  await cells.close()
}

function rowValues(group: PupilGroup): ColumnValues[] {
  const isPlain = group.texts.length === 0
  const byDetails = (value: (details: PupilDetails) => string | null) => ({
    places: group.details,
    value: (place: number) => value(details[place]!),
  })
  return [
    ...unitValues(group.unit),
    ...scoreValues(group.scores),
    ...[byDetails(({ className }) => className), byDetails(({ variant }) => variant)],
    isPlain ? { places: group.details, value: () => null } : { texts: group.texts },
    { numbers: group.number, ...(isPlain ? {} : { has: (row: number) => group.texts[row] === undefined }) },
    { places: group.digits, value: (digits) => (digits === 0 ? null : digits) },
    { numbers: group.row },
  ]
}

function unitValues(places: Int32Array): ColumnValues[] {
  const by = (value: (unit: PupilUnit) => string | number | null) => ({
    places,
    value: (place: number) => value(units[place]!),
  })
  return [
    ...[by(({ school }) => school.keyKind), by(({ school }) => school.key), by(({ school }) => school.name)],
    ...[by(({ school }) => school.municipality), by(({ school }) => school.municipalityCode)],
    ...[by(({ procedure }) => procedure), by(({ schoolYear }) => schoolYear)],
  ]
}

function scoreValues(places: Int32Array): ColumnValues[] {
  const by = (value: (row: PupilScores) => number | null) => ({
    places,
    value: (place: number) => value(scores[place]!),
  })
  return [
    ...[by((row) => row.primaryScore), by((row) => row.testScore)],
    ...[by((row) => row.mark), by((row) => row.journalMark)],
  ]
}

const cellValues = ({ unit, scores: score, n, first, last }: Cells): ColumnValues[] => [
  ...unitValues(unit),
  ...scoreValues(score),
  ...[n, first, last].map((numbers) => ({ numbers })),
]
