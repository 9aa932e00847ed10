// npm run kill-drill [-- --kills 50] [-- --seed WORD] [-- --database postgresql://…]: kills the server under writes, first on the embedded
// database, then on the one of --database (an empty one) or on Debian's PostgreSQL 15 where it is installed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hasDebianServer, startDebianServer } from '../server/test/debian-server.ts'
import { type DrillFigures, killDrill } from '../server/test/kill-drill/drill.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    database: { type: 'string' },
    only: { type: 'string' },
    // The moments of the kills; another word, other moments.
    seed: { type: 'string', default: new Date().toISOString() },
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
  const { seed } = values
  console.log(`${name}: --seed ${seed}`)
  const figures = await killDrill({
    kills,
    dataDir: join(folder, 'data'),
    databaseUrl,
    seed,
    say: console.log,
  })
  if (figures.faults.length > 0) {
    failed = true
    console.log(`Данные оставлены для разбора: ${folder}`)
  } else await rm(folder, { recursive: true, force: true })
  console.log(printed(name, figures))
}

function printed(name: string, figures: DrillFigures): string {
  const { kills, regions, files, repeats, agreed, committed, undone, verified, faults } = figures
  return [
    `${name}: убит ${kills} раз под записью`,
    `  подтверждено: регионов ${regions}, файлов ${files} (повторно отправлено ${repeats}), согласий на запись ${agreed}, загрузок записано ${committed}, отменено ${undone}`,
    `  журнал проверен ${verified} раз`,
    faults.length === 0
      ? '  ничего не потеряно, не записано наполовину и не задвоено'
      : `  НЕ СХОДИТСЯ: ${faults.length}`,
    ...faults.map((fault) => `    ${fault}`),
  ].join('\n')
}
