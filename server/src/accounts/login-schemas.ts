import { z } from 'zod'
import { GRANTED_ROLES } from './access.ts'
import { LONGEST_PASSWORD } from './password.ts'

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s<>@,;"]+@[^\s<>@,;"]+\.[^\s<>@,;"]+$/, 'Адрес почты похож на ivanova@shkola.ru')

/** Longer ones are cut off before they are hashed. */
const Password = z
  .string()
  .min(1)
  .max(LONGEST_PASSWORD * 4)
const Token = z.string().min(10).max(200)

export const LoginRequest = z.object({ email: z.string().max(254), password: Password })

/** What comes next: the work, or a code. */
export const LoginAnswer = z.object({ next: z.enum(['done', 'second-factor']) })

export const CodeRequest = z.object({
  code: z.string().trim().min(6).max(20),
  kind: z.enum(['totp', 'recovery']).default('totp'),
})

export const ForgotRequest = z.object({ email: Email })
export const ResetRequest = z.object({ token: Token, password: Password })
export const AcceptRequest = z.object({ name: z.string().trim().min(2).max(200), password: Password })
export const Invitation = z.object({ email: z.string(), name: z.string() })

/** How one may come in here: what the login page draws. */
export const LoginWays = z.object({
  /** Mail leaves this installation, so a forgotten password can be replaced. */
  mail: z.boolean(),
  /** The name on the button of the provider. */
  oidc: z.string().nullable(),
  /** Ready people of the demonstration region; empty everywhere else. */
  demo: z.array(
    z.object({
      email: z.string(),
      name: z.string(),
      role: z.enum(GRANTED_ROLES),
      label: z.string(),
      place: z.string(),
    }),
  ),
  demoPassword: z.string().nullable(),
})

export const Profile = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  position: z.string().nullable(),
  phone: z.string().nullable(),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  needsSecondFactor: z.boolean(),
  /** Name of the provider by which they also come in. */
  oidc: z.string().nullable(),
  /** Name of the provider that this installation knows. */
  oidcOffered: z.string().nullable(),
  grants: z.array(
    z.object({
      role: z.enum(GRANTED_ROLES),
      label: z.string(),
      placeName: z.string(),
      from: z.string(),
      until: z.string().nullable(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      isThis: z.boolean(),
      address: z.string().nullable(),
      program: z.string().nullable(),
      beganAt: z.string(),
      usedAt: z.string(),
    }),
  ),
})
export type Profile = z.infer<typeof Profile>

export const ProfileRequest = z.object({
  name: z.string().trim().min(2).max(200),
  position: z.string().trim().max(300).nullable(),
  phone: z.string().trim().max(50).nullable(),
})
export const PasswordRequest = z.object({ present: Password, password: Password })
export const PresentPassword = z.object({ present: Password })

/** The page of the provider. */
export const ProviderStart = z.object({ address: z.string() })

/** Shown once: the secret as an address for an authenticator (a QR code holds the same), and the recovery codes. */
export const SecondFactorStart = z.object({ address: z.string(), recoveryCodes: z.array(z.string()) })
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
export const Done = z.object({ done: z.literal(true) })
