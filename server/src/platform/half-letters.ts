import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'

/** Half of a letter that takes two places: it can be written in JSON and stored nowhere. */
const HALF_LETTER = /\p{Surrogate}/u

const holdsHalfLetter = (value: unknown): boolean => {
  if (typeof value === 'string') return HALF_LETTER.test(value)
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return false
  return Object.entries(value).some(([key, inner]) => HALF_LETTER.test(key) || holdsHalfLetter(inner))
}

/** Refuses bodies with texts that no database takes, before anything is begun with them. */
export function refuseHalfLetters(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body }) => {
    if (holdsHalfLetter(body))
      throw new Problem(
        'request/invalid',
        'В тексте есть знак, который нельзя сохранить: уберите его и повторите.',
      )
  })
}
