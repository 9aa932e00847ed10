import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD, verifyPassword, weaknessOf } from './password.ts'

const person = {
  email: 'm.drozdova@kalinino.example',
  name: 'Мария Дроздова',
  regions: ['Смоленская область'],
}

test('length alone is asked for: any kinds of signs will do, and none is required', () => {
  for (const password of [
    'лиловыйтрамвайидёт',
    'ЛИЛОВЫЙТРАМВАЙИДЁТ',
    'лиловый трамвай идёт',
    '830572946183',
    '😀🚋🏠🌧️🎻🧩🌙',
    '日本語のパスワードです。ね',
  ])
    expect(weaknessOf(password, person)).toBeUndefined()
})

test('from twelve to a hundred and twenty-eight signs, all of which count', async () => {
  const sentence = 'лиловый трамвай идёт домой мимо кота, '.repeat(4)
  expect(weaknessOf(sentence.slice(0, LONGEST_PASSWORD), person)).toBeUndefined()
  expect(weaknessOf(sentence.slice(0, LONGEST_PASSWORD + 1), person)).toContain('длиннее')
  expect(weaknessOf('xk2-vb9-qz7'.slice(0, SHORTEST_PASSWORD - 1), person)).toContain('короче')
  const kept = await hashPassword(sentence.slice(0, LONGEST_PASSWORD))
  const oneLess = { hash: kept, password: `${sentence.slice(0, LONGEST_PASSWORD - 1)}?` }
  expect(await verifyPassword(oneLess)).toBe(false)
})

test.each([
  'мария ходит в лес',
  'наша дроздова 77',
  'drozdova-на-работе',
  'kalinino-лучший-город',
  'школы траектория 5',
  'люблю Смоленск очень',
])('what everybody knows of a person or of this place is no password: %s', (password) => {
  expect(weaknessOf(password, person)).toContain('это знают все')
})

test('what is guessed first is refused with what to do instead', () => {
  expect(weaknessOf('qwerty123456', person)).toContain('три-четыре несвязанных слова')
})

test('argon2id with the parameters that OWASP asks for, another salt each time', async () => {
  const [one, two] = [await hashPassword('лиловый трамвай'), await hashPassword('лиловый трамвай')]
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(one).not.toBe(two)
  expect(await verifyPassword({ hash: one, password: 'лиловый трамвай' })).toBe(true)
  expect(await verifyPassword({ hash: 'no hash at all', password: 'лиловый трамвай' })).toBe(false)
})

test('capitals and spaces are parts of a password', async () => {
  const hash = await hashPassword('Лиловый трамвай')
  const others = ['лиловый трамвай', 'Лиловыйтрамвай', ' Лиловый трамвай', 'Лиловый трамвай ']
  for (const password of others) expect(await verifyPassword({ hash, password })).toBe(false)
})

test('no text breaks the rules', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (password) => {
      const weak = weaknessOf(password, person)
      expect(weak === undefined || weak.endsWith('.')).toBe(true)
    }),
  )
})

test('of a crowd that comes at once each is judged by the own password, also behind a broken hash', async () => {
  const passwords = Array.from({ length: 6 }, (_, person) => `длинный пароль ${person}`)
  const hashes = await Promise.all(passwords.map(hashPassword))
  expect(new Set(hashes).size).toBe(6)
  const own = passwords.map((password, person) => verifyPassword({ hash: hashes[person]!, password }))
  const broken = verifyPassword({ hash: 'no hash at all', password: passwords[0]! })
  const others = passwords.map((password, person) =>
    verifyPassword({ hash: hashes[(person + 1) % 6]!, password }),
  )
  expect(await broken).toBe(false)
  expect(await Promise.all(own)).toEqual(passwords.map(() => true))
  expect(await Promise.all(others)).toEqual(passwords.map(() => false))
})
