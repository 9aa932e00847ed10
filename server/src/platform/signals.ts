/**
 * Resolves at SIGTERM, SIGINT or a closed terminal; the caller then closes things in its own order. A second signal, or
 * a stop longer than `patience` milliseconds, ends the process at once: everything kept survives a kill.
 * Ctrl+C arrives several times, from the terminal and from those who pass it on: within a second it is one signal.
 */
export function untilSignal(patience = 30_000): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let since: number | undefined
    const onSignal = (signal: NodeJS.Signals) => {
      if (since === undefined) {
        since = performance.now()
        setTimeout(() => process.exit(1), patience).unref()
        resolve(signal)
      } else if (performance.now() - since > 1_000) {
        process.exit(130)
      }
    }
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}
