import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('./import-rules.mjs', import.meta.url))

/** A small product laid out like ours, in which nothing is wrong. */
const CLEAN: Record<string, string> = {
  'node_modules/zod/package.json': '{ "name": "zod", "main": "index.js" }',
  'node_modules/zod/index.js': 'export const z = 1',
  'node_modules/@duckdb/node-api/package.json': '{ "name": "@duckdb/node-api", "main": "index.js" }',
  'node_modules/@duckdb/node-api/index.js': 'export const open = 1',
  'node_modules/vitest/package.json': '{ "name": "vitest", "main": "index.js" }',
  'node_modules/vitest/index.js': 'export const it = 1',
  'package.json': JSON.stringify({
    dependencies: { zod: '1', '@duckdb/node-api': '1' },
    devDependencies: { vitest: '1' },
  }),
  'server/test/helper.ts': `import { db } from '../src/platform/db.ts'\nexport const helper = db`,
  'server/src/platform/db.ts': 'export const db = 1',
  'server/src/platform/value.ts': 'export const value = 1',
  'server/src/statistics/wilson.ts': 'export const wilson = 1',
  'server/src/places/schools.ts': `import { db } from '../platform/db.ts'\nexport const schools = db`,
  'server/src/results/store.ts': `export { open as store } from '@duckdb/node-api'`,
  'server/src/imports/commit.ts': `import { schools } from '../places/schools.ts'\nexport const commit = schools`,
  'server/src/identification/identify.ts': `import { z } from 'zod'\nimport { value } from '../platform/value.ts'\nexport const identify = [z, value]`,
  'server/src/identification/identify.test.ts': `import { it } from 'vitest'\nimport { helper } from '../../test/helper.ts'\nimport { today } from '../home/today.ts'\nit(helper, today)`,
  'server/src/home/today.ts': `import { identify } from '../identification/identify.ts'\nexport const today = identify`,
  'server/src/main.ts': `import { today } from './home/today.ts'\nexport const main = today`,
  'web/src/generated/api.d.ts': 'export interface paths { a: 1 }',
  'web/src/api-types.ts': `import type { paths } from './generated/api.d.ts'\nexport type Api = paths`,
}

const importing = (path: string) => `import { thing } from '${path}'\nexport const used = thing`

/** What must be found: the rule, the file it is planted in, its text. */
const PLANTED: [rule: string, file: string, text: string][] = [
  ['upwards-from-ground', 'server/src/platform/greedy.ts', importing('../places/schools.ts')],
  ['upwards-from-registers', 'server/src/places/greedy.ts', importing('../identification/identify.ts')],
  // A layer that knows another one's types knows it.
  [
    'upwards-from-work',
    'server/src/identification/greedy.ts',
    `import type { today } from '../home/today.ts'\nexport type T = typeof today`,
  ],
  ['upwards-from-readers', 'server/src/home/greedy.ts', importing('../main.ts')],
  ['sideways-from-places', 'server/src/places/neighbour.ts', importing('../results/store.ts')],
  ['sideways-from-results', 'server/src/results/neighbour.ts', importing('../imports/commit.ts')],
  ['pure-imports-impure', 'server/src/places/fold-text.ts', importing('../platform/db.ts')],
  ['sideways-from-statistics', 'server/src/statistics/neighbour.ts', importing('../platform/value.ts')],
  ['pure-imports-impure', 'server/src/imports/formats/impure.ts', importing('node:fs')],
  ['sql-outside-the-store', 'server/src/identification/engine.ts', importing('@duckdb/node-api')],
  ['room-without-layer', 'server/src/utils/anything.ts', importing('../platform/db.ts')],
  [
    'web-imports-server',
    'web/src/shortcut.ts',
    `import type { today } from '../../server/src/home/today.ts'\nexport type T = typeof today`,
  ],
  ['server-imports-web', 'server/src/home/page.ts', importing('../../../web/src/api-types.ts')],
  [
    'generated-only-by-api',
    'web/src/home/page.tsx',
    `import type { paths } from '../generated/api.d.ts'\nexport type T = paths`,
  ],
  ['product-imports-tests', 'server/src/home/helped.ts', importing('../../test/helper.ts')],
  ['development-package-in-product', 'server/src/home/tested.ts', importing('vitest')],
  ['unresolvable', 'server/src/home/lost.ts', importing('./nowhere.ts')],
  ['circle', 'server/src/home/circle.ts', `import { today } from './round.ts'\nexport const circle = today`],
]
const OTHER_HALF = {
  'server/src/home/round.ts': `import type { circle } from './circle.ts'\nexport const today: typeof circle = 1`,
}

function check(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'traektoria-rules-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${text}\n`)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  const found = stdout.split('\n').filter((line) => line.includes(' → '))
  return { status, output: stdout + stderr, found: found.map((line) => line.split(' → ')[0]!).sort() }
}

it('a product that keeps the import rules passes', () => {
  expect(check(CLEAN)).toMatchObject({ status: 0, found: [] })
})

it('every planted violation of the import rules is found, and nothing else', () => {
  const planted = Object.fromEntries(PLANTED.map(([, file, text]) => [file, text]))
  const { status, found } = check({ ...CLEAN, ...planted, ...OTHER_HALF })
  expect(found).toEqual(PLANTED.map(([rule, file]) => `${rule}: ${file}`).sort())
  expect(status).toBe(1)
})

it('a check that read nothing fails instead of finding everything in order', () => {
  const { status, output } = check({ 'server/src/main.ts': '' })
  expect(output).toContain('no import was read at all')
  expect(status).toBe(1)
})
