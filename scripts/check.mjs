// npm run check: everything that can be said of the code without running the product. One line a step; what a step
// has to say only where it fails.
import { join } from 'node:path'
import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled, root, run } from './ensure-installed.mjs'

/** Steps with their command lines, the longest first: two at a time fill a small machine. */
const STEPS = [
  ['generated files', ['scripts/generate.mjs', '--check']],
  ['types', ['node_modules/typescript7/bin/tsc', '-p', '.']],
  ['import rules', ['scripts/import-rules.mjs']],
  ['unused code', ['node_modules/knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors']],
  ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['size of the first page', ['scripts/web-budget.mjs']],
  ['links', ['scripts/check-links.mjs']],
]
const AT_ONCE = 2

try {
  await ensureInstalled({ dev: true, say: console.log })
  await ensureBuilt(['web'], console.log)
  await check()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

async function check() {
  const began = Date.now()
  const waiting = [...STEPS]
  const failed = []
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const [name, [script, ...args]] = step
      const stepBegan = Date.now()
      const { code, output } = await run(process.execPath, [join(root, script), ...args])
      console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}, ${time(stepBegan)}`)
      if (code === 0) continue
      failed.push(name)
      console.log(output.trim())
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  console.log(failed.length === 0 ? `check passed, ${time(began)}` : `check failed: ${failed.join(', ')}`)
  if (failed.length > 0) process.exitCode = 1
}

function time(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`
}
