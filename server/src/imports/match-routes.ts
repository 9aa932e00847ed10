import { z } from 'zod'
import { lockRegion } from '../places/lock-region.ts'
import { matchSourceSchool, readSourceRef, unmatchSourceSchool } from '../places/match-decisions.ts'
import { matchMany, unmatchMany } from '../places/match-many.ts'
import { decidePredecessor, listPredecessorPairs, undoPredecessor } from '../places/predecessors.ts'
import {
  LikelyPairs,
  MatchManyRequest,
  MatchRequest,
  PredecessorDecision,
  PredecessorPair,
  SourceSchoolPage,
} from '../places/schemas.ts'
import { type AskYears, readLikelyPairs, readSourceSchoolPage } from '../places/source-school-page.ts'
import { createSchoolsFromSources } from '../places/source-schools.ts'
import type { Db } from '../platform/db.ts'
import { defineRoute } from '../platform/http.ts'
import { followMatches } from '../results/counts.ts'
import {
  countBySourceSchool,
  findSameFile,
  readSchoolYears,
  readSourceYears,
} from '../results/school-years.ts'

const id = z.coerce.number().int()
const regionParams = { regionId: id }
const sourceParams = { sourceSchoolId: id }
const Followed = z.object({ sourceSchoolIds: z.array(z.number().int()) })

/** Whatever changes a match ends here: the numbers follow in the same transaction. */
async function follow(db: Db, sourceSchoolIds: number[]) {
  await followMatches(db, sourceSchoolIds)
  return { sourceSchoolIds }
}

const yearEvidence =
  (db: Db, regionId: number): AskYears =>
  async (pairs) => ({
    sourceYears: await readSourceYears(db, [...new Set(pairs.map(({ sourceSchoolId }) => sourceSchoolId))]),
    schoolYears: await readSchoolYears(db, regionId),
    sameFile: await findSameFile(db, pairs),
  })

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
        readSourceSchoolPage(
          db,
          actor,
          params.regionId,
          query,
          (ids) => countBySourceSchool(db, ids),
          yearEvidence(db, params.regionId),
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/source-schools/likely',
      action: 'match.read',
      summary: 'Waiting names that most probably mean one certain school, with the reasons for it',
      params: regionParams,
      response: LikelyPairs,
      handle: ({ db, actor, params }) =>
        readLikelyPairs(
          db,
          actor,
          params.regionId,
          (ids) => countBySourceSchool(db, ids),
          yearEvidence(db, params.regionId),
        ),
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/source-schools/match',
      action: 'match.write',
      summary: 'Accepts many likely pairs as one decision',
      params: regionParams,
      body: MatchManyRequest,
      response: Followed.extend({ decisionId: z.number().int() }),
      handle: async ({ db, actor, params, body }) => {
        const { decisionId, sourceSchoolIds } = await matchMany(db, actor, params.regionId, body)
        return { decisionId, ...(await follow(db, sourceSchoolIds)) }
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/regions/:regionId/match-decisions/:decisionId',
      action: 'match.write',
      summary: 'Takes back everything that one acceptance of many pairs did',
      params: { ...regionParams, decisionId: id },
      response: Followed,
      handle: async ({ db, actor, params }) =>
        follow(db, await unmatchMany(db, actor, params.regionId, params.decisionId)),
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
      path: '/regions/:regionId/predecessors',
      action: 'match.write',
      summary: 'Decisions on pairs: successor, merged, or different schools; each can be taken back',
      params: regionParams,
      body: z.object({ decisions: z.array(PredecessorDecision).min(1).max(2000) }),
      response: z.object({ decisionIds: z.array(z.number().int()) }),
      handle: async ({ db, actor, params, body }) => {
        const decisionIds: number[] = []
        for (const decision of body.decisions)
          decisionIds.push(await decidePredecessor(db, actor, params.regionId, decision))
        return { decisionIds }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/predecessors/undo',
      action: 'match.write',
      summary: 'Takes decisions on pairs back, the last of them first',
      params: regionParams,
      body: z.object({ decisionIds: z.array(z.number().int()).min(1).max(2000) }),
      response: z.object({ undone: z.number().int() }),
      handle: async ({ db, actor, params, body }) => {
        const decisionIds = [...body.decisionIds].sort((left, right) => right - left)
        for (const decisionId of decisionIds) await undoPredecessor(db, actor, params.regionId, decisionId)
        return { undone: decisionIds.length }
      },
    }),
  ]
}
