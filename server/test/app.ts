import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterAll } from 'vitest'
import { type AppOptions, buildApp } from '../src/app.ts'
import type { ImportGround } from '../src/imports/commit-import.ts'
import { keepUpload } from '../src/imports/keep-file.ts'
import { processImport } from '../src/imports/process.ts'
import { insertImport, setImport } from '../src/imports/queries.ts'
import { recordFile } from '../src/imports/record-file.ts'
import type { Db } from '../src/platform/db.ts'
import { migrateJobs } from '../src/platform/jobs.ts'
import { seedProcedures } from '../src/results/procedure-queries.ts'
import { openResultStore } from '../src/results/store.ts'
import { testDatabase } from './database.ts'

export interface TestApp {
  app: FastifyInstance
  db: Db
  ground: ImportGround
  /** Calls the API; the answer's body as JSON. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: never }>
}

/**
 * The real app on a real database of this test file's own, with an empty data folder. Call it at the top of a file.
 * @param options other settings than most tests need
 */
export async function testApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const { db, pool } = await testDatabase()
  await migrateJobs(pool)
  await seedProcedures(db)
  const dataDir = await mkdtemp(join(tmpdir(), 'traektoria-app-'))
  await mkdir(join(dataDir, 'files'))
  const store = await openResultStore({ tempDir: dataDir })
  const ground = { dataDir, store }
  const app = await buildApp({
    db,
    ground,
    uploadBytes: 10_000_000,
    secret: 'a secret of tests that is long enough',
    version: 'test',
    demo: () => ({ state: 'none', done: 0, total: 0 }),
    ...options,
  })
  afterAll(async () => {
    await app.close()
    await store.close()
    await rm(dataDir, { recursive: true })
  })
  return {
    app,
    db,
    ground,
    async call(method, path, body) {
      const response = await app.inject({
        method,
        url: `/api${path}`,
        ...(body === undefined ? {} : { payload: body as object }),
      })
      return { status: response.statusCode, body: response.json() as never }
    },
  }
}

export async function newRegion(db: Db, name = 'Проверочная область'): Promise<number> {
  const code = String(Math.random()).slice(2, 10)
  return (await db.insertInto('regions').values({ code, name }).returning('id').executeTakeFirstOrThrow()).id
}

const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'

/** Loads rows of a long table (`year grade subject login participants shares…`) through the real import, making schools from them. */
export async function loadLongTable(
  { db, ground }: Pick<TestApp, 'db' | 'ground'>,
  regionId: number,
  rows: { year: number; grade?: number; subject?: string; login: string; n: number; shares: string }[],
): Promise<number> {
  const lines = rows.map(
    ({ year, grade = 5, subject = 'Математика', login, n, shares }) =>
      `${year};${grade};${subject};Заозёрский район;${login};Школа № ${Number(login.slice(-4))};${n};${shares}`,
  )
  const bytes = Buffer.from(`${[HEADER, ...lines].join('\n')}\n`)
  const kept = await keepUpload(ground.dataDir, Readable.from([bytes]), 'таблица.csv', bytes.length)
  await recordFile(db, kept, 'test')
  const options = { format: 'auto', createSchools: true, replace: false }
  const schoolYear = rows[0]!.year
  const id = await insertImport(db, {
    regionId,
    sha256: kept.sha256,
    fileName: 'таблица.csv',
    schoolYear,
    options,
    actor: 'test',
  })
  const checked = await processImport(db, ground, id)
  if (checked?.state !== 'checked') throw new Error(JSON.stringify(checked?.problem))
  await setImport(db, id, { state: 'committing', committed_by: 'test' })
  await processImport(db, ground, id)
  return id
}
