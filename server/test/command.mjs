// The command line on a Node that does not read TypeScript itself: node command.mjs ARGUMENTS
import { runnerImport } from 'vite'

await runnerImport(new URL('../src/main.ts', import.meta.url).pathname, {
  configFile: false,
  logLevel: 'error',
})
