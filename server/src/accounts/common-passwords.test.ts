import { dictionary } from '@zxcvbn-ts/language-common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCommonPassword } from './common-passwords.ts'
import { SHORTEST_PASSWORD } from './password.ts'

const listed = dictionary['passwords-common']

test('whatever of the list is as long as the rules ask for is refused', () => {
  const long = listed.filter((password) => password.length >= SHORTEST_PASSWORD)
  expect(long.length).toBeGreaterThan(300)
  expect(long.filter((password) => !isCommonPassword(password))).toEqual([])
})

test('the three thousand most used ones are refused in each way that makes them long enough', () => {
  const most = listed.slice(0, 3_000)
  const ways = [
    (word: string) => word + word,
    (word: string) => `${word}-2026!`,
    (word: string) => `${word}12345678`,
    (word: string) => `1990${word.toUpperCase()}1990`,
    (word: string) => `${word}_qwerty`,
  ]
  for (const way of ways) expect(most.map(way).filter((password) => !isCommonPassword(password))).toEqual([])
})

test.each([
  'парольпароль',
  'Пароль-2026!',
  'йцукенгшщзхъ',
  'ghbdtn-ghbdtn',
  'привет123456',
  'aaaaaaaaaaaaaaa',
])('%s is refused: the same keys in the other layout are the same password', (password) => {
  expect(isCommonPassword(password)).toBe(true)
})

test('four words of a lot are not common', () => {
  const words = dictionary['diceware-common'].filter((word) => word.length > 4)
  const four = fc.array(fc.constantFrom(...words), { minLength: 4, maxLength: 4 })
  fc.assert(fc.property(four, (chosen) => !isCommonPassword(chosen.join(' '))))
  expect(isCommonPassword('лиловый трамвай идёт домой')).toBe(false)
})

test.each(['', '!!!!!!!!!!!!', '日本語のパスワードです', 'x'.repeat(128), '\u{1f600}'.repeat(20)])(
  'any signs are answered: %s',
  (password) => {
    expect(typeof isCommonPassword(password)).toBe('boolean')
  },
)
