export interface SeenMark {
  key: string
  x: number
  y: number
}

/** The mark nearest to the pointer, if one is within reach. */
export function nearestMark(
  marks: readonly SeenMark[],
  at: { x: number; y: number },
  reach: number,
): string | null {
  let nearest: string | null = null
  let least = reach * reach
  for (const mark of marks) {
    const distance = (mark.x - at.x) ** 2 + (mark.y - at.y) ** 2
    if (distance < least) {
      least = distance
      nearest = mark.key
    }
  }
  return nearest
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** The mark that a key leads to in reading order; null where the key does not walk. The first arrow starts at the first mark. */
export function moveReading(
  reading: readonly { key: string }[],
  told: string | null,
  key: string,
): string | null {
  const last = reading.length - 1
  const now = reading.findIndex((mark) => mark.key === told)
  const step = STEPS[key]
  const next =
    key === 'Home'
      ? 0
      : key === 'End'
        ? last
        : step === undefined
          ? -1
          : now === -1
            ? 0
            : Math.min(last, Math.max(0, now + step))
  return reading[next]?.key ?? null
}
