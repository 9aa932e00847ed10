// npm run kill-drill [-- --kills 50] [-- --database postgresql://…]: kills the server under writes, first on the embedded
// database, then on the one of --database (an empty one) or on Debian's PostgreSQL 15 where it is installed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hasDebianServer, startDebianServer } from '../server/test/debian-server.ts'
import { type DrillFigures, killDrill } from '../server/test/kill-drill.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    database: { type: 'string' },
    only: { type: 'string' },
  },
})
const kills = Number(values.kills)
let failed = false

if (values.only !== 'external') await drill('встроенная база', undefined)
if (values.database) await drill('PostgreSQL', values.database)
else if (hasDebianServer && values.only !== 'embedded') {
  // As production runs it: what is acknowledged is on the disk.
  const server = await startDebianServer({ fsync: 'on' })
  await drill('PostgreSQL 15', server.url).finally(() => server.stop())
}
process.exit(failed ? 1 : 0)

async function drill(name: string, databaseUrl: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-drill-'))
  const figures = await killDrill({ kills, dataDir: join(folder, 'data'), databaseUrl, say: console.log })
  await rm(folder, { recursive: true, force: true })
  const { lostRegions, halfRegions, lostImports, lostCommits, halfImports, orphans } = figures
  if (lostRegions + halfRegions + lostImports + lostCommits + halfImports + orphans > 0) failed = true
  console.log(printed(name, figures))
}

function printed(name: string, figures: DrillFigures): string {
  return [
    `${name}: убит ${figures.kills} раз под записью; подтверждено записей ${figures.acknowledgedRegions}, загрузок ${figures.acknowledgedCommits}`,
    `  потеряно: записей ${figures.lostRegions}, файлов ${figures.lostImports}, загрузок ${figures.lostCommits}`,
    `  записано наполовину: записей ${figures.halfRegions}, загрузок ${figures.halfImports}; ничьих файлов ${figures.orphans}`,
  ].join('\n')
}
