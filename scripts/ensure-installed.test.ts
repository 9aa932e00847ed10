import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const script = fileURLToPath(new URL('./ensure-installed.mjs', import.meta.url))

const LOCK = {
  packages: {
    '': {},
    'node_modules/runs': { version: '1.0.0' },
    'node_modules/checks': { version: '2.0.0', dev: true },
    'node_modules/elsewhere': { version: '3.0.0', optional: true },
  },
}

/**
 * A repository with our script and an npm of the test's own: it notes how it was called, takes its time, and writes what
 * npm writes last.
 */
function newRepository(lock: object = LOCK): string {
  const root = mkdtempSync(join(tmpdir(), 'traektoria-install-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'scripts'))
  cpSync(script, join(root, 'scripts', 'ensure-installed.mjs'))
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock))
  writeFileSync(
    join(root, 'npm-cli.cjs'),
    `const fs = require('node:fs')
     const args = process.argv.slice(2)
     fs.appendFileSync('calls', args.join(' ') + '\\n')
     if (fs.existsSync('offline')) { console.error('ENOTFOUND registry'); process.exit(1) }
     const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
     const kept = Object.entries(packages).filter(([path, e]) => path && !e.optional && (!e.dev || args.includes('--include=dev')))
     setTimeout(() => fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(kept) })), 200)`,
  )
  return root
}

async function ensure(root: string, dev = false): Promise<{ code: number; said: string }> {
  const url = JSON.stringify(join(root, 'scripts', 'ensure-installed.mjs'))
  const code = `import { ensureInstalled } from ${url}
    await ensureInstalled({ dev: ${dev}, say: console.log }).catch((error) => { console.log(error.message); process.exit(1) })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, npm_execpath: join(root, 'npm-cli.cjs') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  const [status] = (await once(child, 'close')) as [number]
  return { code: status, said }
}

const calls = (root: string) =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []

test('a fresh clone gets what running needs, once', async () => {
  const root = newRepository()
  expect((await ensure(root)).code).toBe(0)
  expect((await ensure(root)).said).toBe('')
  expect(calls(root)).toEqual([expect.stringMatching(/^install .*--omit=dev$/)])
})

test('checking adds the development packages, and a start after it leaves them there', async () => {
  const root = newRepository()
  await ensure(root)
  await ensure(root, true)
  await ensure(root)
  expect(calls(root).map((call) => call.split(' ').at(-1))).toEqual(['--omit=dev', '--include=dev'])
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/runs': { version: '1.1.0' } } }),
  )
  await ensure(root)
  expect(calls(root).at(-1)).toMatch(/--include=dev$/)
})

test('what was installed by hand counts, and a killed installation does not', async () => {
  const root = newRepository()
  mkdirSync(join(root, 'node_modules', 'runs'), { recursive: true })
  await ensure(root)
  expect(calls(root)).toHaveLength(1)
  rmSync(join(root, 'calls'))
  await ensure(root)
  expect(calls(root)).toEqual([])
})

test('two that begin together in a fresh clone install once', async () => {
  const root = newRepository()
  await Promise.all([ensure(root), ensure(root)])
  expect(calls(root)).toHaveLength(1)
})

test('the lock of a killed installation does not stop the next one', async () => {
  const root = newRepository()
  mkdirSync(join(root, 'node_modules'))
  writeFileSync(join(root, 'node_modules', '.traektoria-lock'), String(2 ** 22 + 1))
  expect((await ensure(root)).code).toBe(0)
})

test('without a network it is one sentence', async () => {
  const root = newRepository()
  writeFileSync(join(root, 'offline'), '')
  const { code, said } = await ensure(root)
  expect(code).toBe(1)
  expect(said).toContain('Зависимости не установились: проверьте сеть')
})
