import { writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { DEFAULT_METHODOLOGY } from '../identification/load-methodology.ts'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { buildDocument, DOCUMENT_KINDS } from '../reports/build-document.ts'
import type { DocumentKind } from '../reports/document.ts'
import type { DocumentFormat } from '../reports/document-formats.ts'
import { renderDocument } from '../reports/render-document.ts'
import { findSchool } from './find-school.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

export interface ReportArguments {
  kind: DocumentKind
  year: number
  region?: string | undefined
  municipality?: string | undefined
  school?: string | undefined
  listId: number | null
  methodology?: string | undefined
  format: DocumentFormat
  out: string
}

/** Writes one document from what the registers hold now into a file. */
export async function reportCommand(ground: Ground, args: ReportArguments): Promise<number> {
  const { db } = ground
  const region = await chooseRegion(db, args.region)
  const tree = await buildDocument(db, LOCAL_OPERATOR, args.kind, {
    regionId: region.id,
    municipalityId:
      args.municipality === undefined ? null : await findMunicipality(db, region.id, args.municipality),
    schoolId: args.school === undefined ? null : await findSchool(db, region.id, args.school),
    listId: args.listId,
    schoolYear: args.year,
    methodology: args.methodology ?? DEFAULT_METHODOLOGY,
  })
  await writeFile(args.out, await renderDocument(tree, args.format))
  process.stdout.write(`${tree.name}. Записано в ${args.out}.\n`)
  return 0
}

/** `report --list`: the kinds of documents and whom each may be about. */
export function listReports(): number {
  const scopes = { region: 'регион', municipality: 'муниципалитет', school: 'школа' }
  for (const [kind, { title, about, scopes: of }] of Object.entries(DOCUMENT_KINDS))
    process.stdout.write(`${kind}\n  ${title} (${of.map((scope) => scopes[scope]).join(', ')})\n  ${about}\n`)
  return 0
}

/** By code, by ОКТМО, by exact name. */
async function findMunicipality(db: Db, regionId: number, wanted: string): Promise<number> {
  const { rows } = await sql<{ id: number; code: string; name: string }>`
    select id, code, name from municipalities where region_id = ${regionId}
      and (code = ${wanted} or oktmo = ${wanted} or lower(name) = lower(${wanted})) order by code`.execute(db)
  if (rows.length === 1) return rows[0]!.id
  if (rows.length === 0)
    throw new Problem(
      'place/not-found',
      `Муниципалитета «${wanted}» в регионе нет. Укажите код или полное название в кавычках.`,
    )
  throw new Problem(
    'place/ambiguous',
    `Подходит несколько муниципалитетов, укажите код: ${rows.map(({ code, name }) => `${code} (${name})`).join(', ')}.`,
  )
}
