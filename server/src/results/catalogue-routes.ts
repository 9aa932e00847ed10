import { z } from 'zod'
import type { ChangeAction } from '../platform/audit-words.ts'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listProcedures } from './procedure-queries.ts'

const SchoolYear = z.number().int().min(2000).max(2100)
const regionParams = { regionId: z.coerce.number().int() }

const Bounds = z
  .object({ 3: z.number().min(0), 4: z.number().min(0), 5: z.number().min(0) })
  .refine(
    (bounds) => bounds[3] < bounds[4] && bounds[4] < bounds[5],
    'границы отметок должны возрастать: «3» < «4» < «5»',
  )

export const ComparabilityBreak = z.object({
  procedure: z.string(),
  schoolYear: SchoolYear,
  reason: z.string().trim().min(1).max(500),
  source: z.string().trim().min(1).max(500),
})
export const MarkScale = z.object({
  procedure: z.string(),
  schoolYear: SchoolYear,
  /** Which score the bounds are in. */
  scoreKind: z.enum(['primary', 'test']),
  /** Lowest score of each mark; below «3» is «2». */
  bounds: Bounds,
  source: z.string().trim().min(1).max(500),
})
export const CatalogueProcedure = z.object({
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  kind: z.string(),
  programmeGrade: z.number().int().nullable(),
  breaks: z.array(ComparabilityBreak),
  scales: z.array(MarkScale),
})

/** Procedures with what a region says of their years: where they may not be compared, and how scores become marks. */
export function catalogueRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/procedures',
      action: 'place.read',
      summary: 'The catalogue of procedures, with breaks of comparability and mark scales of a region',
      params: regionParams,
      response: z.array(CatalogueProcedure),
      handle: ({ params, db }) => readCatalogue(db, params.regionId),
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/comparability-breaks',
      action: 'place.write',
      summary: 'Says that a year of a procedure must not be compared with the year before',
      params: regionParams,
      body: ComparabilityBreak,
      response: z.array(CatalogueProcedure),
      handle: async ({ params, body, db, actor, requestId }) => {
        await knowProcedure(db, body.procedure)
        await db
          .insertInto('comparability_breaks')
          .values({
            region_id: params.regionId,
            procedure: body.procedure,
            school_year: body.schoolYear,
            reason: body.reason,
            source: body.source,
          })
          .onConflict((conflict) =>
            conflict
              .constraint('comparability_breaks_unique')
              .doUpdateSet({ reason: body.reason, source: body.source }),
          )
          .execute()
        await record(db, actor.id, 'comparability.break', params.regionId, body, requestId)
        return readCatalogue(db, params.regionId)
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/regions/:regionId/comparability-breaks/:procedure/:schoolYear',
      action: 'place.write',
      summary: 'Takes such a mark back',
      params: { ...regionParams, procedure: z.string(), schoolYear: z.coerce.number().int() },
      response: z.array(CatalogueProcedure),
      handle: async ({ params, db, actor, requestId }) => {
        const { regionId, ...key } = params
        await db
          .deleteFrom('comparability_breaks')
          .where('region_id', '=', regionId)
          .where('procedure', '=', key.procedure)
          .where('school_year', '=', key.schoolYear)
          .execute()
        await record(db, actor.id, 'comparability.restore', regionId, key, requestId)
        return readCatalogue(db, regionId)
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/regions/:regionId/mark-scales',
      action: 'place.write',
      summary: 'Sets how scores of a procedure become marks in a year',
      params: regionParams,
      body: MarkScale,
      response: z.array(CatalogueProcedure),
      handle: async ({ params, body, db, actor, requestId }) => {
        await knowProcedure(db, body.procedure)
        const set = { score_kind: body.scoreKind, bounds: JSON.stringify(body.bounds), source: body.source }
        await db
          .insertInto('mark_scales')
          .values({
            region_id: params.regionId,
            procedure: body.procedure,
            school_year: body.schoolYear,
            ...set,
          })
          .onConflict((conflict) => conflict.constraint('mark_scales_unique').doUpdateSet(set))
          .execute()
        await record(db, actor.id, 'mark-scale.set', params.regionId, body, requestId)
        return readCatalogue(db, params.regionId)
      },
    }),
  ]
}

async function knowProcedure(db: Db, code: string): Promise<void> {
  const known = await db.selectFrom('procedures').select('code').where('code', '=', code).executeTakeFirst()
  if (!known) throw new Problem('request/not-found', `Процедуры «${code}» в справочнике нет.`)
}

const record = (
  db: Db,
  actor: string,
  action: ChangeAction,
  regionId: number,
  after: unknown,
  requestId: string,
) => recordChange(db, { actor, action, subjectKind: 'region', subjectId: regionId, after, requestId })

async function readCatalogue(db: Db, regionId: number): Promise<z.infer<typeof CatalogueProcedure>[]> {
  const [procedures, breaks, scales] = await Promise.all([
    listProcedures(db),
    db
      .selectFrom('comparability_breaks')
      .selectAll()
      .where('region_id', '=', regionId)
      .orderBy('school_year')
      .execute(),
    db
      .selectFrom('mark_scales')
      .selectAll()
      .where('region_id', '=', regionId)
      .orderBy('school_year')
      .execute(),
  ])
  return procedures.map((procedure) => ({
    ...procedure,
    breaks: breaks
      .filter((row) => row.procedure === procedure.code)
      .map((row) => ({
        procedure: row.procedure,
        schoolYear: row.school_year,
        reason: row.reason,
        source: row.source,
      })),
    scales: scales
      .filter((row) => row.procedure === procedure.code)
      .map((row) => ({
        procedure: row.procedure,
        schoolYear: row.school_year,
        scoreKind: row.score_kind as 'primary' | 'test',
        bounds: row.bounds as unknown as z.infer<typeof Bounds>,
        source: row.source,
      })),
  }))
}
