import { z } from 'zod'
import { GRANTED_ROLES } from './access.ts'
import { Email } from './login-schemas.ts'

const day = z.iso.date()
const id = z.number().int().positive()

export const Grant = z.object({
  id: z.number().int(),
  role: z.enum(GRANTED_ROLES),
  label: z.string(),
  placeKind: z.enum(['installation', 'region', 'municipality', 'school']),
  placeName: z.string(),
  regionId: z.number().int().nullable(),
  municipalityId: z.number().int().nullable(),
  schoolId: z.number().int().nullable(),
  from: z.string(),
  until: z.string().nullable(),
  isActive: z.boolean(),
  /** The one who looks may take it back. */
  mayEnd: z.boolean(),
})

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  position: z.string().nullable(),
  phone: z.string().nullable(),
  state: z.enum(['invited', 'active', 'disabled']),
  stateLabel: z.string(),
  hasSecondFactor: z.boolean(),
  lastSeenAt: z.string().nullable(),
  grants: z.array(Grant),
  /** The one who looks may change the account itself: all its roles are in their places. */
  mayEdit: z.boolean(),
})

export const PeoplePage = z.object({
  total: z.number().int(),
  people: z.array(Person),
  /** Roles that the one who looks may hand out, each with the kinds of places it is for. */
  grantable: z.array(
    z.object({
      role: z.enum(GRANTED_ROLES),
      label: z.string(),
      about: z.string(),
      places: z.array(z.enum(['installation', 'region', 'municipality', 'school'])),
    }),
  ),
  /** Without mail, links are shown to be passed on by hand. */
  sendsMail: z.boolean(),
})

export const GrantBody = z.object({
  role: z.enum(GRANTED_ROLES),
  regionId: id.nullable().default(null),
  municipalityId: id.nullable().default(null),
  schoolId: id.nullable().default(null),
  from: day.optional(),
  until: day.nullable().default(null),
})

export const InviteBody = z.object({
  email: Email,
  name: z.string().trim().min(2).max(200),
  position: z.string().trim().max(300).nullable().default(null),
  phone: z.string().trim().max(50).nullable().default(null),
  grants: z.array(GrantBody).min(1).max(20),
})

export type InviteBody = z.infer<typeof InviteBody>

export const InviteManyBody = z.object({ people: z.array(InviteBody).min(1).max(2000) })
export const InviteManyAnswer = z.object({
  invited: z.number().int(),
  /** Had an account before: only the roles were added. */
  known: z.number().int(),
  /** To be passed on by hand; empty where letters leave. */
  links: z.array(z.object({ email: z.string(), name: z.string(), link: z.string() })),
})

export const InviteAnswer = z.object({ person: Person, isKnown: z.boolean(), link: z.string().nullable() })
export const LinkAnswer = z.object({ link: z.string().nullable() })
export const PersonBody = z.object({
  name: z.string().trim().min(2).max(200),
  position: z.string().trim().max(300).nullable(),
  phone: z.string().trim().max(50).nullable(),
})
export const SecondFactorRoles = z.object({ roles: z.array(z.enum(GRANTED_ROLES)) })
