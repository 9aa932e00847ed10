import { existsSync } from 'node:fs'
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { BackupContents } from '../platform/backup/archive-reader.ts'
import { checkBackup, restoreBackup } from '../platform/backup/restore-backup.ts'
import { markFinished, markUnfinished, refuseUnfinished } from '../platform/backup/unfinished.ts'
import type { Config } from '../platform/config.ts'
import { type Ground, openBareGround } from '../platform/ground.ts'
import { createLog } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import { untilSignal } from '../platform/signals.ts'
import { describe } from './backup.ts'

/** Reads a copy from end to end and says what is in it; nothing is opened or changed. */
export async function checkBackupCommand(given: string): Promise<number> {
  const path = await presentFile(given)
  const contents = await checkBackup(path)
  process.stdout.write(`Копия цела: ${await summary(path, contents)}.\n`)
  return 0
}

/**
 * Restores into an empty folder and an empty database. The copy is read twice: first whole, so that a bad one is refused
 * before anything is made; whatever fails later is taken away again. A kill leaves a mark, by which the folder is refused.
 */
export async function restoreCommand(config: Config, given: string): Promise<number> {
  const { dataDir } = config
  const path = await presentFile(given)
  refuseUnfinished(dataDir)
  if ((await readdir(dataDir).catch(() => [])).length > 0)
    throw new Problem(
      'restore/not-empty',
      `Папка данных ${dataDir} не пуста: восстановить можно только в новую, укажите её ключом --data.`,
    )
  await checkBackup(path)
  const isOurFolder = !existsSync(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await markUnfinished(dataDir)
  let ground: Ground | undefined
  const takeBack = async () => {
    await ground?.close()
    const made = isOurFolder ? [dataDir] : (await readdir(dataDir)).map((name) => join(dataDir, name))
    for (const item of made) await rm(item, { recursive: true, force: true })
  }
  void untilSignal().then((signal) => takeBack().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143)))
  try {
    ground = await openBareGround({ ...config, log: createLog('silent') })
    const contents = await restoreBackup(path, { pool: ground.pool, dataDir })
    await ground.close()
    await markFinished(dataDir)
    process.stdout.write(`Восстановлено и сверено с копией: ${await summary(path, contents)}.\n`)
    return 0
  } catch (error) {
    await takeBack()
    throw error
  }
}

async function presentFile(given: string): Promise<string> {
  const path = resolve(given)
  await access(path).catch(() => {
    throw new Problem('backup/foreign', `Нет такого файла: ${path}`)
  })
  return path
}

async function summary(path: string, { header, manifest }: BackupContents): Promise<string> {
  const takenAt = `${header.createdAt.slice(0, 16).replace('T', ' ')} UTC`
  const { size } = await stat(path)
  return `снята ${takenAt} программой ${header.version}, ${describe({ ...manifest, bytes: size })}`
}
