/** A bar on a terminal for anything longer than a second; nothing elsewhere, where plain lines are printed instead. */
export interface ProgressBar {
  show(step: string, done: number, total: number): void
  clear(): void
}

const WIDTH = 28
const AFTER_MS = 1000

export function createProgressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  const started = Date.now()
  let shown = false
  let lastStep = ''
  return {
    show(step, done, total) {
      if (Date.now() - started < AFTER_MS) return
      if (!stream.isTTY) {
        if (step !== lastStep) stream.write(`${step}…\n`)
        lastStep = step
        return
      }
      const share = total > 0 ? Math.min(1, done / total) : 0
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░')
      stream.write(`\r\u001b[2K${step} ${bar} ${Math.round(share * 100)} %`)
      shown = true
    },
    clear() {
      if (shown) stream.write('\r\u001b[2K')
      shown = false
    },
  }
}
