import { z } from 'zod'
import { lockRegion } from '../places/lock-region.ts'
import { matchSourceSchool, readSourceRef, unmatchSourceSchool } from '../places/match-decisions.ts'
import { decidePredecessor, listPredecessorPairs } from '../places/predecessors.ts'
import { MatchRequest, PredecessorDecision, PredecessorPair, SourceSchoolPage } from '../places/schemas.ts'
import { readSourceSchoolPage } from '../places/source-school-page.ts'
import { createSchoolsFromSources } from '../places/source-schools.ts'
import type { Db } from '../platform/db.ts'
import { defineRoute } from '../platform/http.ts'
import { followMatches } from '../results/counts.ts'
import { countBySourceSchool, readSchoolYears } from '../results/school-years.ts'

const id = z.coerce.number().int()
const regionParams = { regionId: id }
const sourceParams = { sourceSchoolId: id }
const Followed = z.object({ sourceSchoolIds: z.array(z.number().int()) })

/** Whatever changes a match ends here: the numbers follow in the same transaction. */
async function follow(db: Db, sourceSchoolIds: number[]) {
  await followMatches(db, sourceSchoolIds)
  return { sourceSchoolIds }
}

/** The page of unresolved names, and predecessors: both need places and results at once. */
export function matchRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/source-schools',
      action: 'match.read',
      summary: 'Schools as files name them: waiting with candidates, or matched',
      params: regionParams,
      query: {
        state: z.enum(['waiting', 'matched']).default('waiting'),
        text: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        offset: z.coerce.number().int().min(0).default(0),
      },
      response: SourceSchoolPage,
      handle: ({ db, actor, params, query }) =>
        readSourceSchoolPage(db, actor, params.regionId, query, (ids) => countBySourceSchool(db, ids)),
    }),
    defineRoute({
      method: 'POST',
      path: '/source-schools/:sourceSchoolId/match',
      action: 'match.write',
      summary: 'Says which school a name means; remembered for later files',
      params: sourceParams,
      body: MatchRequest,
      response: Followed,
      handle: async ({ db, actor, params, body }) =>
        follow(db, await matchSourceSchool(db, actor.id, params.sourceSchoolId, body.schoolId)),
    }),
    defineRoute({
      method: 'POST',
      path: '/source-schools/:sourceSchoolId/create',
      action: 'match.write',
      summary: 'Adds the school to the registry as the file names it',
      params: sourceParams,
      response: Followed,
      handle: async ({ db, actor, params }) => {
        const { regionId, ref } = await readSourceRef(db, params.sourceSchoolId)
        await lockRegion(db, regionId)
        return follow(db, await createSchoolsFromSources(db, regionId, [ref], actor.id))
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/source-schools/:sourceSchoolId/match',
      action: 'match.write',
      summary: 'Takes a match back; the name waits again',
      params: sourceParams,
      response: Followed,
      handle: async ({ db, actor, params }) =>
        follow(db, await unmatchSourceSchool(db, actor.id, params.sourceSchoolId)),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/predecessors',
      action: 'match.read',
      summary: 'Pairs of schools that may be one school before and after a change, with their evidence',
      params: regionParams,
      response: z.array(PredecessorPair),
      handle: async ({ db, actor, params }) =>
        listPredecessorPairs(db, actor, params.regionId, await readSchoolYears(db, params.regionId)),
    }),
    defineRoute({
      method: 'POST',
      path: '/predecessors',
      action: 'match.write',
      summary: 'A decision on a pair: successor, merged, or different schools',
      body: PredecessorDecision,
      response: z.object({ decided: z.literal(true) }),
      handle: async ({ db, actor, body }) => {
        await decidePredecessor(db, actor, body)
        return { decided: true as const }
      },
    }),
  ]
}
