import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { arch, cpus, release, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Part, Row, Settings } from './harness.ts'
import { benchAccess } from './part-access.ts'
import { benchAudit } from './part-audit.ts'
import { benchBackup } from './part-backup.ts'
import { benchBulk } from './part-bulk.ts'
import { benchDocuments } from './part-documents.ts'
import { benchExports } from './part-exports.ts'
import { benchIdentify } from './part-identify.ts'
import { benchServer } from './part-server.ts'
import { benchXlsx } from './part-xlsx.ts'

/**
 * `npm run bench [-- --quick] [-- --only bulk,xlsx]`: every measurement with its peer in the same run. The table goes to
 * docs/benchmarks.md after each part, so that a part that fails takes nothing with it; a quick run is only printed.
 */
const PARTS: Record<string, (settings: Settings) => Promise<Part>> = {
  bulk: benchBulk,
  xlsx: benchXlsx,
  identify: benchIdentify,
  server: benchServer,
  documents: benchDocuments,
  backup: benchBackup,
  audit: benchAudit,
  access: benchAccess,
  exports: benchExports,
}
const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))
const BEGINS = '<!-- measured -->'

const quick = process.argv.includes('--quick')
const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',')
const chosen = process.argv.includes('--only') ? only! : Object.keys(PARTS)
const folder = await mkdtemp(join(tmpdir(), 'traektoria-bench-'))
const done: { part: Part; minutes: number }[] = []
let failed = 0
try {
  for (const name of chosen) {
    const began = Date.now()
    console.log(`${name}…`)
    try {
      const part = await PARTS[name]!({ quick, runs: quick ? 3 : 5, folder })
      done.push({ part, minutes: (Date.now() - began) / 60_000 })
    } catch (error) {
      failed += 1
      const notes = [`Не измерено: ${(error as Error).message}`]
      done.push({ part: { title: name, rows: [], notes }, minutes: (Date.now() - began) / 60_000 })
    }
    console.log(printed(done.at(-1)!))
    if (!quick) await save()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

function printed({ part, minutes }: (typeof done)[number]): string {
  const cells = (row: Row) => [
    row.what,
    row.ours,
    row.peer,
    row.ratio,
    row.limit,
    row.met === null ? '' : row.met ? 'да' : '**нет**',
  ]
  const table = [
    '| что | у нас | у соперника | отношение | предел | в пределах |',
    '|---|---|---|---|---|---|',
    ...part.rows.map((row) => `| ${cells(row).join(' | ')} |`),
  ]
  const lines = part.rows.length > 0 ? [...table, ''] : []
  return [
    `### ${part.title}`,
    '',
    ...lines,
    ...part.notes.map((note) => `- ${note}`),
    `- Измерялось ${minutes.toFixed(1)} мин.`,
    '',
  ].join('\n')
}

/** Parts that were not run now keep what was measured of them before. */
async function save(): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const at = page.indexOf(BEGINS) + BEGINS.length
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} ГиБ, ${type()} ${release()}, Node ${process.version}`
  const day = new Date().toISOString().slice(0, 10)
  const runs = ({ part }: (typeof done)[number]) =>
    part.isSingle ? 'Один прогон.' : 'Медианы пяти прогонов.'
  const now = done.map((one) => `${printed(one).trimEnd()}\n- ${day}: ${machine}. ${runs(one)}\n`)
  const titles = done.map(({ part }) => `### ${part.title}\n`)
  const kept = page
    .slice(at)
    .split(/^(?=### )/m)
    .filter((section) => section.startsWith('### ') && !titles.some((title) => section.startsWith(title)))
  await writeFile(
    PAGE,
    `${page.slice(0, at)}\n\n${[...now, ...kept.map((section) => `${section.trimEnd()}\n`)].join('\n')}`,
  )
}
