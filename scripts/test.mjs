// npm test: everything. Installs what is missing, then checks, unit and API tests, and journeys in a real browser; the
// last line sums them up. Plain Node: it runs before there are packages.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureBuilt, runtime } from './ensure-built.mjs'
import { ensureInstalled, root, seconds } from './ensure-installed.mjs'

const say = (line) => console.log(line)
const sum = { passed: 0, failed: 0, skipped: 0 }
const reports = mkdtempSync(join(tmpdir(), 'traektoria-test-report-'))

try {
  await ensureInstalled({ dev: true, say })
  await stage('Checks', checks)
  await stage('Unit and API tests', () => vitest('unit', ['--config', 'vitest.config.ts']))
  await stage('Journeys in a browser', journeys)
} catch (error) {
  sum.failed += 1
  console.error(error.message)
} finally {
  rmSync(reports, { recursive: true, force: true })
}

if (!existsSync(join(root, '..', 'shared', 'data')))
  say('There is no ../shared/data: the tests on real files were skipped.')
if (sum.failed > 0) process.exitCode = 1
say('')
say(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)

/** A stage that breaks is one failure and does not keep the next one from running. */
async function stage(name, work) {
  const began = Date.now()
  say(`\n— ${name}`)
  try {
    await work()
  } catch (error) {
    sum.failed += 1
    console.error(error.message)
  }
  say(`${name}: ${seconds(began)} s`)
}

/** Every failed step of the checks counts as a failed test. */
async function checks() {
  const { code, output } = await show([join(root, 'scripts', 'check.mjs')])
  const failed = output.match(/^FAILED /gm)?.length ?? 0
  sum.failed += code === 0 ? 0 : Math.max(failed, 1)
}

async function journeys() {
  await ensureBuilt(['web', 'server'], say)
  const chromium = await ensureChromium(say)
  await vitest('journeys', ['--config', 'vitest.e2e.config.ts'], { CHROME_PATH: chromium })
}

async function vitest(name, args, environment = {}) {
  const report = join(reports, `${name}.json`)
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await show([program, 'run', ...args, ...reporting], environment)
  if (!existsSync(report)) throw new Error(`${name}: the tests did not run to their end`)
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  // A file that could not even be loaded has no tests to fail.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failed = numFailedTests + broken.length
  sum.passed += numPassedTests
  sum.skipped += numPendingTests + numTodoTests
  // An error outside of every test fails the run without failing a test.
  sum.failed += code !== 0 ? Math.max(failed, 1) : failed
}

/** Runs a script of Node with its words shown as they come, and kept. */
function show(args, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(runtime(), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk)
      output += chunk
    })
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
