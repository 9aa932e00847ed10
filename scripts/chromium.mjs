// Finds a Chromium for the journeys; where there is none, installs the system's own package if we may.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, withTicker } from './ensure-installed.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const NONE = `Нет браузера для проверки страниц. Установите Chromium (в Debian и Ubuntu: sudo apt-get install chromium)
или укажите путь к Chrome в переменной CHROME_PATH и запустите ещё раз.
No browser for the page tests: install Chromium, or put the path of Chrome into CHROME_PATH.`

/** @param {(line: string) => void} say @returns {Promise<string>} the path of its program */
export async function ensureChromium(say) {
  const given = process.env.CHROME_PATH
  if (given && !existsSync(given)) throw new Error(`CHROME_PATH: ${given}: файла нет`)
  const found = given || find()
  if (found) return found
  const asRoot = await rootCommand()
  if (asRoot) await withTicker('Устанавливается Chromium', say, () => install(asRoot))
  const installed = find()
  if (!installed) throw new Error(NONE)
  return installed
}

function find() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE].find(
    existsSync,
  )
}

/** How to run a program as root without being asked for a password; undefined where we may not or there is no apt. */
async function rootCommand() {
  if ((await run('apt-get', ['--version'])).code !== 0) return undefined
  if (process.getuid() === 0) return []
  return (await run('sudo', ['-n', 'true'])).code === 0 ? ['sudo', '-n'] : undefined
}

async function install(asRoot) {
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args]
    return run(command, rest)
  }
  const once = () => apt('install', '-y', '--no-install-recommends', 'chromium')
  if ((await once()).code === 0) return
  // A fresh container has no lists of packages yet.
  await apt('update')
  const { code, output } = await once()
  if (code !== 0) console.error(output.trim())
}
