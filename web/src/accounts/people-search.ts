import type { GrantedRole } from '../api-types.ts'
import { ROLE_LABELS } from '../generated/roles.ts'

export const isRole = (value: unknown): value is GrantedRole =>
  typeof value === 'string' && Object.hasOwn(ROLE_LABELS satisfies Record<GrantedRole, string>, value)

export interface PeopleSearch {
  text?: string
  role?: GrantedRole
}

/** The search and the filter of the list of people, as they stand in the address. */
export const readPeopleSearch = ({ text, role }: Record<string, unknown>): PeopleSearch => ({
  ...(typeof text === 'string' && text !== '' ? { text } : {}),
  ...(isRole(role) ? { role } : {}),
})
