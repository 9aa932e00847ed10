// Changes cells and bytes of every invented file of every format, many times over, and says what became of them:
//   npm run fuzz -- --runs 100000 --seed any-word      (half of the runs change cells, half archives)
//   npm run fuzz -- --cells --dense --runs 5000         (many cells of each file, below its header)
//   npm run fuzz -- --cells --only 417 --seed any-word  (one run again, with what was done to the file)
// A fault is a crash, a zero that no cell says, results lost without a word, or a person quoted. Exit code 1 where one is found.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: new Date().toISOString() },
    only: { type: 'string' },
    cells: { type: 'boolean', default: false },
    dense: { type: 'boolean', default: false },
    archives: { type: 'boolean', default: false },
  },
})
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { module } = await runnerImport(join(root, 'server/test/fuzz/run-fuzz.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
})
const both = values.cells === values.archives
const kinds = [
  ...(both || values.cells ? [['cells', module.fuzzCells]] : []),
  ...(both || values.archives ? [['archives', module.fuzzArchives]] : []),
]
const runs = Math.ceil(Number(values.runs) / kinds.length)
const only = values.only === undefined ? undefined : Number(values.only)
let faults = 0
console.log(`seed ${values.seed}`)
for (const [name, fuzz] of kinds) {
  const begun = Date.now()
  const onProgress = ({ files }) => {
    if (files % 10_000 === 0) console.log(`${name}: ${files} of ${runs}`)
  }
  const report = await fuzz({ seed: values.seed, runs, only, dense: values.dense, onProgress })
  faults += report.faults.length
  const { read, accepted, rejected, passedOver } = report.rows
  console.log(
    `${name}: ${report.files} files, ${report.changes} changes, ${Math.round((Date.now() - begun) / 1000)} s`,
  )
  console.log(`  rows read ${read} = accepted ${accepted} + rejected ${rejected} + passed over ${passedOver}`)
  for (const [outcome, count] of [...report.outcomes].sort((a, b) => b[1] - a[1]))
    console.log(`  ${outcome}: ${count}`)
  console.log(
    `  slowest: ${Math.round(report.slowest.milliseconds)} ms, run ${report.slowest.run}, ${report.slowest.file}`,
  )
  for (const fault of report.faults) console.log(JSON.stringify({ kind: name, ...fault }))
}
console.log(`${faults} faults`)
process.exitCode = faults === 0 ? 0 : 1
