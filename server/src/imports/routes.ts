import { z } from 'zod'
import { recordChange } from '../platform/changes.ts'
import { type Db, inTransaction } from '../platform/db.ts'
import { filePath } from '../platform/files.ts'
import { defineRoute } from '../platform/http.ts'
import { addJob } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { type ImportGround, removeStaged, undoImport } from './commit-import.ts'
import { parseMapping } from './formats/mapping.ts'
import { headerSignature, suggestMapping } from './formats/suggest-mapping.ts'
import { toDetail, toSummary } from './import-view.ts'
import { type KeptFile, keepUpload } from './keep-file.ts'
import { findMappings, listMappings, saveMapping } from './mapping-queries.ts'
import { RowProblem } from './model.ts'
import { getImport, insertImport, listImports, listProblems, setImport } from './queries.ts'
import { readSamples } from './read-file.ts'
import { guessHeaderRows, type HeaderRows } from './read-table/header.ts'
import { openTable } from './read-table/open-table.ts'
import { recordFile, requireKept } from './record-file.ts'
import { ImportDetail, ImportOptions, ImportSummary, SavedMapping, TableSample } from './schemas.ts'
import { templateName, writeTemplate } from './write-template.ts'

const Year = z.coerce.number().int().min(2000).max(2100)
const regionParams = { regionId: z.coerce.number().int() }
const importParams = { importId: z.coerce.number().int() }

