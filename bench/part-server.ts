import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, median, type Part, type Row, row, type Settings } from './harness.ts'
import { finished, freePort, nodeArguments, said, startServer, stopped } from './server-child.ts'

const CLIENTS = 200
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

interface Load {
  requestsPerSecond: number
  /** Milliseconds. */
  p95: number
  errors: number
}

export interface Door {
  what: string
  url: string
  method: 'GET' | 'POST'
  body?: string
  /** Of who is signed in. */
  cookie?: string
  /** Bodies that nobody has asked yet, to time an answer that is not kept. */
  others?: string[]
}

/** The pages of two hundred clients at once against the bare framework that answers the same bytes. */
export async function benchServer({ quick, runs, folder }: Settings): Promise<Part> {
  const dataDir = join(folder, 'server-data')
  await finished(
    spawn(process.execPath, nodeArguments('../server/src/main.ts', 'demo', '--data', dataDir), {
      stdio: 'ignore',
    }),
  )
  const { child: ours, base } = await startServer(dataDir)
  let bare: ChildProcess | undefined
  try {
    const barePort = await freePort()
    const doors = await findDoors(`${base}/api`)
    const bodies = await Promise.all(doors.map((door) => bodyOf(door)))
    bare = spawn(process.execPath, nodeArguments('peers/bare-fastify.ts', dataDir, String(barePort)), {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    bare.stdin!.end(JSON.stringify(bodies))
    await said(bare, /listening/)
    const rows: Row[] = []
    for (const [at, door] of doors.entries()) {
      const peer = { ...door, url: `http://127.0.0.1:${barePort}/${at}` }
      rows.push(...(await measure(door, peer, bodies[at]!.length, quick ? 1 : 2, Math.min(runs, 5))))
    }
    return {
      title: `Сервер, ${CLIENTS} клиентов сразу (127.0.0.1, одна машина и для нагрузки)`,
      rows,
      notes: [
        'Ответы без сжатия, как их просит autocannon; у пустого Fastify — один запрос по первичному ключу и те же байты.',
      ],
    }
  } finally {
    await Promise.all([ours, bare].map((child) => child && stopped(child)))
  }
}

async function findDoors(api: string): Promise<Door[]> {
  const cookie = await signIn(api)
  const json = async (url: string) =>
    (await fetch(`${api}${url}`, { headers: { cookie } })).json() as Promise<never>
  const { regions } = (await json('/session')) as { regions: { id: number; years: number[] }[] }
  const { id, years } = regions[0]!
  const schoolYear = years[0]!
  const found = (await json(`/regions/${id}/identification?year=${schoolYear}`)) as {
    rows: { schoolId: number }[]
  }
  const school = found.rows[0]!.schoolId
  const { settings } = (await json(`/regions/${id}/methodologies/order-847/controls`)) as {
    settings: { id: string; type: string; unit?: string; value: number }[]
  }
  const threshold = settings.find(({ type, unit }) => type === 'number' && unit === 'percent')!
  const share = threshold.value - 500
  const whatIf = (value: number) =>
    JSON.stringify({ schoolYear, methodology: 'order-847', changes: { [threshold.id]: value } })
  const doors: Door[] = [
    {
      what: 'перечень (633 школы)',
      method: 'GET',
      url: `${api}/regions/${id}/identification?year=${schoolYear}`,
    },
    { what: 'карточка школы', method: 'GET', url: `${api}/schools/${school}?year=${schoolYear}` },
    {
      ...{ what: '«что если»', method: 'POST', url: `${api}/regions/${id}/what-if` },
      body: whatIf(share),
      others: [share - 300, share - 200, share + 200, share + 300, share + 500].map(whatIf),
    },
  ]
  return doors.map((door) => ({ ...door, cookie }))
}

/** The demonstration's regional coordinator: every measured request carries a session, as in life. */
export async function signIn(api: string): Promise<string> {
  const { demo, demoPassword } = (await (await fetch(`${api}/login`)).json()) as {
    demo: { email: string; role: string }[]
    demoPassword: string
  }
  const { email } = demo.find(({ role }) => role === 'regional-coordinator')!
  const answer = await fetch(`${api}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email, password: demoPassword }),
  })
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

async function bodyOf({ url, method, body, cookie = '' }: Door): Promise<string> {
  const response = await fetch(url, {
    method,
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  })
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return response.text()
}

async function measure(door: Door, peer: Door, bytes: number, seconds: number, runs: number): Promise<Row[]> {
  const times: number[] = []
  for (const body of door.others ?? []) {
    const began = performance.now()
    await bodyOf({ ...door, body })
    times.push(performance.now() - began)
  }
  const loads = { ours: [] as Load[], bare: [] as Load[] }
  for (let run = 0; run < runs; run++) {
    loads.ours.push(await load(door, seconds))
    loads.bare.push(await load(peer, seconds))
  }
  const of = (all: Load[]) => ({
    requestsPerSecond: median(all.map((one) => one.requestsPerSecond)),
    p95: median(all.map((one) => one.p95)),
    errors: all.reduce((sum, one) => sum + one.errors, 0),
  })
  const [ours, bare] = [of(loads.ours), of(loads.bare)]
  console.log(
    `  ${door.what}: ${ours.requestsPerSecond.toFixed(0)} / ${bare.requestsPerSecond.toFixed(0)} a second`,
  )
  const say = (found: Load) => `${found.requestsPerSecond.toFixed(0)} запр./с, p95 ${found.p95.toFixed(0)} мс`
  const rows = [
    compare(
      `${door.what}, ${(bytes / 1000).toFixed(0)} КБ: доля от пустого Fastify`,
      [say(ours), say(bare)],
      ours.requestsPerSecond / bare.requestsPerSecond,
      { least: 0.5 },
    ),
  ]
  if (ours.errors + bare.errors > 0) rows[0]!.what += ` (ошибок: ${ours.errors}, ${bare.errors})`
  if (times.length > 0) {
    const alone = median(times)
    rows.push(
      row(`${door.what}: один новый вопрос, 633 школы`, `${alone.toFixed(0)} мс`, '< 100 мс', alone < 100),
    )
  }
  return rows
}

export function load({ url, method, body, cookie }: Door, seconds: number): Promise<Load> {
  const args = ['-j', '-c', String(CLIENTS), '-d', String(seconds), '-m', method]
  if (cookie !== undefined) args.push('-H', `cookie=${cookie}`, '-H', 'sec-fetch-site=same-origin')
  if (body !== undefined) args.push('-b', body, '-H', 'content-type=application/json')
  const child = spawn(process.execPath, [path('../node_modules/autocannon/autocannon.js'), ...args, url], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      const found = JSON.parse(output) as {
        requests: { average: number }
        latency: { p97_5: number; p90: number }
        errors: number
        non2xx: number
      }
      const { requests, latency, errors, non2xx } = found
      // autocannon knows the 90th and the 97.5th: the 95th lies between, the worse is told.
      resolve({ requestsPerSecond: requests.average, p95: latency.p97_5, errors: errors + non2xx })
    })
  })
}
