import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { sql } from 'kysely'
import { LAST_BACKUP } from '../home/system-health.ts'
import { listNamedFiles } from '../imports/named-files.ts'
import type { BackupManifest } from '../platform/backup/format.ts'
import { refuseUnfinished } from '../platform/backup/unfinished.ts'
import { writeBackup } from '../platform/backup/write-backup.ts'
import { refuseForeignFolder } from '../platform/claim-folder.ts'
import { systemClock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/db.ts'
import { openBareGround } from '../platform/ground.ts'
import { createLog } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import { untilSignal } from '../platform/signals.ts'
import { createProgressBar } from './progress.ts'
import { productVersion } from './version.ts'

const STEPS = { database: 'Копируем базу данных', files: 'Копируем файлы' }

/**
 * Writes the whole instance into one archive, also while it serves. The database is met as it is, not brought up to
 * this code: a copy before an update is the first reason to take one.
 */
export async function backupCommand(config: Config, given: string): Promise<number> {
  const out = resolve(given)
  refuseTarget(out, config)
  refuseUnfinished(config.dataDir)
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'postgres')))
    throw new Problem('backup/empty', `В папке ${config.dataDir} нет базы данных: копировать нечего.`)
  const ground = await openBareGround({ ...config, log: createLog('silent') })
  const stop = async () => {
    await rm(`${out}.part`, { force: true })
    await ground.close()
  }
  void untilSignal().then((signal) => stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143)))
  const bar = createProgressBar()
  try {
    await refuseForeignFolder(ground.db, config.dataDir)
    const now = systemClock()
    const made = await writeBackup({
      pool: ground.pool,
      dataDir: config.dataDir,
      out,
      version: productVersion(),
      now,
      named: listNamedFiles,
      progress: (step, done, total) => bar.show(STEPS[step], done, total),
    })
    bar.clear()
    await noteBackup(ground.db, now.toISOString())
    process.stdout.write(`Копия записана: ${given}, ${describe(made)}.\n`)
    if (made.missing.length > 0)
      process.stderr.write(
        `В папке данных нет файлов, на которые ссылается база (${made.missing.length}): ${made.missing.slice(0, 3).join(', ')}. Копия снята без них.\n`,
      )
    return 0
  } finally {
    bar.clear()
    await ground.close()
  }
}

/** For the page that warns of an installation without a copy. */
async function noteBackup(db: Db, madeAt: string): Promise<void> {
  await sql`insert into installation (key, value) values (${LAST_BACKUP}, to_jsonb(${madeAt}::text))
    on conflict (key) do update set value = excluded.value, set_at = now()`.execute(db)
}

/** What is in a copy, in words: `12,3 МБ, строк в базе 45 678, файлов 90`. */
export function describe({ tables, files, bytes }: BackupManifest & { bytes: number }): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const size = (bytes / 1e6).toLocaleString('ru-RU', { maximumFractionDigits: 1 })
  return `${size} МБ, строк в базе ${rows.toLocaleString('ru-RU')}, файлов ${files.count.toLocaleString('ru-RU')}`
}

function refuseTarget(out: string, { dataDir }: Config): void {
  if (existsSync(out))
    throw new Problem('server/config', `Файл ${out} уже есть: копия его не заменит, выберите другое имя.`)
  if (!existsSync(dirname(out)))
    throw new Problem('server/config', `Нет папки ${dirname(out)}, куда нужно записать копию.`)
  const inside = relative(dataDir, out)
  if (!inside.startsWith('..') && resolve(dataDir, inside) === out)
    throw new Problem(
      'server/config',
      'Копию нельзя писать в саму папку данных: лучше всего на другой диск или другую машину.',
    )
}
