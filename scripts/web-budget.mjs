// Measures what the first page of the built web makes a browser fetch before it can show anything: the entry script with
// its static imports, and the first route with its own. Fails over the budget. Reads Vite's manifest, so build first.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 300
/** The heaviest of these opens first; whichever it is must fit. */
const FIRST_PAGES = [
  'src/home/region-page.tsx',
  'src/identification/schools-page.tsx',
  'src/profiles/school-page.tsx',
]

const built = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'web')
const manifestFile = join(built, '.vite', 'manifest.json')

if (!existsSync(manifestFile)) {
  console.error('dist/web is not built yet: run npm run build first')
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))

/** Scripts that a chunk needs before it runs, itself among them. */
function scriptsOf(key, found = new Set()) {
  const chunk = manifest[key]
  if (!chunk || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const imported of chunk.imports ?? []) scriptsOf(imported, found)
  return found
}

const kilobytes = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file)), { level: 9 }).length, 0) /
  1000

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const missing = FIRST_PAGES.filter((page) => !manifest[page])
if (!entry || missing.length > 0) {
  console.error(
    `the manifest has no ${entry ? missing.join(', ') : 'entry'}: correct FIRST_PAGES of scripts/web-budget.mjs`,
  )
  process.exit(1)
}

let over = 0
for (const page of FIRST_PAGES) {
  const size = kilobytes(scriptsOf(page, scriptsOf(entry)))
  console.log(`${page}: ${size.toFixed(1)} KB of gzipped script, budget ${BUDGET_KB}`)
  if (size > BUDGET_KB) over += 1
}
if (over > 0) {
  console.error(`over the budget: load lazily what the first page does not show, or split it`)
  process.exitCode = 1
}
