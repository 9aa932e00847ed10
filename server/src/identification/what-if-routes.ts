import { z } from 'zod'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { defineRoute } from '../platform/http.ts'
import { compareMethodologies } from './compare.ts'
import { writeComparisonXlsx } from './compare-xlsx.ts'
import { createList } from './lists.ts'
import { findKnownMethodology, getRegionMethodology } from './methodologies.ts'
import { createMethodology } from './methodology-versions.ts'
import { answerWhatIf, computeSensitivity } from './what-if-answer.ts'
import { readRegion } from './what-if-region.ts'
import {
  Comparison,
  DraftAnswer,
  DraftRequest,
  Sensitivity,
  WhatIfAnswer,
  WhatIfRequest,
} from './what-if-schemas.ts'

const regionParams = { regionId: z.coerce.number().int() }
const comparisonQuery = {
  year: z.coerce.number().int(),
  before: z.string().max(200),
  after: z.string().max(200),
}
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Rules tried on the data of a region; nothing is saved but a named draft. */
export function whatIfRoutes(clock: Clock = systemClock) {
  return [
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/what-if',
      action: 'what-if.read',
      audited: 'what-if.read',
      summary: 'Who would enter and leave the list if the rule were changed; nothing is saved',
      params: regionParams,
      body: WhatIfRequest,
      response: WhatIfAnswer,
      kept: true,
      transaction: false,
      handle: async ({ params, body, db }) => {
        const base = await getRegionMethodology(db, params.regionId, body.methodology)
        const { schools, run } = await readRegion(db, params.regionId, body.schoolYear, base)
        return answerWhatIf(schools, body.schoolYear, base, body.changes, run)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/what-if/sensitivity',
      action: 'what-if.read',
      summary: 'How long the list would be under other thresholds and numbers of procedures',
      params: regionParams,
      body: WhatIfRequest,
      response: Sensitivity,
      kept: true,
      transaction: false,
      handle: async ({ params, body, db }) => {
        const base = await getRegionMethodology(db, params.regionId, body.methodology)
        const { run } = await readRegion(db, params.regionId, body.schoolYear, base)
        return computeSensitivity(base, body.changes, run)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/what-if/draft',
      action: 'methodology.write',
      summary: 'Keep a tried rule as a named draft of a methodology, and a draft list by it if asked',
      params: regionParams,
      body: DraftRequest,
      response: DraftAnswer,
      handle: async ({ params, body, db, actor, requestId }) => {
        const { list, ...request } = body
        const { row } = await createMethodology(db, actor, params.regionId, request, {
          now: clock(),
          requestId,
        })
        const reference = `${row.code}@${row.version}`
        const listId =
          list && (await createList(db, actor, params.regionId, { ...list, methodology: reference }))
        return { reference: row.code, listId }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/comparison',
      action: 'what-if.read',
      audited: 'comparison.read',
      summary: 'Two methodologies on the same data: rules in words, schools entering, leaving and staying',
      params: regionParams,
      query: comparisonQuery,
      response: Comparison,
      handle: ({ params, query, db }) => compare(db, params.regionId, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/comparison/xlsx',
      action: 'what-if.read',
      audited: 'comparison.xlsx',
      summary: 'The comparison of two methodologies as a workbook',
      params: regionParams,
      query: comparisonQuery,
      response: 'file',
      handle: async ({ params, query, db }) => {
        const comparison = await compare(db, params.regionId, query)
        const region = await db
          .selectFrom('regions')
          .select('name')
          .where('id', '=', params.regionId)
          .executeTakeFirst()
        const stream = writeComparisonXlsx(comparison, region?.name ?? '')
        return { fileName: `Сравнение методик ${query.year}.xlsx`, contentType: XLSX, stream }
      },
    }),
  ]
}

async function compare(
  db: Db,
  regionId: number,
  query: { year: number; before: string; after: string },
): Promise<Comparison> {
  const [before, after] = await Promise.all(
    [query.before, query.after].map((reference) => findKnownMethodology(db, regionId, reference)),
  )
  const [old, fresh] = await Promise.all(
    [before!, after!].map(({ methodology }) => readRegion(db, regionId, query.year, methodology)),
  )
  return compareMethodologies(
    old!.schools,
    query.year,
    { ...before!, run: old!.run(before!.methodology) },
    { ...after!, run: fresh!.run(after!.methodology) },
  )
}
