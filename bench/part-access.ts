import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { hashPassword } from '../server/src/accounts/password.ts'
import { ensureDemoPeople } from '../server/src/commands/demo-people.ts'
import { type Database, openDatabase } from '../server/src/platform/db.ts'
import { startDatabase } from '../server/src/platform/embedded-postgres.ts'
import { compare, type Part, type Row, row, type Settings } from './harness.ts'
import type { ManyPeople, Times } from './many-people.ts'
import { inTurn, load, say, serve, warm, whatIsAsked } from './part-audit.ts'
import { signIn } from './part-server.ts'
import { finished, nodeArguments, said, startServer, stopped } from './server-child.ts'

const CLIENTS = 20
const PEOPLE = 500
const PASSWORD = 'bench: only for this measurement'

/** What it costs to ask who may do what, and five hundred people of a region coming in at once. */
export async function benchAccess({ quick, runs, folder }: Settings): Promise<Part> {
  const dataDir = join(folder, 'access-data')
  const demo = nodeArguments('../server/src/main.ts', 'demo', '--data', dataDir)
  await finished(spawn(process.execPath, demo, { stdio: 'ignore' }))
  const server = await startDatabase(dataDir)
  const database = openDatabase(server.url)
  try {
    await ensureDemoPeople(database.db)
    const rows = await measurePermission(database, dataDir, quick ? 2 : 5, runs)
    rows.push(...(await measurePeople(database, dataDir, quick ? 3 : 10)))
    return {
      title: 'Права доступа и пятьсот человек сразу',
      rows,
      notes: [
        'Соперник в двух первых строках — тот же сервер, который сеанс читает, а прав не спрашивает: ни таблицы действий, ни места, ни видимых школ. Такого переключателя в продукте нет, дверь подменена в bench/audit-server.ts.',
        `${PEOPLE} муниципальных координаторов, у каждого свои адрес (X-Forwarded-For от доверенного посредника), пароль и перечень своих школ. Вход медленен нарочно: argon2id, 19 МиБ, два прохода.`,
        'С одного адреса входят все, кто верно набрал пароль; после 50 ошибок за 15 минут адрес закрыт для тех, кто с него ещё не входил, и больше 6000 запросов в минуту с него не принимается.',
      ],
    }
  } finally {
    await database.close()
    await server.stop()
  }
}

async function measurePermission(
  database: Database,
  dataDir: string,
  seconds: number,
  runs: number,
): Promise<Row[]> {
  const children: ChildProcess[] = []
  try {
    const [on, off] = [await serve(children, dataDir, 'on'), await serve(children, dataDir, 'unguarded')]
    const cookies = new Map<string, string>()
    for (const base of [on, off]) cookies.set(base, await signIn(`${base}/api`))
    const rows: Row[] = []
    for (const asked of (await whatIsAsked(database)).filter(
      ({ requests }) => requests[0]!.method === 'GET',
    )) {
      for (const [base, cookie] of cookies) await warm(base, asked, cookie)
      const hammer = (base: string) =>
        load(base, { ...asked, clients: CLIENTS, seconds, cookie: cookies.get(base)! })
      const [withIt, without] = await inTurn(
        () => hammer(on),
        () => hammer(off),
        runs,
      )
      const what = `${asked.what}: запрос с проверкой прав`
      rows.push(compare(what, [say(withIt), say(without)], without / withIt, { most: 1.1 }))
    }
    return rows
  } finally {
    await Promise.all(children.map(stopped))
  }
}

async function measurePeople(database: Database, dataDir: string, seconds: number): Promise<Row[]> {
  const { emails, path } = await invite(database)
  const { child, base } = await startServer(dataDir, { TRAEKTORIA_TRUST_PROXY: 'loopback' })
  try {
    const given = { emails, path, seconds, password: PASSWORD, pid: child.pid }
    const people = spawn(process.execPath, nodeArguments('many-people.ts', base, JSON.stringify(given)), {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const found = JSON.parse(await said(people, /\{.*\}/)) as ManyPeople
    const tell = ({ perSecond, p50, p95 }: Times) =>
      `${perSecond.toFixed(0)} в секунду, p50 ${p50.toFixed(0)} мс, p95 ${p95.toFixed(0)} мс`
    const line = (what: string, times: Times) =>
      row(`${what}, ошибок ${times.errors} из ${times.count}`, tell(times), 'без ошибок', times.errors === 0)
    return [
      line('вход: все сразу, каждый со своего адреса', found.logins),
      line('вход: все сразу с одного адреса', found.sameAddress),
      line(`перечень своего района: ${PEOPLE} человек сразу`, found.lists),
      line('перечень: 20 человек, пока никто не входит', found.calm),
      line('перечень: те же 20, пока входят остальные', found.duringLogins),
      row('память сервера, наибольшая', `${found.peakMegabytes} МБ`),
    ]
  } finally {
    await stopped(child)
  }
}

/** Municipal coordinators of all municipalities of the demonstration region in turn. */
async function invite({ db }: Database): Promise<{ emails: string[]; path: string }> {
  const municipalities = await db
    .selectFrom('municipalities as m')
    .innerJoin('regions as r', 'r.id', 'm.region_id')
    .select(['m.id', 'm.region_id'])
    .where('r.is_demo', '=', true)
    .orderBy('m.id')
    .execute()
  const people = Array.from({ length: PEOPLE }, (_, i) => ({
    ...{
      id: randomUUID(),
      email: `person-${i}@bench.example`,
      place: municipalities[i % municipalities.length]!,
    },
  }))
  const password = await hashPassword(PASSWORD)
  await db
    .insertInto('users')
    .values(people.map(({ id, email }) => ({ id, email, name: email, email_verified: true })))
    .execute()
  await db
    .insertInto('login_accounts')
    .values(
      people.map(({ id }) => ({
        ...{ id: randomUUID(), account_id: id, provider_id: 'credential', user_id: id, password },
      })),
    )
    .execute()
  await db
    .insertInto('grants')
    .values(
      people.map(({ id, place }) => ({
        ...{ user_id: id, role: 'municipal-coordinator', place_kind: 'municipality' },
        ...{ region_id: place.region_id, municipality_id: place.id, granted_by: 'bench' },
        granted_from: new Date().toISOString().slice(0, 10),
      })),
    )
    .execute()
  const path = `/api/regions/${municipalities[0]!.region_id}/identification?year=2025`
  return { emails: people.map(({ email }) => email), path }
}
