import { z } from 'zod'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { defineRoute } from '../platform/http.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import { seenPart, toIdentificationAnswer } from './answer.ts'
import { writeIdentificationXlsx } from './identification-xlsx.ts'
import { identifyRegion } from './identify-region.ts'
import { DEFAULT_METHODOLOGY } from './load-methodology.ts'
import { IdentificationAnswer, IdentificationXlsxRequest } from './schemas.ts'

const regionParams = { regionId: z.coerce.number().int() }
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function identificationRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/identification',
      action: 'identification.read',
      audited: 'identification.read',
      summary: 'Every school of a region by the rule of a methodology',
      params: regionParams,
      query: { year: z.coerce.number().int(), methodology: z.string().default(DEFAULT_METHODOLOGY) },
      response: IdentificationAnswer,
      kept: true,
      handle: ({ params, query, db, actor }) =>
        answerFor(db, actor, params.regionId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/identification/xlsx',
      action: 'identification.read',
      audited: 'identification.xlsx',
      summary: 'A workbook of exactly the rows and columns on the screen',
      params: regionParams,
      body: IdentificationXlsxRequest,
      response: 'file',
      handle: async ({ params, body, db, actor }) => {
        const answer = await answerFor(db, actor, params.regionId, body.schoolYear, body.methodology)
        const stream = writeIdentificationXlsx(answer, body)
        return { fileName: `Школы ${body.schoolYear}.xlsx`, contentType: XLSX, stream }
      },
    }),
  ]
}

async function answerFor(db: Db, actor: Actor, regionId: number, schoolYear: number, methodologyId: string) {
  const region = await identifyRegion(db, actor, regionId, schoolYear, methodologyId)
  const { methodology, input, identification, certainty } = region
  return toIdentificationAnswer(
    regionId,
    methodology,
    identification,
    input.schools,
    input.counts,
    await listProcedures(db),
    certainty,
    seenPart(region),
  )
}
