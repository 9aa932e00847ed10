import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { applyRegistry } from '../../places/import-registry.ts'
import type { RegistryData, RegistrySummary } from '../../places/registry.ts'
import { RegistryPreview } from '../../places/schemas.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/db.ts'
import { filePath, keepAs, receiveFile } from '../../platform/files.ts'
import { defineRoute } from '../../platform/http.ts'
import { Problem, type ProblemCode } from '../../platform/problem.ts'
import { counted, plural } from '../../platform/russian.ts'
import { followMatches } from '../../results/counts.ts'
import type { ImportGround } from '../commit-import.ts'
import { type KeptFile, keepUpload } from '../keep-file.ts'
import type { RowProblem } from '../model.ts'
import { openTable } from '../read-table/open-table.ts'
import { readBorders, readRegistry } from './read-registry.ts'

const regionParams = { regionId: z.coerce.number().int() }
/** A map of borders, by its name. */
const BORDERS = /\.(?:geo)?json$/i
const SHOWN_PROBLEMS = 200
const SHOWN_MISSING = 200
const Commit = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), fileName: z.string().min(1).max(255) })

/** The registry's file: seen first, then taken. The preview runs the same change and rolls it back. */
export function registryRoutes(
  ground: ImportGround,
  limits: { uploadBytes: number },
  clock: Clock = systemClock,
) {
  return [
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/registry/preview',
      action: 'place.write',
      summary: 'Upload a registry of schools (xlsx, csv) or borders (GeoJSON) and see what it would change',
      params: regionParams,
      response: RegistryPreview,
      upload: true,
      transaction: false,
      handle: async ({ params, db, actor, request }) => {
        const part = await request.file()
        if (part === undefined)
          throw new Problem('request/invalid', 'Файл не передан: выберите файл и повторите.')
        const fileName = part.filename.slice(0, 255)
        const keep = BORDERS.test(fileName) ? keepBorders : keepUpload
        const kept = await keep(ground.dataDir, part.file, fileName, limits.uploadBytes)
        if (kept.problem !== null) throw new Problem(kept.problem.code as ProblemCode, kept.problem.detail)
        const file = { sha256: kept.sha256, fileName }
        return takeRegistry(
          db,
          ground,
          { ...file, regionId: params.regionId, actor: actor.id, today: today(clock) },
          'preview',
        )
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/registry/commit',
      action: 'place.write',
      summary: 'Takes a registry that was previewed',
      params: regionParams,
      body: Commit,
      response: RegistryPreview,
      handle: ({ params, db, actor, body }) =>
        takeRegistry(
          db,
          ground,
          { ...body, regionId: params.regionId, actor: actor.id, today: today(clock) },
          'commit',
        ),
    }),
  ]
}

const today = (clock: Clock): string => clock().toISOString().slice(0, 10)

class Rehearsed extends Error {
  readonly summary: RegistrySummary
  constructor(summary: RegistrySummary) {
    super('rehearsed')
    this.summary = summary
  }
}

interface Taking {
  sha256: string
  fileName: string
  regionId: number
  actor: string
  today: string
}

async function takeRegistry(
  db: Db,
  ground: ImportGround,
  taking: Taking,
  mode: 'preview' | 'commit',
): Promise<RegistryPreview> {
  if (!existsSync(filePath(ground.dataDir, taking.sha256)))
    throw new Problem('request/not-found', 'Этот файл ещё не загружен: выберите его заново.')
  const { data, problems, rowsRead } = await readRegistryFile(
    filePath(ground.dataDir, taking.sha256),
    taking.fileName,
  )
  const apply = async (tx: Db): Promise<RegistrySummary> => {
    const summary = await applyRegistry(tx, taking.actor, taking.regionId, data, taking.today)
    await followMatches(tx, summary.matchedSourceSchoolIds)
    return summary
  }
  const summary = mode === 'commit' ? await inTransaction(db, apply) : await rehearse(db, apply)
  const conflicts = summary.conflicts.map(({ sheet, rowNumber, sentence }) => ({
    ...{ sheet, rowNumber, column: null, given: null, expected: sentence, severity: 'rejected' as const },
  }))
  const all = [...problems, ...conflicts]
  return {
    ...{ sha256: taking.sha256, fileName: taking.fileName, rowsRead },
    ...{
      municipalities: summary.municipalities,
      schools: summary.schools,
      renamed: summary.renamed,
      closed: summary.closed,
    },
    missing: summary.missing.slice(0, SHOWN_MISSING),
    matchedSourceSchools: summary.matchedSourceSchoolIds.length,
    problems: all.slice(0, SHOWN_PROBLEMS).map(({ sheet, rowNumber, column, given, expected, severity }) => ({
      ...{ sheet, rowNumber, column, given, expected, severity },
    })),
    problemCount: all.length,
    sentence: summarySentence(summary, mode),
  }
}

