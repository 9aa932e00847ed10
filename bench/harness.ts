import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What one run in a process of its own says of itself; any other numbers stand beside. */
export interface Run {
  seconds: number
  peakMegabytes: number
  [name: string]: number
}

export interface Row {
  what: string
  ours: string
  peer: string
  ratio: string
  limit: string
  met: boolean | null
}

export interface Part {
  title: string
  rows: Row[]
  notes: string[]
  /** Too long to be repeated: its figures are of one run. */
  isSingle?: true
}

export interface Settings {
  quick: boolean
  runs: number
  /** A folder outside the repository, removed afterwards. */
  folder: string
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Runs a script of this folder in a process of its own; its last line of output is JSON. */
export function runScript(name: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const isPython = name.endsWith('.py')
  const command = isPython ? '/usr/bin/python3' : process.execPath
  const flags = isPython ? [] : ['--no-warnings', '--max-semi-space-size=32']
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...flags, here(name), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    let output = ''
    let trouble = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (trouble += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? ''
      if (code === 0 && last.startsWith('{')) resolve(JSON.parse(last) as Run)
      else reject(new Error(`${name} ${args.join(' ')}: ${code} ${trouble.trim().split('\n').at(-1)}`))
    })
  })
}

/** Ours and the peers in turn, so that a change of the machine's mood meets all of them; medians of each. */
export async function runInTurn<Name extends string>(
  runs: number,
  contestants: Record<Name, () => Promise<Run>>,
): Promise<Record<Name, Run>> {
  const found = new Map<string, Run[]>()
  for (let run = 0; run < runs; run++) {
    for (const [name, go] of Object.entries<() => Promise<Run>>(contestants)) {
      const result = await go()
      found.set(name, [...(found.get(name) ?? []), result])
      console.log(`  ${name} ${run + 1}/${runs}: ${result.seconds.toFixed(2)} s, ${result.peakMegabytes} MB`)
    }
  }
  return Object.fromEntries([...found].map(([name, all]) => [name, medianRun(all)])) as Record<Name, Run>
}

const medianRun = (all: Run[]): Run =>
  Object.fromEntries(
    Object.keys(all[0]!).map((key) => [key, median(all.map((run) => run[key]!))]),
  ) as unknown as Run

export const median = (values: number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** Prints what a script measured; the runner reads the last line. */
export const report = (run: Omit<Run, 'peakMegabytes'>): void =>
  console.log(JSON.stringify({ ...run, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))

export const seconds = (value: number): string => `${value.toFixed(value < 1 ? 3 : 2)} s`

/** A ratio against a limit: `at most` for slowness, `at least` for speed. */
export function compare(
  what: string,
  [ours, peer]: [string, string],
  ratio: number,
  bound: { most?: number; least?: number },
): Row {
  const limit = bound.most !== undefined ? `≤ ${bound.most}` : `≥ ${bound.least}`
  const met = bound.most !== undefined ? ratio <= bound.most : ratio >= bound.least!
  return { what, ours, peer, ratio: ratio.toFixed(2), limit, met }
}

export const row = (what: string, ours: string, limit = '', met: boolean | null = null): Row => ({
  ...{ what, ours, peer: '', ratio: '', limit, met },
})
