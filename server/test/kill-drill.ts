import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startDatabase } from '../src/platform/embedded-postgres.ts'
import { readPostmaster } from '../src/platform/postgres-cluster.ts'
import { type Served, startServing } from './serve.ts'

export interface DrillOptions {
  kills: number
  dataDir: string
  /** Undefined: the embedded database, whose server is killed too, every other time. */
  databaseUrl?: string | undefined
  say?: (line: string) => void
}

/** What was acknowledged, and what of it is not there. All but the first three must be 0. */
export interface DrillFigures {
  kills: number
  acknowledgedRegions: number
  acknowledgedCommits: number
  lostRegions: number
  /** Regions without exactly one line in the log of changes: half a write. */
  halfRegions: number
  lostImports: number
  lostCommits: number
  /** Committed without their file or with another number of schools; or not committed and yet counted. */
  halfImports: number
  /** Result files that nothing names. */
  orphans: number
}

const SCHOOLS = 10
const TABLE = [
  'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5',
  ...Array.from(
    { length: SCHOOLS },
    (_, at) => `2025;5;Математика;Район;edu67${2000 + at};Школа № ${at};100;30;40;20;10`,
  ),
].join('\n')

interface Acknowledged {
  regions: Set<string>
  imports: Set<number>
  commits: Set<number>
}

/** Kills the server again and again while people write, then looks what became of everything it had said yes to. */
export async function killDrill({
  kills,
  dataDir,
  databaseUrl,
  say = () => {},
}: DrillOptions): Promise<DrillFigures> {
  const known: Acknowledged = { regions: new Set(), imports: new Set(), commits: new Set() }
  const env = { ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}), TRAEKTORIA_DEMO: 'off' }
  for (let kill = 0; kill < kills; kill++) {
    const server = await startServing(dataDir, env)
    const stopped = new AbortController()
    const writers = Array.from({ length: 3 }, (_, at) =>
      writeRegions(server, known, `${kill}-${at}`, stopped.signal),
    )
    writers.push(writeImports(server, known, kill, stopped.signal))
    // Other moments each time, the same ones in each drill.
    await sleep(1_000 + ((kill * 7919) % 4_000))
    await server.kill()
    if (!databaseUrl && kill % 2 === 1) await killPostmaster(dataDir)
    stopped.abort()
    await Promise.all(writers)
    say(
      `kill ${kill + 1}/${kills}: ${known.regions.size} regions, ${known.imports.size} files, ${known.commits.size} commits acknowledged`,
    )
  }
  const server = await startServing(dataDir, env)
  try {
    const database = databaseUrl ? { url: databaseUrl, stop: async () => {} } : await startDatabase(dataDir)
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      await untilSettled(client)
      return { kills, ...(await examine(client, dataDir, known)) }
    } finally {
      await client.end()
      await database.stop()
    }
  } finally {
    await server.stop()
  }
}

const region = (code: string, name: string) => ({ code, name, nameGenitive: null, namePrepositional: null })

const post = (address: string, path: string, body: object | FormData) =>
  fetch(`${address}/api${path}`, {
    method: 'POST',
    ...(body instanceof FormData
      ? { body }
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })

async function writeRegions(
  server: Served,
  known: Acknowledged,
  mark: string,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; !signal.aborted; number++) {
    const code = `${mark}-${number}`
    // A connection cut in the middle: whether it was written nobody was told.
    const answer = await post(server.address, '/regions', region(code, `Область ${code}`)).catch(
      () => undefined,
    )
    if (answer?.ok) known.regions.add(code)
    else if (answer) throw new Error(`a region was refused: ${answer.status} ${await answer.text()}`)
    else return
  }
}

/** A file a region: uploaded, checked, agreed to, as a person does it. */
async function writeImports(
  server: Served,
  known: Acknowledged,
  kill: number,
  signal: AbortSignal,
): Promise<void> {
  const read = async (answer: Promise<Response>) => {
    const response = await answer.catch(() => undefined)
    return response?.ok
      ? ((await response.json().catch(() => undefined)) as { id: number; state: string })
      : undefined
  }
  const agree = async (id: number) => {
    if (await read(post(server.address, `/imports/${id}/commit`, {}))) known.commits.add(id)
  }
  // What was checked before an earlier kill is agreed to now.
  for (const id of known.imports) {
    if (known.commits.has(id) || signal.aborted) continue
    if ((await read(fetch(`${server.address}/api/imports/${id}`)))?.state === 'checked') await agree(id)
  }
  for (let number = 0; !signal.aborted; number++) {
    const code = `f${kill}-${number}`
    const made = await read(post(server.address, '/regions', region(code, `Файлы ${code}`)))
    if (!made) return
    known.regions.add(code)
    const form = new FormData()
    form.append('year', '2025')
    form.append('createSchools', 'true')
    form.append('file', new Blob([TABLE]), `таблица ${code}.csv`)
    const given = await read(post(server.address, `/regions/${made.id}/imports`, form))
    if (!given) return
    known.imports.add(given.id)
    for (let state = given.state; state !== 'checked' && !signal.aborted; await sleep(20))
      state = (await read(fetch(`${server.address}/api/imports/${given.id}`)))?.state ?? state
    if (!signal.aborted) await agree(given.id)
  }
}

async function killPostmaster(dataDir: string): Promise<void> {
  const postmaster = await readPostmaster(dataDir)
  if (postmaster) process.kill(postmaster.pid, 'SIGKILL')
}

async function untilSettled(client: pg.Client): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { rowCount } = await client.query(
      `select from imports where state in ('received', 'checking', 'committing')`,
    )
    if (rowCount === 0) return
    if (tries > 1_200) throw new Error(`${rowCount} imports do not come to an end`)
    await sleep(100)
  }
}

async function examine(
  client: pg.Client,
  dataDir: string,
  known: Acknowledged,
): Promise<Omit<DrillFigures, 'kills'>> {
  const { rows: regions } = await client.query<{ code: string; changes: string }>(
    `select code, (select count(*) from changes where action = 'region.create' and subject_id = regions.id::text) as changes
     from regions`,
  )
  const { rows: imports } = await client.query<{
    id: number
    state: string
    file: string | null
    schools: string
  }>(
    `select id, state, parquet_name as file,
       (select count(*) from school_procedure_counts where import_id = imports.id) as schools from imports`,
  )
  const files = new Set(await readdir(join(dataDir, 'results')).catch(() => []))
  const there = new Set(regions.map(({ code }) => code))
  const byId = new Map(imports.map((row) => [row.id, row]))
  const isHalf = ({ state, file, schools }: (typeof imports)[number]) =>
    state === 'committed' ? !file || !files.has(file) || Number(schools) !== SCHOOLS : Number(schools) !== 0
  const named = new Set(imports.map(({ file }) => file))
  return {
    acknowledgedRegions: known.regions.size,
    acknowledgedCommits: known.commits.size,
    lostRegions: [...known.regions].filter((code) => !there.has(code)).length,
    halfRegions: regions.filter(({ changes }) => Number(changes) !== 1).length,
    lostImports: [...known.imports].filter((id) => !byId.has(id)).length,
    lostCommits: [...known.commits].filter((id) => byId.get(id)?.state !== 'committed').length,
    halfImports: imports.filter(isHalf).length,
    orphans: [...files].filter((name) => !named.has(name)).length,
  }
}
