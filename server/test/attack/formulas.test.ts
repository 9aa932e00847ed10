import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { apiRoutes, type JsonSchema } from '../api-routes.ts'
import { testApp } from '../app.ts'
import { addressWith, fill, type Known, queryWith } from './fill.ts'
import { FORMULAS } from './payloads.ts'
import { plantRegion } from './planted.ts'

/**
 * A region where everything is named like a formula, and every door that gives a file asked for every kind of it. What
 * comes out must hold the names and run none of them.
 */
const at = await testApp()
await at.app.ready()
const { known, regionId } = await plantRegion(at, FORMULAS)
const fileRoutes = apiRoutes(at).filter(({ isFile }) => isFile)

const CHOICES: Record<string, Known[]> = {
  '/api/documents/:documentId/file': [known.documentId, known.orderId].map((documentId) => ({ documentId })),
  '/api/lists/:listId/xlsx': [known.listId, known.approvedListId].map((listId) => ({ listId })),
}
/** What a request needs to be answered with rows in it. */
const ASKED = {
  ...known,
  year: 2025,
  schoolYear: 2025,
  methodology: 'order-847',
  before: 'order-847',
  after: 'ryazan-2025-quota',
  of: '',
  borders: '',
}

/** Each combination of what a query allows to choose from. */
function combinations(schema: JsonSchema | null): Known[] {
  let all: Known[] = [{}]
  for (const [name, { enum: values }] of Object.entries(schema?.properties ?? {}))
    if (values) all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })))
  return all
}

interface GivenFile {
  name: string
  kind: string
  bytes: Buffer
}
const files: GivenFile[] = []
const refused: string[] = []
for (const route of fileRoutes)
  for (const choice of CHOICES[route.path] ?? [{}])
    for (const combination of combinations(route.query)) {
      const values = { ...ASKED, ...choice, ...combination }
      const isChartOfSchool = route.path.startsWith('/api/schools')
      for (const chart of route.path.includes(':chart')
        ? isChartOfSchool
          ? ['why', 'history']
          : ['procedures', 'transitions']
        : [null]) {
        const url = `${addressWith(route.path, { ...values, chart })}${queryWith(route.query, 'x', values)}`
        const body = route.body && {
          ...(fill(route.body, 'фильтр', values) as object),
          columns: [],
          schoolIds: [known.schoolId],
        }
        const answer = await at.app.inject({ method: route.method, url, ...(body ? { payload: body } : {}) })
        const type = String(answer.headers['content-type'])
        if (answer.statusCode !== 200)
          refused.push(`${answer.statusCode} ${route.method} ${url} ${answer.body.slice(0, 300)}`)
        else
          files.push({
            name: `${route.method} ${url}`,
            kind: type.replace(/;.*/, '').replace(/.*[./+]/, ''),
            bytes: answer.rawPayload,
          })
      }
    }

const ofKind = (kind: string) => files.filter((file) => file.kind === kind)

it('every door that gives a file was open', () => {
  expect(refused).toEqual([])
  expect(new Set(files.map(({ kind }) => kind))).toEqual(
    new Set(['sheet', 'csv', 'parquet', 'document', 'pdf', 'png', 'xml']),
  )
})

it('a workbook holds the names as texts: no formula, no link, no query', async () => {
  const found = new Set<string>()
  for (const { name, bytes } of ofKind('sheet')) {
    const parts = unzipSync(new Uint8Array(bytes))
    for (const [part, content] of Object.entries(parts)) {
      expect(part, name).not.toMatch(/externalLink|connections|vbaProject|hyperlink/i)
      expect(strFromU8(content), `${name} ${part}`).not.toMatch(
        /<f[ >]|<hyperlink|<ddeLink|TargetMode="External"/,
      )
    }
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes as never)
    for (const sheet of book.worksheets)
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          expect(cell.type, `${name} ${cell.address}`).not.toBe(ExcelJS.ValueType.Formula)
          for (const formula of FORMULAS) if (cell.text.includes(formula.trim())) found.add(formula)
        }),
      )
  }
  expect(found.size).toBeGreaterThan(FORMULAS.length - 3)
})

it('a csv begins no field with what a spreadsheet runs', () => {
  expect(ofKind('csv').length).toBeGreaterThan(0)
  for (const { name, bytes } of ofKind('csv')) {
    const rows: string[][] = parse(bytes, { delimiter: ';', bom: true, relax_column_count: true })
    for (const field of rows.flat()) {
      const isNumber = /^-?\d+(\.\d+)?$/.test(field)
      expect(isNumber || !/^\s*[=+\-@＝＋－＠]/.test(field), `${name}: ${field}`).toBe(true)
    }
  }
  const names = ofKind('csv')
    .map(({ bytes }) => String(bytes))
    .join('\n')
  for (const formula of FORMULAS) expect(names).toContain(formula.trim().replaceAll('"', '""'))
})

it('a Word document has no field that asks or runs anything', () => {
  const parts = ofKind('document').map(({ bytes }) => unzipSync(new Uint8Array(bytes)))
  expect(parts.length).toBeGreaterThan(1)
  for (const files of parts)
    for (const [part, content] of Object.entries(files)) {
      if (!/\.(xml|rels)$/.test(part)) continue
      const text = strFromU8(content)
      expect(text, part).not.toMatch(/TargetMode="External"/)
      for (const [, field = ''] of text.matchAll(/<w:instrText[^>]*>([^<]*)</g))
        expect(field.trim(), part).toMatch(/^(TOC|PAGE|NUMPAGES|PAGEREF|REF|SEQ)\b/)
    }
})

it('the region is still there, and is named as it was', async () => {
  const { name } = await at.db
    .selectFrom('regions')
    .select('name')
    .where('id', '=', regionId)
    .executeTakeFirstOrThrow()
  expect(name).toBe(FORMULAS[0])
})
