import { mkdir } from 'node:fs/promises'
import { refuseUnfinished } from './backup/unfinished.ts'
import { type Database, openDatabase } from './db.ts'
import { startDatabase } from './embedded-postgres.ts'
import { sweepFiles } from './files.ts'
import { migrateJobs } from './jobs.ts'
import type { Log } from './log.ts'
import { migrate, readMigrations } from './migrate.ts'
import { Problem } from './problem.ts'

export interface Ground extends Database {
  dataDir: string
  /** True when another living process of ours works on the same folder: leave its jobs to it. */
  joined: boolean
}

interface GroundOptions {
  dataDir: string
  databaseUrl: string | undefined
  log: Log
}

/**
 * The database of a data folder (embedded, or the one of `databaseUrl`) as it is, whatever its state. `close` leaves
 * everything as it was found.
 * @throws Problem with one sentence for the person who starts us.
 */
export async function openBareGround({ dataDir, databaseUrl, log }: GroundOptions): Promise<Ground> {
  const server = databaseUrl ? await external(dataDir, databaseUrl) : await startDatabase(dataDir, { log })
  const database = openDatabase(server.url)
  const close = async () => {
    await database.close()
    await server.stop()
  }
  try {
    if (databaseUrl) await greet(database)
    return { ...database, close, dataDir, joined: server.joined }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * What every command stands on: the data folder, its database brought to the code's state, leftovers of killed
 * processes swept.
 * @throws Problem with one sentence for the person who starts us.
 */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const { dataDir, log } = options
  refuseUnfinished(dataDir)
  const ground = await openBareGround(options)
  try {
    const migrations = readMigrations()
    const applied = await migrate(ground.pool, migrations)
    await migrateJobs(ground.pool)
    if (applied.length > 0 && applied.length < migrations.length)
      log.warn(
        { applied },
        'База данных обновлена: прежняя программа её больше не откроет, вернуться можно только к копии, снятой раньше',
      )
    const swept = await sweepFiles(dataDir)
    if (swept.count > 0) log.info(swept, 'Удалены недописанные файлы прерванных загрузок')
    return ground
  } catch (error) {
    await ground.close()
    throw error
  }
}

async function external(dataDir: string, url: string) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  return { url, joined: false, stop: async () => {} }
}

const REFUSALS: Record<string, string> = {
  ECONNREFUSED: 'по этому адресу никто не отвечает',
  ENOTFOUND: 'такого узла нет',
  ETIMEDOUT: 'узел не отвечает',
  '28P01': 'неверное имя или пароль',
  '28000': 'сервер не пускает этого пользователя',
  '3D000': 'такой базы на сервере нет',
}

/** The first word to somebody else's server: if it does not answer, that is for a person to mend. */
async function greet({ pool }: Database): Promise<void> {
  try {
    await pool.query('select 1')
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    throw new Problem(
      'server/database',
      `База данных из DATABASE_URL недоступна: ${REFUSALS[code ?? ''] ?? message}`,
    )
  }
}
