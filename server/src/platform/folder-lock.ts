import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process, so named that a later process with the same number is not taken for it. */
export interface ProcessName {
  pid: number
  /** When it started, in the system's own words; undefined where the system does not tell. */
  started: string | undefined
}

/** When the process started, or undefined if there is none (a zombie is none). */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      // After the last parenthesis, since a program's name may itself hold parentheses: state is the first, start the 20th.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${bootId()}/${fields[19]}`
    } catch {
      return undefined
    }
  }
  if (process.platform === 'win32') return signalReaches(pid) ? 'running' : undefined
  return (
    spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined
  )
}

export const isAlive = (name: ProcessName): boolean => {
  const started = processStart(name.pid)
  return started !== undefined && started === name.started
}

export const thisProcess = (): ProcessName => ({ pid: process.pid, started: processStart(process.pid) })

/** Ticks since boot repeat after a reboot; the boot's own id does not. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8)
  } catch {
    return ''
  }
}

/**
 * Which numbers of processes are ours to judge: this boot of this machine, or of this container. A process of another
 * one may be alive and cannot be seen from here.
 */
export function thisPlace(): string {
  try {
    return `${bootId()}.${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''}`
  } catch {
    return bootId()
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Runs `fn` while holding the lock file `path`; others wait. The lock of a dead process is taken over.
 * @throws Error when a living process holds it longer than `patience` milliseconds.
 */
export async function withFolderLock<T>(path: string, fn: () => Promise<T>, patience = 90_000): Promise<T> {
  const own = JSON.stringify({ ...thisProcess(), token: randomUUID() })
  const deadline = Date.now() + patience
  for (;;) {
    try {
      await writeFile(path, own, { flag: 'wx', mode: 0o600 })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    await breakIfStale(path)
    if (Date.now() > deadline) throw new Error(`lock file ${path} is held by a running process`)
    await sleep(25)
  }
  try {
    return await fn()
  } finally {
    await rm(path, { force: true })
  }
}

/**
 * Two processes may find the same stale lock; whoever moves it away looks again at what it moved, and puts a living
 * one back. (Deleting it by name could delete the lock a third process has just made.)
 */
async function breakIfStale(path: string): Promise<void> {
  if (!(await isStale(path))) return
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  if (await isStale(aside)) await rm(aside, { force: true })
  else await rename(aside, path)
}

async function isStale(path: string): Promise<boolean> {
  try {
    const text = await readFile(path, 'utf8')
    const holder = parseHolder(text)
    if (holder) return !isAlive(holder)
    // Killed between making the file and writing into it.
    return Date.now() - (await stat(path)).mtimeMs > 5_000
  } catch {
    return false
  }
}

function parseHolder(text: string): ProcessName | undefined {
  try {
    const holder = JSON.parse(text) as ProcessName
    return Number.isInteger(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}
