import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { recordChange } from '../server/src/platform/changes.ts'
import { type Database, openDatabase } from '../server/src/platform/db.ts'
import { startDatabase } from '../server/src/platform/embedded-postgres.ts'
import { compare, median, type Part, type Row, type Settings } from './harness.ts'
import { type Door, load } from './part-server.ts'
import { finished, freePort, nodeArguments, said, stopped } from './server-child.ts'

const WRITES = 400

/** What the journal costs: the same requests with it and without it in turn, and a write with its record and without. */
export async function benchAudit({ quick, runs, folder }: Settings): Promise<Part> {
  const dataDir = join(folder, 'audit-data')
  const demo = nodeArguments('../server/src/main.ts', 'demo', '--data', dataDir)
  await finished(spawn(process.execPath, demo, { stdio: 'ignore' }))
  const server = await startDatabase(dataDir)
  const database = openDatabase(server.url)
  const children: ChildProcess[] = []
  try {
    const [on, off] = [await serve(children, dataDir, 'on'), await serve(children, dataDir, 'off')]
    const rows: Row[] = []
    for (const { what, path } of await findPaths(database)) {
      const [withIt, without] = await inTurn(path, on, off, quick ? 2 : 5, runs)
      rows.push(compare(`${what}: с журналом`, [say(withIt), say(without)], without / withIt, { most: 1.15 }))
    }
    rows.push(await measureWrites(database, runs))
    const told = await database.db
      .selectFrom('accesses')
      .select(database.db.fn.countAll().as('n'))
      .executeTakeFirstOrThrow()
    return {
      title: 'Журнал действий: во что он обходится',
      rows,
      notes: [
        `Соперник — тот же сервер с журналом, который ничего не хранит. Записей о просмотрах осталось: ${told.n}.`,
        `Запись: ${WRITES} раз переименовать школу в своей транзакции, со строкой журнала и без неё.`,
      ],
    }
  } finally {
    await Promise.all(children.map(stopped))
    await database.close()
    await server.stop()
  }
}

const say = (requests: number) => `${requests.toFixed(0)} запр./с`

async function serve(children: ChildProcess[], dataDir: string, mode: 'on' | 'off'): Promise<string> {
  const args = nodeArguments('audit-server.ts', dataDir, String(await freePort()), mode)
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return said(child, /http:\/\/\S+/)
}

async function findPaths({ db }: Database): Promise<{ what: string; path: string }[]> {
  const { id, region_id } = await db
    .selectFrom('schools')
    .select(['id', 'region_id'])
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
  return [
    { what: 'карточка школы', path: `/api/schools/${id}?year=2025` },
    { what: 'перечень (633 школы)', path: `/api/regions/${region_id}/identification?year=2025` },
  ]
}

async function inTurn(
  path: string,
  on: string,
  off: string,
  seconds: number,
  runs: number,
): Promise<[number, number]> {
  const door = (base: string): Door => ({ what: path, method: 'GET', url: base + path })
  const found = { on: [] as number[], off: [] as number[] }
  await load(door(on), 1)
  await load(door(off), 1)
  for (let run = 0; run < runs; run++) {
    found.on.push((await load(door(on), seconds)).requestsPerSecond)
    found.off.push((await load(door(off), seconds)).requestsPerSecond)
  }
  return [median(found.on), median(found.off)]
}

/** Short transactions one after another: the worst place for one more row. */
async function measureWrites({ db }: Database, runs: number): Promise<Row> {
  const times = { on: [] as number[], off: [] as number[] }
  for (let run = 0; run < runs; run++) {
    for (const mode of ['on', 'off'] as const) {
      const began = performance.now()
      for (let write = 0; write < WRITES; write++)
        await db.transaction().execute(async (tx) => {
          const name = `Школа № ${write}`
          const { id } = await tx
            .selectFrom('schools')
            .select('id')
            .orderBy('id')
            .limit(1)
            .executeTakeFirstOrThrow()
          await tx.updateTable('schools').set({ name }).where('id', '=', id).execute()
          if (mode === 'on')
            await recordChange(tx, {
              ...{
                actor: 'bench',
                action: 'school.rename',
                subjectKind: 'school',
                subjectId: id,
                after: { name },
              },
            })
        })
      times[mode].push((performance.now() - began) / WRITES)
    }
  }
  const [on, off] = [median(times.on), median(times.off)]
  const tell = (milliseconds: number) => `${milliseconds.toFixed(2)} мс`
  return compare('изменение вместе со строкой журнала', [tell(on), tell(off)], on / off, { most: 1.15 })
}
