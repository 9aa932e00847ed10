import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { runtime } from './ensure-built.mjs'
import { root } from './ensure-installed.mjs'

/**
 * Runs the built command line where we stand, with our input and output, and ends as it ends. Signals go on to it:
 * the process that npm or a supervisor knows is this one.
 * @param {string[]} args
 */
export function runServer(args) {
  const main = join(root, 'dist', 'server', 'main.js')
  const child = spawn(runtime(), ['--enable-source-maps', main, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event) stopWithNpm(child)
  child.on('error', (error) => {
    console.error(`Не запускается ${runtime()}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/** A signal to npm ends npm and its shell and goes no further: that they are gone is how we learn of it. */
function stopWithNpm(child) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 250)
}
