import { z } from 'zod'
import { defineRoute } from '../platform/http.ts'
import { decideSchools } from './list-decisions.ts'
import { getList, listEntries } from './list-queries.ts'
import { toListDetail } from './lists.ts'
import { Candidate, Decided, Decisions, listCandidates } from './simulator.ts'

const listParams = { listId: z.coerce.number().int() }

/** A commission tries its decisions first and writes them in one step. */
export function simulatorRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/lists/:listId/candidates',
      action: 'list.write',
      audited: 'list.read',
      summary: 'Schools near the border of a list and why each may be worth a look',
      params: listParams,
      query: { within: z.coerce.number().int().min(0).max(50).default(2) },
      response: z.array(Candidate),
      handle: async ({ params, query, db }) => {
        const list = await getList(db, params.listId)
        const entries = await listEntries(db, list.id)
        return listCandidates(
          entries.map(({ finding }) => finding),
          query.within,
        )
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/lists/:listId/decisions',
      action: 'list.write',
      summary: 'The decisions of the commission about several schools in one step; answers what undoes it',
      params: listParams,
      body: Decisions,
      response: Decided,
      handle: async ({ params, body, db, actor, requestId }) => {
        const change = { actor: actor.id, requestId }
        const before = await decideSchools(db, params.listId, body.decisions, change)
        return { list: await toListDetail(db, actor, params.listId), before }
      },
    }),
  ]
}
