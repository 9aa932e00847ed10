import type { Log } from './log.ts'

/**
 * On SIGTERM, SIGINT or a closed terminal: `stop` once, then the process ends with 0; a second signal, or a stop
 * that takes longer than `patience` milliseconds, ends it at once (everything kept survives a kill).
 */
export function stopOnSignals(stop: () => Promise<void>, log: Log, patience = 30_000): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130)
    stopping = true
    log.info({ signal }, 'Останавливаемся')
    setTimeout(() => {
      log.error('Не удалось остановиться вовремя')
      process.exit(1)
    }, patience).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'Остановились с ошибкой')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
}
