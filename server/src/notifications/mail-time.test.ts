import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localMinutes, type MailHours, mailTime } from './mail-time.ts'

const at = (iso: string) => new Date(iso)
const hours = (changes: Partial<MailHours> = {}): MailHours => ({
  timeZone: 'Europe/Moscow',
  digestHour: 8,
  quiet: { from: 21, until: 7 },
  ...changes,
})
const due = (channel: 'mail-now' | 'mail-daily', own: MailHours, now: string) =>
  mailTime(channel, own, at(now))?.toISOString()

test('no letter is due where none is wanted', () => {
  expect(mailTime('off', hours(), at('2026-11-22T09:00:00Z'))).toBeNull()
  expect(mailTime('page', hours(), at('2026-11-22T09:00:00Z'))).toBeNull()
})

test('a letter at once leaves at once by day and waits for the end of the quiet hours by night', () => {
  expect(due('mail-now', hours(), '2026-11-22T09:00:30Z')).toBe('2026-11-22T09:00:30.000Z')
  // 23:15 and 05:00 in Moscow.
  expect(due('mail-now', hours(), '2026-11-22T20:15:00Z')).toBe('2026-11-23T04:00:00.000Z')
  expect(due('mail-now', hours(), '2026-11-22T02:00:00Z')).toBe('2026-11-22T04:00:00.000Z')
})

test('a digest leaves at its hour of the next morning that comes', () => {
  expect(due('mail-daily', hours(), '2026-11-22T04:59:00Z')).toBe('2026-11-22T05:00:00.000Z')
  expect(due('mail-daily', hours(), '2026-11-22T05:00:00Z')).toBe('2026-11-23T05:00:00.000Z')
})

test('the hours are of the person: eight in Vladivostok is not eight in Kaliningrad', () => {
  const now = '2026-11-22T12:00:00Z'
  expect(due('mail-daily', hours({ timeZone: 'Asia/Vladivostok' }), now)).toBe('2026-11-22T22:00:00.000Z')
  expect(due('mail-daily', hours({ timeZone: 'Europe/Kaliningrad' }), now)).toBe('2026-11-23T06:00:00.000Z')
})

test('a letter never leaves in quiet hours, is never before the event and at most two days later', () => {
  const hour = fc.integer({ min: 0, max: 23 })
  fc.assert(
    fc.property(
      fc.constantFrom('mail-now' as const, 'mail-daily' as const),
      fc.constantFrom('Europe/Moscow', 'Asia/Kamchatka', 'Asia/Kolkata', 'Europe/Berlin', 'UTC'),
      fc.record({ digestHour: hour, from: hour, until: hour }),
      fc.date({ min: at('2026-01-01'), max: at('2027-12-31'), noInvalidDate: true }),
      (channel, timeZone, { digestHour, from, until }, now) => {
        const sent = mailTime(channel, { timeZone, digestHour, quiet: { from, until } }, now)!
        const local = Math.floor(localMinutes(timeZone, sent) / 60)
        const isQuiet = from <= until ? local >= from && local < until : local >= from || local < until
        expect(isQuiet).toBe(false)
        expect(sent.getTime()).toBeGreaterThanOrEqual(now.getTime())
        expect(sent.getTime() - now.getTime()).toBeLessThanOrEqual(49 * 3600_000)
      },
    ),
  )
})
