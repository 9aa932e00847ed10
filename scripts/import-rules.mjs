// Checks who imports whom by .dependency-cruiser.cjs, here or (the test's way) in another folder laid out like this one.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { root } from './ensure-installed.mjs'

const folder = process.argv[2] ?? root
const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')
const places = ['server', 'web', 'scripts', 'e2e', 'bench'].filter((name) => existsSync(join(folder, name)))
const { output } = await cruise(
  places,
  { ...options, ruleSet: { forbidden }, validate: true, baseDir: folder },
  undefined,
  { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) },
)
const { violations, totalCruised, totalDependenciesCruised } = output.summary

for (const { rule, from, to, cycle } of violations) {
  const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to
  const comment = forbidden.find(({ name }) => name === rule.name)?.comment
  console.log(`${rule.name}: ${from} → ${path}${comment ? `\n    ${comment}` : ''}`)
}
// Without TypeScript's own API the tool sees no module and finds everything in order.
if (totalDependenciesCruised === 0)
  console.log('no import was read at all: is the package `typescript` there?')
else if (violations.length === 0) console.log(`${totalCruised} files keep the rules`)
process.exitCode = violations.length > 0 || totalDependenciesCruised === 0 ? 1 : 0
