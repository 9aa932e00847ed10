import { mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { generateRegion } from '../demo/generate-region.ts'
import { REGION } from '../demo/region-names.ts'
import { type DemoFile, writeDemoFiles } from '../demo/write-demo-files.ts'
import { keepLocal } from '../imports/keep-file.ts'
import { processNewImport } from '../imports/process.ts'
import { insertImport, setImport } from '../imports/queries.ts'
import { recordFile } from '../imports/record-file.ts'
import type { Db } from '../platform/db.ts'
import { ensureDemoPeople } from './demo-people.ts'
import type { Ground } from './open-ground.ts'
import { createProgressBar } from './progress.ts'
import { loadRegistry } from './registry.ts'

const LOADED = 'demo-loaded'

export async function isDemoLoaded(db: Db): Promise<boolean> {
  return (
    (await db.selectFrom('installation').select('key').where('key', '=', LOADED).executeTakeFirst()) !==
    undefined
  )
}

/**
 * Writes the demonstration region as files and loads them through the doors that everybody's files use: registry,
 * check, commit. Cut off anywhere and called again it goes on: files already committed are recognised as the same.
 * @param onProgress called between files; what it throws ends the loading there
 */
export async function loadDemo(
  ground: Ground,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  if (await isDemoLoaded(ground.db)) return
  const folder = join(ground.dataDir, 'demo')
  await mkdir(folder, { recursive: true })
  // Writing takes a tenth of the time that loading does.
  const files = await writeDemoFiles(generateRegion(), folder, (_written, total) => onProgress(0, total))
  const regionId = await demoRegion(ground.db)
  for (const [index, file] of files.entries()) {
    if (file.kind === 'results') await loadResults(ground, regionId, file)
    else await loadRegistry(ground, regionId, file.path)
    onProgress(index + 1, files.length)
  }
  await ensureDemoPeople(ground.db)
  await sql`insert into installation (key, value) values (${LOADED}, ${JSON.stringify({ files: files.length })}::jsonb)
    on conflict (key) do nothing`.execute(ground.db)
  await rm(folder, { recursive: true, force: true })
}

async function demoRegion(db: Db): Promise<number> {
  const known = await db.selectFrom('regions').select('id').where('is_demo', '=', true).executeTakeFirst()
  if (known) return known.id
  const region = await db
    .insertInto('regions')
    .values({
      code: REGION.code,
      name: REGION.name,
      name_genitive: REGION.nameGenitive,
      name_prepositional: REGION.namePrepositional,
      is_demo: true,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return region.id
}

async function loadResults(ground: Ground, regionId: number, file: DemoFile): Promise<void> {
  const actor = LOCAL_OPERATOR.id
  const mapping: unknown = file.mappingPath ? JSON.parse(await readFile(file.mappingPath, 'utf8')) : undefined
  const kept = await keepLocal(ground.dataDir, file.path, basename(file.path))
  const options = {
    format: 'auto',
    createSchools: false,
    replace: false,
    afterCheck: 'commit' as const,
    ...(mapping === undefined ? {} : { mapping }),
  }
  const row = {
    regionId,
    sha256: kept.sha256,
    fileName: basename(file.path),
    schoolYear: file.schoolYear,
    options,
    actor,
  }
  const { id, state, problem } = await processNewImport(ground.db, ground, async (tx) => {
    await recordFile(tx, kept, actor)
    return insertImport(tx, row)
  })
  if (state === 'committed') return
  if (problem?.code !== 'import/duplicate-file')
    throw new Error(`demo file ${row.fileName} is ${state} instead of committed: ${problem?.detail}`)
  await setImport(ground.db, id, { state: 'discarded' })
}

/** `demo`: loads the demonstration region into the data folder. */
export async function demoCommand(ground: Ground): Promise<number> {
  if (await isDemoLoaded(ground.db)) {
    await ensureDemoPeople(ground.db)
    process.stdout.write('Демонстрационная область уже загружена.\n')
    return 0
  }
  const bar = createProgressBar()
  await loadDemo(ground, (done, total) => bar.show('Загружаем демонстрационную область', done, total))
  bar.clear()
  process.stdout.write('Демонстрационная область загружена.\n')
  return 0
}