/** Upload → preview → agree → commit → undo. The work itself runs in jobs; the answers say what can be done next. */
export function importRoutes(ground: ImportGround, limits: { uploadBytes: number }) {
  return [
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/imports',
      action: 'import.write',
      summary: 'Upload a file: multipart fields year, format, school, createSchools, then the file',
      params: regionParams,
      response: ImportSummary,
      upload: true,
      transaction: false,
      handle: async ({ params, db, actor, request }) => {
        const fields: Record<string, string> = {}
        let kept: KeptFile | undefined
        let fileName = ''
        for await (const part of request.parts()) {
          if (part.type === 'field') fields[part.fieldname] = String(part.value)
          else if (kept === undefined) {
            fileName = part.filename.slice(0, 255)
            kept = await keepUpload(ground.dataDir, part.file, fileName, limits.uploadBytes)
          } else part.file.resume()
        }
        if (!kept) throw new Problem('request/invalid', 'Файл не передан: выберите файл и повторите.')
        const year = Year.safeParse(fields.year)
        if (!year.success)
          throw new Problem('request/invalid', 'Не указан учебный год, за который эти результаты.')
        const options: ImportOptions = {
          format: fields.format || 'auto',
          createSchools: fields.createSchools === 'true',
          replace: false,
          ...(fields.school ? { school: fields.school.slice(0, 200) } : {}),
          ...(fields.mapping ? { mapping: mappingOf(fields.mapping) } : {}),
        }
        const file = { kept, fileName, schoolYear: year.data, options }
        return inTransaction(db, async (tx) => toSummary(await receive(tx, params.regionId, file, actor.id)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/imports',
      action: 'import.read',
      summary: 'Imports of a region, the newest first',
      params: regionParams,
      response: z.array(ImportSummary),
      handle: async ({ params, db }) => (await listImports(db, params.regionId)).map(toSummary),
    }),
    defineRoute({
      method: 'GET',
      path: '/imports/:importId',
      action: 'import.read',
      audited: 'import.read',
      summary: 'One import with its preview',
      params: importParams,
      response: ImportDetail,
      handle: async ({ params, db }) => toDetail(await getImport(db, params.importId)),
    }),
    defineRoute({
      method: 'GET',
      path: '/imports/:importId/problems',
      action: 'import.read',
      audited: 'import.read',
      summary: 'Row problems in file order',
      params: importParams,
      query: {
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      },
      response: z.array(RowProblem),
      handle: async ({ params, query, db }) => {
        await getImport(db, params.importId)
        return listProblems(db, params.importId, query)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/imports/:importId/table',
      action: 'import.read',
      audited: 'import.read',
      summary: 'The beginning of the table as it stands, for making a mapping',
      params: importParams,
      response: TableSample,
      handle: async ({ params, db }) => {
        const row = await getImport(db, params.importId)
        await requireKept(db, row.sha256)
        const table = await openTable({ path: filePath(ground.dataDir, row.sha256), fileName: row.file_name })
        const samples = await readSamples(table)
        const signature = headerSignature(samples)
        return {
          sheets: samples.map((sample) => ({
            name: sample.sheet,
            hidden: false,
            rows: sample.rows.map(({ rowNumber, cells }) => ({
              rowNumber,
              cells: cells.map((cell) => cell?.text ?? null),
            })),
            suggestedHeaderRows: headerRowNumbers(guessHeaderRows(sample)),
          })),
          headerSignature: signature,
          savedMappings: await findMappings(db, row.region_id, signature),
          suggestion: suggestMapping(samples) ?? null,
        }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/imports/:importId/check',
      action: 'import.write',
      summary: 'Check again with another year, format or mapping',
      params: importParams,
      body: z.object({ schoolYear: Year.optional(), options: ImportOptions.partial().optional() }),
      response: ImportSummary,
      handle: async ({ params, body, db, actor, requestId }) => {
        const row = await getImport(db, params.importId, 'lock')
        allow(row.state, ['checked', 'refused'], row.id)
        if (body.options?.mapping !== undefined) parseMapping(body.options.mapping)
        await setImport(db, row.id, {
          state: 'received',
          school_year: body.schoolYear ?? row.school_year,
          options: { ...row.options, ...body.options },
          preview: null,
          problem: null,
        })
        await recordChange(db, {
          ...{ actor: actor.id, action: 'import.check', subjectKind: 'import', subjectId: row.id, requestId },
          before: { schoolYear: row.school_year, options: row.options },
          after: {
            schoolYear: body.schoolYear ?? row.school_year,
            options: { ...row.options, ...body.options },
          },
        })
        await addJob(db, 'imports.process', { importId: row.id })
        return toSummary(await getImport(db, row.id))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/imports/:importId/commit',
      action: 'import.write',
      summary: 'Agree: put the checked results into the register',
      params: importParams,
      body: z.object({ replace: z.boolean().optional() }),
      response: ImportSummary,
      handle: async ({ params, body, db, actor }) => {
        const row = await getImport(db, params.importId, 'lock')
        allow(row.state, ['checked'], row.id)
        const options = { ...row.options, replace: body.replace ?? row.options.replace }
        await setImport(db, row.id, { state: 'committing', options, committed_by: actor.id, problem: null })
        await addJob(db, 'imports.process', { importId: row.id })
        return toSummary(await getImport(db, row.id))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/imports/:importId/undo',
      action: 'import.write',
      summary: 'Take a committed import back',
      params: importParams,
      response: ImportSummary,
      handle: async ({ params, db, actor }) => {
        await undoImport(db, params.importId, actor.id)
        return toSummary(await getImport(db, params.importId))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/imports/:importId/discard',
      action: 'import.write',
      summary: 'Put a checked or refused file aside',
      params: importParams,
      response: ImportSummary,
      handle: async ({ params, db, actor }) => {
        const row = await getImport(db, params.importId, 'lock')
        allow(row.state, ['checked', 'refused'], row.id)
        await setImport(db, row.id, { state: 'discarded' })
        const subject = { subjectKind: 'import', subjectId: String(row.id) }
        await recordChange(db, {
          actor: actor.id,
          action: 'import.discard',
          ...subject,
          before: { state: row.state },
          after: { state: 'discarded' },
        })
        await removeStaged(ground, row.id)
        return toSummary(await getImport(db, row.id))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/template',
      action: 'import.read',
      audited: 'template.xlsx',
      summary: 'The numbers of a year as a workbook that can be edited and read back',
      params: regionParams,
      query: { year: Year },
      response: 'file',
      handle: async ({ params, query, db, actor }) => ({
        fileName: templateName(query.year),
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        stream: await writeTemplate(db, actor, params.regionId, query.year),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/mappings',
      action: 'mapping.read',
      summary: 'Saved mappings',
      params: regionParams,
      response: z.array(SavedMapping),
      handle: ({ params, db }) => listMappings(db, params.regionId),
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/mappings',
      action: 'mapping.write',
      summary: 'Save a mapping, to be offered again for the same kind of table',
      params: regionParams,
      body: z.object({
        name: z.string().min(1).max(200),
        definition: z.unknown(),
        headerSignature: z.string(),
      }),
      response: SavedMapping,
      handle: ({ params, body, db, actor }) => {
        parseMapping(body.definition)
        return saveMapping(db, params.regionId, body, actor.id)
      },
    }),
  ]
}

/** A mapping that came as a field of the form, checked before anything is asked of it. */
function mappingOf(text: string): unknown {
  let mapping: unknown
  try {
    mapping = JSON.parse(text)
  } catch {
    throw new Problem('import/mapping-invalid', 'Описание таблицы — не JSON.')
  }
  parseMapping(mapping)
  return mapping
}

/** Registers a stored file as an import and asks for its check, in one transaction. */
async function receive(
  db: Db,
  regionId: number,
  file: {
    kept: KeptFile
    fileName: string
    schoolYear: number
    options: ImportOptions
  },
  actor: string,
) {
  const { kept, ...given } = file
  await recordFile(db, kept, actor)
  const id = await insertImport(db, { regionId, sha256: kept.sha256, ...given, actor })
  await addJob(db, 'imports.process', { importId: id })
  return getImport(db, id)
}

function allow(state: string, states: string[], importId: number): void {
  if (!states.includes(state))
    throw new Problem(
      'import/wrong-state',
      `Загрузка № ${importId} сейчас на другом шаге. Обновите страницу.`,
    )
}

function headerRowNumbers(header: HeaderRows | null): number[] {
  if (!header) return []
  return Array.from({ length: header.to - header.from + 1 }, (_, index) => header.from + index)
}
