import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { ACTIONS, type Action, can, knows, type PlaceRef } from './access.ts'
import { placesOf } from './place-of.ts'

/**
 * Lets through who may do it in every place that the address names.
 * @throws Problem 'account/signed-out' for nobody, 'request/not-found' for a place that is none of theirs (whether it exists
 *   is not told), 'request/forbidden' for one of theirs where they may not do this
 */
export async function authorise(
  db: Db,
  actor: Actor,
  action: string,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (!Object.hasOwn(ACTIONS, action)) throw new Problem('request/forbidden')
  const { roles, reach } = ACTIONS[action as Action]
  if ((roles as readonly string[]).includes('anyone')) return
  if (actor.grants.length === 0) throw new Problem('account/signed-out')
  // The operator may do everything everywhere: what is asked about need not be looked up.
  if (actor.role === 'operator' && (roles as readonly string[]).includes('operator')) return
  if (reach === 'anywhere')
    return requirePlace(actor, action, { regionId: null, municipalityId: null, schoolId: null })
  const places = await placesOf(db, params)
  if (!places) throw new Problem('request/not-found')
  for (const place of places) requirePlace(actor, action, place)
}

/** The same for a place that came in a body or a query. */
export function requirePlace(actor: Actor, action: string, place: PlaceRef): void {
  if (can(actor, action, place)) return
  // That there is an installation is known to everybody.
  const isKnown = place.regionId === null || knows(actor, place)
  throw new Problem(isKnown ? 'request/forbidden' : 'request/not-found')
}
