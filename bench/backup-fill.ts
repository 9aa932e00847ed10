import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openGround } from '../server/src/commands/open-ground.ts'
import { keepLocal } from '../server/src/imports/keep-file.ts'
import { processNewImport } from '../server/src/imports/process.ts'
import { insertImport } from '../server/src/imports/queries.ts'
import { recordFile } from '../server/src/imports/record-file.ts'
import { readConfig } from '../server/src/platform/config.ts'
import { createLog } from '../server/src/platform/log.ts'
import { report } from './harness.ts'

/** Makes an instance of one csv of pupil results, through the product's own import. */
const [csv, dataDir] = process.argv.slice(2) as [string, string]
const ground = await openGround(readConfig({ dataDir }, {}), createLog('silent'))
const { db } = ground
const began = performance.now()
const region = await db
  .insertInto('regions')
  .values({ code: '67', name: 'Большая область' })
  .returning('id')
  .executeTakeFirstOrThrow()
const kept = await keepLocal(dataDir, csv, 'участники.csv')
const row = await processNewImport(db, ground, async (tx) => {
  await recordFile(tx, kept, 'bench')
  return insertImport(tx, {
    ...{
      regionId: region.id,
      sha256: kept.sha256,
      fileName: 'участники.csv',
      schoolYear: 2026,
      actor: 'bench',
    },
    options: { format: 'auto', createSchools: true, replace: false, afterCheck: 'commit' },
  })
})
if (row.state !== 'committed') throw new Error(JSON.stringify(row.problem))
await ground.close()
report({
  seconds: (performance.now() - began) / 1000,
  accepted: row.preview!.rowsAccepted,
  megabytes: await sizeOf('results'),
  kept: await sizeOf('files'),
})

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(join(dataDir, folder)))
    bytes += (await stat(join(dataDir, folder, name))).size
  return bytes / 1e6
}
