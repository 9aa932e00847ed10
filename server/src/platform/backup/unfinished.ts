import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../files.ts'
import { Problem } from '../problem.ts'

const markOf = (dataDir: string) => join(dataDir, 'restore-unfinished')

/** From now on nothing opens this folder, until the restore that fills it is done. */
export async function markUnfinished(dataDir: string): Promise<void> {
  await writeFile(markOf(dataDir), '', { mode: 0o600 })
  await syncFolder(dataDir)
}

export async function markFinished(dataDir: string): Promise<void> {
  await rm(markOf(dataDir))
  await syncFolder(dataDir)
}

/** @throws Problem 'server/config' where a restore was killed before its end */
export function refuseUnfinished(dataDir: string): void {
  if (existsSync(markOf(dataDir)))
    throw new Problem(
      'server/config',
      `Восстановление из копии в папку ${dataDir} не было закончено. Удалите эту папку (а с DATABASE_URL создайте и базу заново) и повторите: npx traektoria restore КОПИЯ`,
    )
}
