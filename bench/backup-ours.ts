import { createHash } from 'node:crypto'
import { backupCommand } from '../server/src/commands/backup.ts'
import { checkBackupCommand, restoreCommand } from '../server/src/commands/restore.ts'
import { listTables, SAME_TEXT, tableDigest } from '../server/src/platform/backup/tables.ts'
import { readConfig } from '../server/src/platform/config.ts'
import { openBareGround } from '../server/src/platform/ground.ts'
import { createLog } from '../server/src/platform/log.ts'
import { report } from './harness.ts'

/** One command of an instance, or the checksum of all its tables together. */
const [mode, dataDir, copy] = process.argv.slice(2) as [string, string, string]
const config = readConfig({ dataDir }, {})
const began = performance.now()
let found: Record<string, number> = {}
if (mode === 'backup') await backupCommand(config, copy)
else if (mode === 'check') await checkBackupCommand(copy)
else if (mode === 'restore') await restoreCommand(config, copy)
else found = await digestAll()
report({ seconds: (performance.now() - began) / 1000, ...found })
// Commands listen to signals until their process ends.
process.exit()

async function digestAll() {
  const ground = await openBareGround({ ...config, log: createLog('silent') })
  const client = await ground.pool.connect()
  await client.query('begin')
  await client.query(SAME_TEXT)
  // The one row in which a restored instance differs: it is an installation of its own.
  await client.query(`delete from installation where key in ('database-id', 'last-backup-at')`)
  const all = createHash('sha256')
  const tables = await listTables(client)
  let rows = 0
  for (const table of tables) {
    const digest = await tableDigest(client, table)
    rows += digest.rows
    all.update(`${table.name} ${digest.rows} ${digest.sha256}\n`)
  }
  await client.query('rollback')
  client.release()
  await ground.close()
  return { tables: tables.length, rows, digest: all.digest().readUIntBE(0, 6) }
}