async function rehearse(db: Db, apply: (tx: Db) => Promise<RegistrySummary>): Promise<RegistrySummary> {
  try {
    await inTransaction(db, async (tx) => {
      throw new Rehearsed(await apply(tx))
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.summary
    throw error
  }
  throw new Error('a rehearsal always ends by rolling back')
}

/** Of a map only the borders and their names are kept. */
async function keepBorders(
  dataDir: string,
  stream: AsyncIterable<Uint8Array>,
  fileName: string,
  limit: number,
): Promise<KeptFile> {
  const sealed = await receiveFile(dataDir, stream, limit)
  try {
    const features = readBorders(await text(sealed.stream()), fileName).map(({ border, ...properties }) => ({
      ...{ type: 'Feature', properties, geometry: border },
    }))
    const map = JSON.stringify({ type: 'FeatureCollection', features })
    await keepAs(dataDir, sealed.sha256, (path) => writeFile(path, map, { mode: 0o600, flush: true }))
    return { sha256: sealed.sha256, size: sealed.size, kept: 'cleaned', problem: null }
  } finally {
    await sealed.discard()
  }
}

/** A registry table, or a map of borders by its name and first sign. */
export async function readRegistryFile(
  path: string,
  fileName: string,
): Promise<{ data: RegistryData; problems: RowProblem[]; rowsRead: number }> {
  if (BORDERS.test(fileName)) {
    const municipalities = readBorders(await readFile(path, 'utf8'), fileName)
    return { data: { municipalities, schools: [] }, problems: [], rowsRead: municipalities.length }
  }
  const { problems, rowsRead, ...data } = await readRegistry(await openTable({ path, fileName }), fileName)
  return { data, problems, rowsRead }
}

const SCHOOLS = ['школа', 'школы', 'школ'] as const

/** «Добавятся 640 школ, изменятся 2; без изменений 0.» */
function summarySentence({ schools, municipalities }: RegistrySummary, mode: 'preview' | 'commit'): string {
  const isDone = mode === 'commit'
  const say = (
    n: number,
    future: readonly [string, string, string],
    past: readonly [string, string, string],
  ) => plural(n, isDone ? past : future)
  const parts: string[] = []
  if (schools.created > 0)
    parts.push(
      `${say(schools.created, ['добавится', 'добавятся', 'добавятся'], ['добавлена', 'добавлены', 'добавлено'])} ${counted(schools.created, SCHOOLS)}`,
    )
  if (schools.changed > 0)
    parts.push(
      `${say(schools.changed, ['изменится', 'изменятся', 'изменятся'], ['изменена', 'изменены', 'изменено'])} ${counted(schools.changed, SCHOOLS)}`,
    )
  const places = municipalities.created + municipalities.changed
  if (places > 0)
    parts.push(
      `${say(places, ['обновится', 'обновятся', 'обновятся'], ['обновлён', 'обновлены', 'обновлено'])} ${counted(places, ['муниципалитет', 'муниципалитета', 'муниципалитетов'])}`,
    )
  if (parts.length === 0) parts.push(isDone ? 'ничего не изменилось' : 'ничего не изменится')
  const missing =
    schools.missing > 0
      ? ` ${counted(schools.missing, SCHOOLS)} реестра в файле нет: с ними ничего не делается.`
      : ''
  const text = `${parts.join(', ')}.`
  return text.charAt(0).toUpperCase() + text.slice(1) + missing
}
