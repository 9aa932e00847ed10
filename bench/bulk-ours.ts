import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openGround } from '../server/src/commands/open-ground.ts'
import { resultPath } from '../server/src/imports/commit-import.ts'
import { keepLocal } from '../server/src/imports/keep-file.ts'
import { processNewImport } from '../server/src/imports/process.ts'
import { insertImport } from '../server/src/imports/queries.ts'
import { recordFile } from '../server/src/imports/record-file.ts'
import { readConfig } from '../server/src/platform/config.ts'
import { createLog } from '../server/src/platform/log.ts'
import { countingRules } from '../server/src/results/procedure-queries.ts'
import { report } from './harness.ts'

/**
 * A csv is imported into an empty region as the command does it: taken in, every row validated, stored, counted, shown
 * against the database, committed to it. Starting the database is not timed.
 */
const [csv, folder] = process.argv.slice(2) as [string, string]
const dataDir = join(folder, 'ours')
const config = readConfig({ dataDir }, {})
const ground = await openGround(config, createLog('silent'))
const { id: regionId } = await ground.db
  .insertInto('regions')
  .values({ code: '67', name: '67' })
  .returning('id')
  .executeTakeFirstOrThrow()

const began = performance.now()
const kept = await keepLocal(dataDir, csv, 'участники.csv')
const taken = performance.now()
const steps: { step: string; at: number }[] = []
const options = { format: 'auto', createSchools: true, replace: false, afterCheck: 'commit' as const }
const row = await processNewImport(
  ground.db,
  ground,
  async (tx) => {
    await recordFile(tx, kept, 'bench')
    return insertImport(tx, {
      ...{
        regionId,
        sha256: kept.sha256,
        fileName: 'участники.csv',
        schoolYear: 2026,
        options,
        actor: 'bench',
      },
    })
  },
  (step) => {
    if (steps.at(-1)?.step !== step) steps.push({ step, at: performance.now() })
  },
)
const committed = performance.now()
const { preview } = row
if (row.state !== 'committed' || !preview || row.parquet_name === null)
  throw new Error(JSON.stringify(row.problem))

const path = resultPath(ground, row.parquet_name)
const rules = await countingRules(ground.db)
const asked = performance.now()
let recount = 0
for await (const unit of ground.store.count(path, 'pupil', rules)) recount += unit.participants
const recounted = performance.now()
const { procedures } = preview
const sum = (of: (procedure: (typeof procedures)[number]) => number) =>
  procedures.reduce((total, procedure) => total + of(procedure), 0)
const matching = steps.find(({ step }) => step === 'Сверяем со школами')!.at
report({
  seconds: (committed - taken) / 1000,
  keep: (taken - began) / 1000,
  database: (committed - matching) / 1000,
  recount: (recounted - asked) / 1000,
  read: preview.rowsRead,
  accepted: preview.rowsAccepted,
  rejected: preview.rowsRejected,
  problems: preview.problemCount,
  units: sum(({ schools }) => schools),
  participants: recount,
  low: sum(({ low }) => low ?? 0),
  megabytes: (await stat(path)).size / 1e6,
  kept: (await sizeOf('files')) / 1e6,
  postgres: (await sizeOf('postgres')) / 1e6,
})
await ground.close()
await rm(dataDir, { recursive: true, force: true })

async function sizeOf(part: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(join(dataDir, part), { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0
  return bytes
}
