// Runs one exported function of a TypeScript module in a process of its own: node child.mjs MODULE FUNCTION JSON-ARGUMENTS
import { runnerImport } from 'vite'

const [path, name, args] = process.argv.slice(2)
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' })
await module[name](...JSON.parse(args))
