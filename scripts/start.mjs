// npm start: installs, builds, serves.
import { ensureBuilt } from './ensure-built.mjs'
import { ensureInstalled } from './ensure-installed.mjs'
import { runServer } from './run-server.mjs'

const say = (line) => console.log(line)
try {
  await ensureInstalled({ say })
  await ensureBuilt(['web', 'server'], say)
  runServer(['serve', ...process.argv.slice(2)])
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
