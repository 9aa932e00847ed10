import { spawnSync } from 'node:child_process'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from './problem.ts'

/**
 * Takes a folder's database for one server at a time by a lock of the kernel. Numbers of processes in files say nothing
 * of those in another container or on another machine with the same folder; such a lock does, and it goes with whoever
 * held it, however that ended. The open file is handed to the database server, which so holds the lock as long as it or
 * a child of it lives; our own copy can be closed then.
 * @param patience milliseconds for one that is just leaving
 * @returns undefined where there is nothing to lock with: outside of Linux (where no containers share a folder), without
 *   the program `flock`, or on a file system without locks
 * @throws Problem 'server/database' where another one holds it
 */
export async function claimCluster(dataDir: string, patience: number): Promise<FileHandle | undefined> {
  if (process.platform !== 'linux') return undefined
  const handle = await open(join(dataDir, 'postgres.claim'), 'a', 0o600)
  const deadline = Date.now() + patience
  for (;;) {
    // The lock belongs to the open file, not to the little program that asks for it.
    const { status } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', handle.fd] })
    if (status === 0) return handle
    if (status !== 1 || Date.now() > deadline) {
      await handle.close()
      if (status !== 1) return undefined
      throw new Problem(
        'server/database',
        `Папка данных ${dataDir} занята: с её базой работает другой контейнер или другая машина. Остановите его или выберите другую папку (--data).`,
      )
    }
    await sleep(100)
  }
}
