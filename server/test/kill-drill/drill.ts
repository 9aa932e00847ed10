import { setTimeout as sleep } from 'node:timers/promises'
import { readPostmaster, whoOwns } from '../../src/platform/postgres-cluster.ts'
import { createRandom } from '../../src/statistics/random.ts'
import { spawnServing, startServing } from '../serve.ts'
import { ask, Cut, carryOn, createErrand, type Errand, makeRegion } from './errands.ts'
import { examine, untilSwept } from './examine.ts'

export interface DrillOptions {
  kills: number
  dataDir: string
  /** Undefined: the embedded database, whose server is killed too, every other time. */
  databaseUrl?: string | undefined
  /** Which moments the kills come at. */
  seed: string
  say?: (line: string) => void
}

/** What was acknowledged, and what of it is not so. */
export interface DrillFigures {
  kills: number
  regions: number
  /** Files that the server said it had. */
  files: number
  /** Files given a second time because the first answer was cut off. */
  repeats: number
  /** Agreements to put a file into the register that the server said yes to. */
  agreed: number
  /** Imports of which the server has said that they are in the register. */
  committed: number
  undone: number
  /** How often the journal was sealed and verified between the kills. */
  verified: number
  /** Sentences about what is lost, half written or there twice: must be empty. */
  faults: string[]
}

interface Known {
  regions: Set<string>
  errands: Set<Errand>
  verified: number
  faults: Set<string>
}

const CARRIERS = 3
const LONGEST_LIFE_MS = 6_000

/** Kills the server again and again while people write, then looks what became of everything it had said yes to. */
export async function killDrill(options: DrillOptions): Promise<DrillFigures> {
  const { kills, dataDir, databaseUrl, seed, say = () => {} } = options
  const known: Known = { regions: new Set(), errands: new Set(), verified: 0, faults: new Set() }
  const env = { ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}), TRAEKTORIA_DEMO: 'off' }
  const random = createRandom(seed)
  for (let kill = 1; kill <= kills; kill++) {
    const after = random.integer(100, LONGEST_LIFE_MS)
    // One in five comes while the server starts: it is bringing to an end what the kill before has left.
    const starting = kill > 1 && random.chance(0.2)
    await (starting ? killStarting(dataDir, env, after) : killServing(dataDir, env, after, known, kill))
    const withDatabase = !databaseUrl && random.chance(0.5)
    if (withDatabase) await killPostmaster(dataDir)
    const how = `${after} ms after ${starting ? 'the start' : 'it was ready'}${withDatabase ? ', its database too' : ''}`
    say(`kill ${kill}/${kills}, ${how}: ${JSON.stringify(figuresOf(kill, known))}`)
  }
  const server = await startServing(dataDir, env)
  // People come back to what they had left.
  await untilCut(unfinished(known).map((errand) => () => carry(server.address, errand, known)))
  await verifyJournal(server.address, known)
  await server.stop()
  // Files of what was taken back go at the next start.
  const last = await startServing(dataDir, env)
  try {
    await untilSwept(dataDir, databaseUrl)
    for (const fault of await examine(dataDir, databaseUrl, known)) known.faults.add(fault)
    await verifyJournal(last.address, known)
    return figuresOf(kills, known)
  } finally {
    await last.stop()
  }
}

async function killStarting(dataDir: string, env: Record<string, string>, after: number): Promise<void> {
  const server = spawnServing(dataDir, env)
  // Killed before it could say where it is.
  server.listening.catch(() => {})
  await sleep(after)
  await server.kill()
}

async function killServing(
  dataDir: string,
  env: Record<string, string>,
  after: number,
  known: Known,
  kill: number,
): Promise<void> {
  const { address, ...server } = await startServing(dataDir, env)
  const waiting = unfinished(known)
  const carriers = Array.from({ length: CARRIERS }, (_, carrier) => async () => {
    for (let number = 0; ; number++) {
      const errand = waiting.shift() ?? createErrand(`f${kill}-${carrier}-${number}`, number % 3 === 2)
      known.errands.add(errand)
      await carry(address, errand, known)
    }
  })
  const working = untilCut([
    ...carriers,
    async () => {
      for (let number = 0; ; number++) {
        await makeRegion(address, `r${kill}-${number}`)
        known.regions.add(`r${kill}-${number}`)
      }
    },
    async () => {
      for (;;) {
        await verifyJournal(address, known)
        await sleep(1_000)
      }
    },
  ])
  // A fault of the server is told at once.
  await Promise.race([sleep(after), working])
  await server.kill()
  await working
}

/** All at once, each until the server is gone. */
async function untilCut(jobs: (() => Promise<void>)[]): Promise<void> {
  const ended = (error: unknown) => {
    if (!(error instanceof Cut)) throw error
  }
  await Promise.all(jobs.map((job) => job().catch(ended)))
}

const unfinished = ({ errands }: Known) => [...errands].filter(({ isDone }) => !isDone)

const carry = (address: string, errand: Errand, known: Known) =>
  carryOn(address, errand, (what) => known.faults.add(what))

/** Seals what was written since and verifies the whole chain, as the page does. */
async function verifyJournal(address: string, known: Known): Promise<void> {
  const { lastCheck } = await ask<{ lastCheck: { faults: { sentence: string }[] } }>(
    address,
    '/audit/check',
    {},
  )
  for (const { sentence } of lastCheck.faults) known.faults.add(`journal: ${sentence}`)
  known.verified += 1
}

async function killPostmaster(dataDir: string): Promise<void> {
  // What the file names may be gone since an earlier kill, and its number another's.
  const postmaster = await readPostmaster(dataDir)
  if (postmaster && (await whoOwns(postmaster.pid, dataDir)) === 'this-server')
    process.kill(postmaster.pid, 'SIGKILL')
}

function figuresOf(kills: number, { regions, errands, verified, faults }: Known): DrillFigures {
  const sum = (of: (errand: Errand) => number) =>
    [...errands].reduce((total, errand) => total + of(errand), 0)
  return {
    ...{ kills, regions: regions.size, verified, faults: [...faults] },
    files: sum(({ given }) => given.size),
    repeats: sum(({ attempts }) => Math.max(0, attempts - 1)),
    agreed: sum(({ agreed }) => agreed.size),
    committed: sum(({ seenCommitted }) => seenCommitted.size),
    undone: sum(({ undone }) => undone.size),
  }
}
