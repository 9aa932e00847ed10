import { rm } from 'node:fs/promises'
import type { ImportGround } from '../imports/commit-import.ts'
import { claimFolder } from '../platform/claim-folder.ts'
import type { Config } from '../platform/config.ts'
import { makeScratch } from '../platform/files.ts'
import * as platform from '../platform/ground.ts'
import type { Log } from '../platform/log.ts'
import { seedProcedures } from '../results/procedure-queries.ts'
import { openResultStore } from '../results/store.ts'

/** What every command stands on: a migrated database with the catalogue, and the result store of one data folder. */
export interface Ground extends ImportGround, platform.Ground {}

/** Opens the data folder; `close` leaves it as it was found: a database that somebody else uses goes on running. */
export async function openGround(config: Config, log: Log): Promise<Ground> {
  const ground = await platform.openGround({ ...config, log })
  try {
    await claimFolder(ground.db, ground.dataDir)
    await seedProcedures(ground.db)
    const scratch = await makeScratch(ground.dataDir)
    const store = await openResultStore({ tempDir: scratch })
    const close = async () => {
      await store.close()
      await rm(scratch, { recursive: true, force: true })
      await ground.close()
    }
    return { ...ground, store, close }
  } catch (error) {
    await ground.close()
    throw error
  }
}
