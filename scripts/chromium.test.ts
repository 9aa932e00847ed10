import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const module = new URL('./chromium.mjs', import.meta.url).href
const ELSEWHERE = '/Applications/Google Chrome.app'
const USUAL_ENV = ['/usr/bin/env', '/bin/env'].find(existsSync)

/** A machine whose PATH holds only what is given: names of programs and their shell scripts. */
function machine(programs: Record<string, string>) {
  const bin = mkdtempSync(join(tmpdir(), 'traektoria-path-'))
  onTestFinished(() => rmSync(bin, { recursive: true, force: true }))
  const put = (name: string, script: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\ncd ${bin}\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  if (USUAL_ENV) symlinkSync(USUAL_ENV, join(bin, 'env'))
  for (const [name, script] of Object.entries(programs)) put(name, script)
  const ask = (environment: Record<string, string> = {}) => {
    const code = `import { ensureChromium } from '${module}'
      try { console.log(await ensureChromium(() => {})) } catch (error) { console.log(error.message); process.exit(1) }`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      env: { PATH: bin, ...environment },
    })
    return stdout.trim()
  }
  return { bin, ask }
}

/** Knows no package until its lists are fetched; then puts the browser where programs are. */
const APT = `echo "$@" >> calls
case "$*" in
  *update*) : > lists ;;
  *install*) [ -f lists ] || exit 100; /bin/cp apt-get chromium ;;
esac`
const SUDO = 'shift; exec "$@"'

it('a browser that is there is taken', () => {
  const { bin, ask } = machine({ 'google-chrome': '' })
  expect(ask()).toBe(join(bin, 'google-chrome'))
})

it('CHROME_PATH goes first, and a wrong one is said', () => {
  const { bin, ask } = machine({ chromium: '', mine: '' })
  expect(ask({ CHROME_PATH: join(bin, 'mine') })).toBe(join(bin, 'mine'))
  expect(ask({ CHROME_PATH: join(bin, 'none') })).toBe(`CHROME_PATH: ${join(bin, 'none')}: файла нет`)
})

it.skipIf(existsSync(ELSEWHERE))(
  'where there is none it is installed by the system, lists of packages included',
  () => {
    const { bin, ask } = machine({ 'apt-get': APT, sudo: SUDO, true: '' })
    expect(ask()).toBe(join(bin, 'chromium'))
    expect(readFileSync(join(bin, 'calls'), 'utf8')).toContain('install -y --no-install-recommends chromium')
  },
)

it.skipIf(existsSync(ELSEWHERE))('where it cannot be installed a person is told what to do', () => {
  expect(machine({}).ask()).toContain('apt-get install chromium')
})
