import { z } from 'zod'
import { inTransaction } from '../../platform/db.ts'
import { filePath } from '../../platform/files.ts'
import { defineRoute } from '../../platform/http.ts'
import { Problem, type ProblemCode } from '../../platform/problem.ts'
import type { ImportGround } from '../commit-import.ts'
import { keepUpload } from '../keep-file.ts'
import { RowProblem } from '../model.ts'
import { openTable } from '../read-table/open-table.ts'
import { applyClusters } from './apply-clusters.ts'
import { readClusters } from './read-clusters.ts'

export const OfficialClusterSummary = z.object({
  rowsRead: z.number().int(),
  saved: z.number().int(),
  waiting: z.number().int(),
  problems: z.array(RowProblem),
})

const SHOWN_PROBLEMS = 200

export function officialClusterRoutes(ground: ImportGround, limits: { uploadBytes: number }) {
  return [
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/official-clusters',
      action: 'import.write',
      summary:
        'Upload official cluster labels of a year (xlsx, csv); where they stand they go before the computed ones',
      params: { regionId: z.coerce.number().int() },
      query: { year: z.coerce.number().int().min(2000).max(2100) },
      response: OfficialClusterSummary,
      upload: true,
      transaction: false,
      handle: async ({ params, query, db, actor, request }) => {
        const part = await request.file()
        if (part === undefined)
          throw new Problem('request/invalid', 'Файл не передан: выберите файл и повторите.')
        const fileName = part.filename.slice(0, 255)
        const { sha256, problem } = await keepUpload(ground.dataDir, part.file, fileName, limits.uploadBytes)
        if (problem !== null) throw new Problem(problem.code as ProblemCode, problem.detail)
        const path = filePath(ground.dataDir, sha256)
        const reading = await readClusters(await openTable({ path, fileName }), fileName, query.year)
        const summary = await inTransaction(db, (tx) =>
          applyClusters(tx, params.regionId, reading, { fileName, actor: actor.id }),
        )
        return { ...summary, problems: summary.problems.slice(0, SHOWN_PROBLEMS) }
      },
    }),
  ]
}
