// Installs what is missing in node_modules. Plain Node without dependencies: it runs before there are any.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Makes node_modules hold what the lock file says: what running needs, with `dev` also what checking needs.
 * Development packages that are already there stay there.
 * @param {{ dev?: boolean, say: (line: string) => void }} options
 */
export async function ensureInstalled({ dev = false, say }) {
  refuseOldNode()
  if (isInstalled(dev)) return
  await alone(async () => {
    if (isInstalled(dev)) return
    const withDev = dev || hasDevelopmentPackages()
    // Not `npm ci`: it refuses a lock whose optional packages of other systems the registry does not (yet) have.
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
    args.push(withDev ? '--include=dev' : '--omit=dev')
    const began = Date.now()
    const { code, output } = await withTicker('Устанавливаются зависимости', say, () => npm(args))
    if (code !== 0) {
      console.error(output.trim())
      throw new Error('Зависимости не установились: проверьте сеть и место на диске и запустите ещё раз')
    }
    say(`Зависимости установлены за ${seconds(began)} с`)
  })
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Нужен Node.js 20.19 или новее, а здесь ${process.versions.node}`)
}

/** npm writes node_modules/.package-lock.json last, so it tells what is whole, whoever has installed it. */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

const isDevelopment = (entry) => entry.dev === true || entry.devOptional === true
const wantedPackages = () => Object.entries(readLock('package-lock.json')).filter(([path]) => path !== '')

function isInstalled(dev) {
  const present = readLock('node_modules/.package-lock.json')
  return wantedPackages()
    .filter(([, entry]) => !entry.optional && (dev || !isDevelopment(entry)))
    .every(([path, entry]) => present[path]?.version === entry.version)
}

function hasDevelopmentPackages() {
  const present = readLock('node_modules/.package-lock.json')
  return wantedPackages().some(([path, entry]) => entry.dev === true && path in present)
}

/** The npm that started us, else the one in PATH. */
function npm(args) {
  const own = process.env.npm_execpath
  const useOwn = own !== undefined && /npm-cli\.[cm]?js$/.test(own) && existsSync(own)
  const [command, all] = useOwn ? [process.execPath, [own, ...args]] : ['npm', args]
  return run(command, all, { shell: !useOwn && process.platform === 'win32' })
}

/** Runs a program in the repository; its words are kept for the case that it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** Says what goes on; on a terminal the seconds run along, elsewhere it is one plain line. */
export async function withTicker(words, say, work) {
  const began = Date.now()
  const show = () => process.stderr.write(`\r${words}… ${seconds(began)} с`)
  if (!process.stderr.isTTY) say(`${words}…`)
  const ticker = process.stderr.isTTY ? setInterval(show, 500) : undefined
  try {
    return await work()
  } finally {
    clearInterval(ticker)
    if (ticker) process.stderr.write('\r\x1b[K')
  }
}

export const seconds = (began) => Math.round((Date.now() - began) / 1000)

/** One process at a time changes node_modules and dist: `npm start` and a command may begin together in a fresh clone. */
export async function alone(work) {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  const lock = join(root, 'node_modules', '.traektoria-lock')
  while (!take(lock)) await sleep(200)
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
  } catch (error) {
    // Its process is gone: the next attempt takes it.
    if (error.code === 'ESRCH') rmSync(lock, { force: true })
  }
  return false
}
