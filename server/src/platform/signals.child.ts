import { setTimeout as sleep } from 'node:timers/promises'
import { untilSignal } from './signals.ts'

/** For the tests: closes for `closing` milliseconds after a signal, then ends well. */
export async function closeSlowly(closing: number, patience: number): Promise<void> {
  const signal = untilSignal(patience)
  const alive = setInterval(() => {}, 1_000)
  console.log('ready')
  console.log(await signal)
  await sleep(closing)
  clearInterval(alive)
  console.log('closed')
  process.exit(0)
}
