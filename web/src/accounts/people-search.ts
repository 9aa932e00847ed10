import type { GrantedRole } from '../api-types.ts'

/** What each role is called in a filter; the server's own list holds only the roles that one may hand out. */
export const ROLE_LABELS = {
  administrator: 'Администратор',
  'regional-coordinator': 'Региональный координатор',
  'municipal-coordinator': 'Муниципальный координатор',
  curator: 'Куратор',
  'school-team': 'Школьная команда',
  expert: 'Эксперт',
  observer: 'Наблюдатель',
} satisfies Record<GrantedRole, string>

export const isRole = (value: unknown): value is GrantedRole =>
  typeof value === 'string' && Object.hasOwn(ROLE_LABELS, value)

export interface PeopleSearch {
  text?: string
  role?: GrantedRole
}

/** The search and the filter of the list of people, as they stand in the address. */
export const readPeopleSearch = ({ text, role }: Record<string, unknown>): PeopleSearch => ({
  ...(typeof text === 'string' && text !== '' ? { text } : {}),
  ...(isRole(role) ? { role } : {}),
})
