import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Db, openDatabase } from '../../src/platform/db.ts'
import { startDatabase } from '../../src/platform/embedded-postgres.ts'
import { type Errand, missing, SCHOOLS } from './errands.ts'

interface ImportFound {
  id: number
  code: string
  state: string
  file: string | null
  counts: number
  active: number
  commits: number
  undos: number
}

/** What stands in the database and on the disk against what was said: one sentence for each thing that does not fit. */
export async function examine(
  dataDir: string,
  databaseUrl: string | undefined,
  known: { regions: Set<string>; errands: Set<Errand> },
): Promise<string[]> {
  return withDatabase(dataDir, databaseUrl, async (db) => {
    const imports = await readImports(db)
    const files = new Set(await listResults(dataDir))
    const regions = await readRegions(db)
    return [
      ...[...known.regions].filter((code) => !regions.has(code)).map((code) => `region ${code} is lost`),
      ...[...regions.values()]
        .filter(({ changes }) => changes !== 1)
        .map(({ code, changes }) => `region ${code} has ${changes} lines in the journal`),
      ...imports.flatMap((found) => halfWritten(found, files)),
      ...[...known.errands].flatMap((errand) => {
        const own = imports.filter(({ code }) => code === errand.code)
        return [...missing(errand, own), ...wrongEnd(errand, own, regions.get(errand.code)?.schools)].map(
          (fault) => `${errand.code}: ${fault}`,
        )
      }),
    ]
  })
}

/** An import is wholly in the register or not at all, and the journal has one line for each way it went. */
function halfWritten(found: ImportFound, files: Set<string>): string[] {
  const { id, state, file, counts, active, commits, undos } = found
  const isIn = state === 'committed'
  const fits = [
    ['file', isIn ? file !== null && files.has(file) : file === null],
    ['counts', counts === (isIn ? SCHOOLS : 0)],
    ['counts in use', active === (isIn ? SCHOOLS : 0)],
    ['commits in the journal', commits === (isIn || state === 'undone' ? 1 : 0)],
    ['undos in the journal', undos === (state === 'undone' ? 1 : 0)],
  ] as const
  return fits
    .filter(([, is]) => !is)
    .map(([what]) => `import ${id} (${JSON.stringify(found)}): ${what} do not fit`)
}

/** Every errand ends with its file once in the register, however often it was given; schools are made once. */
function wrongEnd({ undoes }: Errand, own: ImportFound[], schools: number | undefined): string[] {
  const inState = (state: string) => own.filter((one) => one.state === state).length
  const [committed, undone] = [inState('committed'), inState('undone')]
  const faults = []
  if (committed !== (undoes ? 0 : 1) || undone !== (undoes ? 1 : 0))
    faults.push(`${committed} times in the register, ${undone} times taken back`)
  if (schools !== SCHOOLS) faults.push(`${schools} schools`)
  return faults
}

/** Files that nobody names are deleted after the start, behind the first requests. */
export async function untilSwept(dataDir: string, databaseUrl: string | undefined): Promise<void> {
  await withDatabase(dataDir, databaseUrl, async (db) => {
    for (let tries = 0; ; tries++) {
      const named = new Set((await readImports(db)).map(({ file }) => file))
      const orphans = (await listResults(dataDir)).filter((name) => !named.has(name))
      if (orphans.length === 0) return
      if (tries > 300) throw new Error(`files of nobody stay: ${orphans.join(', ')}`)
      await sleep(100)
    }
  })
}

const listResults = (dataDir: string) => readdir(join(dataDir, 'results')).catch(() => [])

async function withDatabase<T>(
  dataDir: string,
  databaseUrl: string | undefined,
  look: (db: Db) => Promise<T>,
): Promise<T> {
  const server = databaseUrl ? { url: databaseUrl, stop: async () => {} } : await startDatabase(dataDir)
  const database = openDatabase(server.url, { max: 2 })
  try {
    return await look(database.db)
  } finally {
    await database.close()
    await server.stop()
  }
}

async function readImports(db: Db): Promise<ImportFound[]> {
  const told = (action: string) => sql`
    (select count(*) from changes where action = ${action} and subject_kind = 'import' and subject_id = i.id::text)`
  const { rows } = await sql<ImportFound>`
    select i.id, r.code, i.state, i.parquet_name as file,
      (select count(*) from school_procedure_counts c where c.import_id = i.id) as counts,
      (select count(*) from school_procedure_counts c where c.import_id = i.id and c.is_active) as active,
      ${told('import.commit')} as commits, ${told('import.undo')} as undos
    from imports i join regions r on r.id = i.region_id`.execute(db)
  return rows
}

async function readRegions(db: Db): Promise<Map<string, { code: string; changes: number; schools: number }>> {
  const { rows } = await sql<{ code: string; changes: number; schools: number }>`
    select code,
      (select count(*) from changes where action = 'region.create' and subject_id = r.id::text) as changes,
      (select count(*) from schools s where s.region_id = r.id) as schools
    from regions r`.execute(db)
  return new Map(rows.map((row) => [row.code, row]))
}
