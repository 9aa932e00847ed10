import type { FastifyRequest } from 'fastify'
import type { Access, AccessKind, AccessLog } from './accesses.ts'
import type { AccessAction } from './audit-words.ts'
import { systemClock } from './clock.ts'
import { Problem } from './problem.ts'

/** What of a route, and of who asks, the journal tells; the routes and actors of http.ts fit. */
interface AuditedRoute {
  method: string
  response: unknown
  params?: object | undefined
  audited?: AccessAction | undefined
}
type Actor = NonNullable<Access['actor']> & { grants: readonly { role: string }[] }

/**
 * What the journal of accesses says of a route, if anything. Whatever gives a file is an export, and whatever is asked of
 * one school is a look at it, without the route having to say so; of a writing route only refusals are told here.
 */
export function accessOf(route: AuditedRoute): { kind: AccessKind; action: AccessAction } | undefined {
  if (route.response === 'file') return { kind: 'export', action: route.audited ?? 'file.take' }
  if (route.audited) return { kind: 'read', action: route.audited }
  if (route.method !== 'GET') return { kind: 'write', action: 'write.refuse' }
  return route.params && 'schoolId' in route.params ? { kind: 'read', action: 'school.look' } : undefined
}

/**
 * Does the work of a route and tells the log of it: a read without waiting, an export before its answer leaves.
 * A refusal is told as well, with the code of its Problem.
 */
export async function underAudit<T>(
  log: AccessLog,
  route: AuditedRoute,
  request: FastifyRequest,
  actor: Actor,
  work: () => Promise<T>,
): Promise<T> {
  const access = accessOf(route)
  if (!access) return await work()
  try {
    const result = await work()
    if (access.kind === 'read') log.note(describe(access, request, actor, 'done'))
    else if (access.kind === 'export') await log.write(describe(access, request, actor, 'done'))
    return result
  } catch (error) {
    const result = error instanceof Problem ? error.code : 'failed'
    // A stranger at the closed door is the business of the server's log and its limits: nobody may fill the journal.
    const isStranger = actor.grants.length === 0
    if (!isStranger && (access.kind !== 'write' || result === 'request/forbidden'))
      log.note(describe(access, request, actor, result))
    throw error
  }
}

function describe(
  { kind, action }: { kind: AccessKind; action: AccessAction },
  request: FastifyRequest,
  actor: Actor,
  result: Access['result'],
): Access {
  const params = (request.params ?? {}) as Record<string, unknown>
  return {
    at: systemClock(),
    kind,
    action,
    actor: { id: actor.id, name: actor.name, role: actor.role },
    subject: subjectOf(params),
    place: placeOf(params),
    details: kind === 'export' ? askedFor(request) : undefined,
    address: request.ip,
    requestId: request.id,
    result,
  }
}

/** The last id of an address names what it is about: `/lists/:listId/entries/:schoolId` is about a school. */
function subjectOf(params: Record<string, unknown>): Access['subject'] {
  const name = Object.keys(params).findLast((key) => key.endsWith('Id'))
  if (name === undefined) return undefined
  const kind = name.slice(0, -2).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return { kind, id: String(params[name]) }
}

const PLACES = ['school', 'municipality', 'region'] as const

function placeOf(params: Record<string, unknown>): Access['place'] {
  for (const kind of PLACES) {
    const id = Number(params[`${kind}Id`])
    // Nobody's number fits no column and no place.
    if (Number.isInteger(id) && Math.abs(id) < 2 ** 31) return { kind, id }
  }
  return undefined
}

const LONGEST_LIST = 20

/** Filters and format of an export; a long list of what was ticked on the screen is told by its length. */
function askedFor(request: FastifyRequest): Record<string, unknown> | undefined {
  const asked = { ...(request.query as object), ...(request.body as object | undefined) }
  const told = Object.entries(asked)
    .filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [
      name,
      Array.isArray(value) && value.length > LONGEST_LIST ? { count: value.length } : value,
    ])
  return told.length === 0 ? undefined : Object.fromEntries(told)
}
