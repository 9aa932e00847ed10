import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { stageResults } from '../server/src/imports/read-results.ts'
import { PROCEDURES } from '../server/src/results/procedures.ts'
import { openResultStore } from '../server/src/results/store.ts'
import { report } from './harness.ts'

/** Validates every row of a csv, stores it as Parquet and counts it: what a check does before it asks the database. */
const [csv, folder] = process.argv.slice(2) as [string, string]
const scratch = join(folder, 'ours')
await mkdir(scratch, { recursive: true })
const store = await openResultStore({ tempDir: scratch })
const rules = new Map(
  PROCEDURES.map(({ code, lowRule, highRule }) => [code, { low: lowRule, high: highRule }]),
)
const row = {
  ...{ file_name: 'участники.csv', school_year: 2026 },
  options: { format: 'auto', createSchools: false, replace: false },
}
const to = join(scratch, 'staged.parquet')

const count = async () => {
  let [units, participants, low] = [0, 0, 0]
  for await (const unit of store.count(to, 'pupil', rules)) {
    units += 1
    participants += unit.participants
    low += unit.low ?? 0
  }
  return { units, participants, low }
}

const began = performance.now()
const reading = await stageResults({ store }, row, { from: csv, to }, { scales: new Map(), rules }, () => {})
const stored = performance.now()
const counted = await count()
const ended = performance.now()
await count()
const recounted = performance.now()
report({
  seconds: (ended - began) / 1000,
  store: (stored - began) / 1000,
  recount: (recounted - ended) / 1000,
  read: reading.rows.read,
  accepted: reading.rows.accepted,
  rejected: reading.rows.rejected,
  problems: reading.tally.count,
  ...counted,
  megabytes: (await stat(to)).size / 1e6,
})
await store.close()
await rm(scratch, { recursive: true, force: true })
