import { z } from 'zod'

const text = z.string().max(500)

/** What happened to a person's own account and is always told: here and by a letter, at once. */
export const SecurityEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('security-sign-in'),
    at: z.iso.datetime(),
    address: text,
    program: text.nullable(),
  }),
  z.object({ kind: z.literal('security-password'), at: z.iso.datetime(), way: z.enum(['profile', 'link']) }),
  z.object({
    kind: z.literal('security-second-factor'),
    at: z.iso.datetime(),
    is: z.enum(['on', 'off', 'codes']),
  }),
  z.object({
    kind: z.literal('security-provider'),
    at: z.iso.datetime(),
    is: z.enum(['linked', 'unlinked']),
  }),
  z.object({ kind: z.literal('security-role'), at: z.iso.datetime(), role: text, place: text, by: text }),
])
export type SecurityEvent = z.infer<typeof SecurityEvent>

/** What waits to be told to one person. */
export const SecurityNews = z.object({ userId: z.string(), event: SecurityEvent })
