import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../platform/http.ts'

/**
 * Who may do what. One literal table, deny by default: an action that is not here cannot be declared by a route.
 * Until accounts exist the only role is the local operator, who works on this machine's loopback address.
 */
export const ACTIONS = {
  'health.read': ['anyone'],
  'session.read': ['operator'],
  'place.read': ['operator'],
  'place.write': ['operator'],
  'match.read': ['operator'],
  'match.write': ['operator'],
  'import.read': ['operator'],
  'import.write': ['operator'],
  'mapping.read': ['operator'],
  'mapping.write': ['operator'],
  'identification.read': ['operator'],
  'methodology.write': ['operator'],
  'list.read': ['operator'],
  'list.write': ['operator'],
  'list.approve': ['operator'],
  'school.read': ['operator'],
  'export.read': ['operator'],
  'document.read': ['operator'],
  'document.write': ['operator'],
  'document.sign': ['operator'],
  'quality.read': ['operator'],
  'quality.write': ['operator'],
} as const satisfies Record<string, readonly Role[]>

export type Role = 'anyone' | 'operator'
export type Action = keyof typeof ACTIONS

export const LOCAL_OPERATOR: Actor = { id: 'local-operator', name: 'Локальный оператор', role: 'operator' }

export function can(actor: Actor, action: string): boolean {
  if (!Object.hasOwn(ACTIONS, action)) return false
  const roles: readonly string[] = ACTIONS[action as Action]
  return roles.includes('anyone') || roles.includes(actor.role)
}

/**
 * The one condition on a school's id that every list, search, count and export puts into its query.
 * @param schoolId the column that holds the school's id, e.g. sql.ref('schools.id')
 */
export function visibleSchools(actor: Actor, schoolId: RawBuilder<unknown>): RawBuilder<boolean> {
  return actor.role === 'operator' ? sql<boolean>`(${schoolId} is not null)` : sql<boolean>`false`
}
