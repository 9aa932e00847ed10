import type { Channel } from './kinds.ts'

/** When letters may come. Hours are of the person's own clock, 0…23. */
export interface MailHours {
  timeZone: string
  digestHour: number
  /** From this hour until that one no letter leaves; equal = never quiet. Null where there are no quiet hours. */
  quiet: { from: number; until: number } | null
}

const MINUTE = 60_000
const DAY_MINUTES = 24 * 60

/**
 * When a letter about something that happened `now` is due: at once or at the hour of the digest, after the quiet hours
 * either way. Null where no letter is wanted. Pure.
 */
export function mailTime(channel: Channel, hours: MailHours, now: Date): Date | null {
  if (channel === 'off' || channel === 'page') return null
  const due = channel === 'mail-now' ? now : nextHour(hours.digestHour, hours.timeZone, now)
  return isQuiet(hours, due) ? nextHour(hours.quiet!.until, hours.timeZone, due) : due
}

function isQuiet({ quiet, timeZone }: MailHours, at: Date): boolean {
  if (!quiet) return false
  const hour = Math.floor(localMinutes(timeZone, at) / 60)
  const { from, until } = quiet
  return from <= until ? hour >= from && hour < until : hour >= from || hour < until
}

/** The next moment after `from` when clocks there show the full hour. */
function nextHour(hour: number, timeZone: string, from: Date): Date {
  const minute = Math.floor(from.getTime() / MINUTE)
  const ahead = (hour * 60 - localMinutes(timeZone, from) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES
  const guess = new Date((minute + ahead) * MINUTE)
  // Clocks may have been changed in between: then the guess is off by that change.
  const off =
    ((hour * 60 - localMinutes(timeZone, guess) + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2
  const mended = new Date(guess.getTime() + off * MINUTE)
  return localMinutes(timeZone, mended) === hour * 60 ? mended : guess
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Minutes since midnight on a clock there. @throws RangeError for a time zone that is not known */
export function localMinutes(timeZone: string, at: Date): number {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    clocks.set(timeZone, clock)
  }
  const [hour = 0, minute = 0] = clock.format(at).split(':').map(Number)
  return hour * 60 + minute
}
