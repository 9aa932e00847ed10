// Writes samples/ anew from the generator of the demonstration region; the same code gives the same bytes.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { module } = await runnerImport(join(root, 'server/src/demo/make-samples.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
})
const blemishes = await module.makeSamples(join(root, 'samples'))
console.log(`samples/ written, ${blemishes.length} deliberate blemishes`)
