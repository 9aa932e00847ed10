import { hash, verify } from '@node-rs/argon2'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { isCommonPassword } from './common-passwords.ts'

/** Argon2id with OWASP's first choice of parameters (Password Storage Cheat Sheet, 2025): 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** NIST SP 800-63B-4: length is what counts; no rules of composition. */
export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 128

/**
 * So many passwords are hashed at once, off the event loop but in the threads that compress answers and read files, too: there
 * are four. A crowd that signs in waits in the order it came, each for those before, and keeps nobody else waiting.
 */
const AT_ONCE = 2
let free = AT_ONCE
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    // Whoever is next takes over the place.
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
}

export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFKC'), ARGON2ID))

export const verifyPassword = ({ hash: kept, password }: { hash: string; password: string }) =>
  inTurn(() => verify(kept, password.normalize('NFKC'))).catch(() => false)

/** What everybody knows of a person, and so no part of a password. */
interface KnownOfPerson {
  email: string
  name: string
}

/** @throws Problem 'account/weak-password' with what to do */
export async function requirePassword(db: Db, password: string, person: KnownOfPerson): Promise<void> {
  const regions = await db.selectFrom('regions').select('name').execute()
  const weak = weaknessOf(password, { ...person, regions: regions.map(({ name }) => name) })
  if (weak) throw new Problem('account/weak-password', weak)
}

/** Why a password will not do, as a sentence; undefined where it will. Pure. */
export function weaknessOf(
  password: string,
  { email, name, regions }: KnownOfPerson & { regions: readonly string[] },
): string | undefined {
  if (password.length < SHORTEST_PASSWORD)
    return `Пароль короче ${SHORTEST_PASSWORD} знаков: возьмите, например, три-четыре несвязанных слова.`
  if (password.length > LONGEST_PASSWORD) return `Пароль длиннее ${LONGEST_PASSWORD} знаков: сократите его.`
  const folded = password.toLowerCase()
  if (new Set(folded).size < 5) return 'Пароль состоит из нескольких повторяющихся знаков: придумайте другой.'
  const said = [
    ...[email.replace(/\.\p{L}+$/u, ''), name].flatMap(wordsOf),
    // «Смоленская область» is also in «смоленск».
    ...regions.flatMap(wordsOf).map((word) => (word.length > 7 ? word.slice(0, -3) : word)),
  ]
  const own = [...said, ...CONTEXT].find(
    (word) => word.length > 3 && !EVERYDAY.has(word.toLowerCase()) && folded.includes(word.toLowerCase()),
  )
  if (own) return `В пароле есть «${own}» – это знают все. Придумайте другой.`
  if (isCommonPassword(password))
    return 'Такой пароль пробуют первым: он составлен из самых частых. Возьмите три-четыре несвязанных слова.'
  return undefined
}

const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}]+/u)
/** The product's own words. */
const CONTEXT = ['traektoria', 'траектория', 'shnor', 'шнор']
/** Stand in the names of nearly all regions and say nothing of one. */
const EVERYDAY = new Set(['область', 'край', 'республ', 'город', 'округ', 'автоном'])
