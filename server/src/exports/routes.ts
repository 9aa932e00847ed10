import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { defineRoute } from '../platform/http.ts'
import { readTable } from './read-table.ts'
import { planTable } from './tables.ts'
import { CONTENT_TYPES, EXPORT_FORMATS, headLines, writeTable } from './write-table.ts'

const words = z
  .string()
  .max(2_000)
  .default('')
  .transform((text) => text.split(',').filter(Boolean))
const regionParams = { regionId: z.coerce.number().int() }
const query = {
  table: z.enum(['results', 'schools', 'list']),
  /** Separated by commas; all where empty. */
  years: words.transform((all) => all.map(Number)).pipe(z.array(z.number().int())),
  procedures: words.pipe(z.array(z.string().regex(/^[a-z0-9-]+$/))),
  listId: z.coerce.number().int().optional(),
}

/** Tables for people who count in other programs. They hold exactly the schools that the person may see. */
export function exportRoutes(clock: Clock) {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/exports',
      action: 'export.read',
      audited: 'export.table',
      summary: 'A table as a file, streamed: xlsx, csv or Parquet',
      params: regionParams,
      query: { ...query, format: z.enum(EXPORT_FORMATS) },
      response: 'file',
      handle: async ({ params, query: asked, db, actor }) => {
        const table = await readTable(db, await planTable(db, actor, params.regionId, asked))
        const stream = writeTable(table, asked.format, clock())
        // Somebody who stops the download must not keep the connection.
        stream.once('close', () => void table.close())
        return {
          ...{ fileName: `${table.plan.title}.${asked.format}`, stream },
          contentType: CONTENT_TYPES[asked.format],
        }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/exports/preview',
      action: 'export.read',
      summary: 'What a table would hold: its filters, columns and number of rows',
      params: regionParams,
      query,
      response: z.object({
        title: z.string(),
        lines: z.array(z.string()),
        count: z.number().int(),
        columns: z.array(z.object({ name: z.string(), title: z.string() })),
      }),
      handle: async ({ params, query: asked, db, actor }) => {
        const table = await readTable(db, await planTable(db, actor, params.regionId, asked))
        const columns = table.plan.columns.map(({ name, title }) => ({ name, title }))
        try {
          const [lines, count] = [await headLines(table, clock()), await table.count()]
          return { title: table.plan.title, lines, count, columns }
        } finally {
          await table.close()
        }
      },
    }),
  ]
}
