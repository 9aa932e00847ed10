#!/usr/bin/env node
// npx traektoria COMMAND …: prepares what is missing, then runs the command. Words of our own go to stderr.
import { ensureBuilt } from '../scripts/ensure-built.mjs'
import { ensureInstalled } from '../scripts/ensure-installed.mjs'
import { runServer } from '../scripts/run-server.mjs'

const say = (line) => console.error(line)
try {
  await ensureInstalled({ say })
  await ensureBuilt(['server'], say)
  runServer(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
