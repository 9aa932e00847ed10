import { hash, verify } from '@node-rs/argon2'
import { Problem } from '../platform/problem.ts'

/** Argon2id with OWASP's first choice of parameters (Password Storage Cheat Sheet, 2025): 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** NIST SP 800-63B-4: length is what counts; no rules of composition. */
export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 128

/** Off the event loop: the library hashes in its own threads. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), ARGON2ID)

export const verifyPassword = ({ hash: kept, password }: { hash: string; password: string }) =>
  verify(kept, password.normalize('NFKC')).catch(() => false)

/** @throws Problem 'account/weak-password' with what to do */
export function requirePassword(password: string, person: { email: string; name: string }): void {
  const weak = weaknessOf(password, person)
  if (weak) throw new Problem('account/weak-password', weak)
}

/** Why a password will not do, as a sentence; undefined where it will. */
export function weaknessOf(password: string, person: { email: string; name: string }): string | undefined {
  if (password.length < SHORTEST_PASSWORD)
    return `Пароль короче ${SHORTEST_PASSWORD} знаков: возьмите, например, три-четыре несвязанных слова.`
  if (password.length > LONGEST_PASSWORD) return `Пароль длиннее ${LONGEST_PASSWORD} знаков: сократите его.`
  const folded = password.toLowerCase()
  if (new Set(folded).size < 5) return 'Пароль состоит из нескольких повторяющихся знаков: придумайте другой.'
  const words = [...person.email.split(/[@.]/), ...person.name.split(' '), 'traektoria', 'траектория']
  const own = words.find((word) => word.length > 3 && folded.includes(word.toLowerCase()))
  if (own) return `В пароле есть «${own}» – это знают все. Придумайте другой.`
  return undefined
}
