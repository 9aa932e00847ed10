import { expect, test } from 'vitest'
import { plainLine } from './log.ts'

const time = new Date(2026, 10, 22, 9, 5, 7).getTime()

test('on a terminal an event is one line: time, mark, message, details', () => {
  const event = { level: 40, time, pid: 1, host: 'h', msg: 'Импорт отложен', requestId: 'r-1', rows: 3 }
  expect(plainLine(JSON.stringify(event))).toBe('09:05:07 ! Импорт отложен requestId=r-1 rows=3')
})

test('an error brings its stack along', () => {
  const event = {
    level: 50,
    time,
    msg: 'Ошибка',
    err: { message: 'boom', stack: 'Error: boom\n    at here' },
  }
  expect(plainLine(JSON.stringify(event))).toBe('09:05:07 ✗ Ошибка\nError: boom\n    at here')
})
