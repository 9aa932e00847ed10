import { foldText } from '../../places/fold-text.ts'
import { normaliseIdentifier } from '../../places/normalise-identifier.ts'
import type { RegistryData, RegistryMunicipality, RegistrySchool } from '../../places/registry.ts'
import { schoolTypeOf } from '../../places/school-type.ts'
import { Problem } from '../../platform/problem.ts'
import type { RowProblem, SourceRow, Table } from '../model.ts'
import { CellReader, readSchoolType, readSettlementType, readStatus, readYesNo } from './registry-cells.ts'
import {
  type MunicipalityColumn,
  municipalityColumns,
  type SchoolColumn,
  schoolColumns,
} from './registry-columns.ts'

/** The header stands within the first rows of a sheet: titles and dates may come before it. */
const HEADER_WITHIN_ROWS = 20

const NAMED_CODES = ['edu', 'rcoi', 'inn', 'ogrn'] as const

export interface RegistryReading extends RegistryData {
  problems: RowProblem[]
  rowsRead: number
}

/**
 * Reads a registry of schools: every visible sheet with a header of schools or of municipalities; other sheets are passed over.
 * @throws Problem 'import/format-unknown' where no sheet has such a header
 */
export async function readRegistry(table: Table, fileName: string): Promise<RegistryReading> {
  const reading: RegistryReading = { municipalities: [], schools: [], problems: [], rowsRead: 0 }
  let isRecognised = false
  for (const sheet of table.sheets) {
    if (sheet.hidden) continue
    let read: ((row: SourceRow) => void) | undefined
    let looked = 0
    for await (const row of table.rows(sheet.name)) {
      if (read !== undefined) {
        reading.rowsRead++
        read(row)
      } else if (looked++ < HEADER_WITHIN_ROWS) read = readerOf(row, reading)
      else break
    }
    isRecognised ||= read !== undefined
  }
  if (!isRecognised)
    throw new Problem(
      'import/format-unknown',
      `В файле «${fileName}» нет строки заголовков реестра: нужны столбцы «Наименование» и «Муниципалитет», лучше и «Код».`,
    )
  return reading
}

function readerOf(header: SourceRow, reading: RegistryReading): ((row: SourceRow) => void) | undefined {
  const texts = header.cells.map((cell) => cell?.text)
  const municipality = municipalityColumns(texts)
  if (municipality !== undefined) return (row) => readMunicipality(row, municipality, header, reading)
  const school = schoolColumns(texts)
  if (school === undefined) return undefined
  const seen = new Map<string, number>()
  return (row) => readSchool(row, school, header, reading, seen)
}

function headersOf<C extends string>(header: SourceRow, columns: Map<C, number>): Map<C, string> {
  return new Map([...columns].map(([column, index]) => [column, header.cells[index]?.text ?? column]))
}

function readMunicipality(
  row: SourceRow,
  columns: Map<MunicipalityColumn, number>,
  header: SourceRow,
  reading: RegistryReading,
): void {
  const cells = new CellReader(row, columns, headersOf(header, columns))
  const name = cells.text('name')
  if (name === null) {
    reading.problems.push(rejected(row, 'Наименование', 'cell-missing', null, 'название муниципалитета'))
    return
  }
  reading.municipalities.push({
    code: cells.text('code'),
    name,
    nameGenitive: cells.text('nameGenitive'),
    namePrepositional: cells.text('namePrepositional'),
    oktmo: cells.text('oktmo'),
    border: null,
  })
  reading.problems.push(...cells.problems)
}

function readSchool(
  row: SourceRow,
  columns: Map<SchoolColumn, number>,
  header: SourceRow,
  reading: RegistryReading,
  seen: Map<string, number>,
): void {
  const headers = headersOf(header, columns)
  const cells = new CellReader(row, columns, headers)
  const name = cells.text('name')
  const reject = (column: SchoolColumn, code: RowProblem['code'], given: string | null, expected: string) =>
    reading.problems.push(rejected(row, headers.get(column) ?? null, code, given, expected))
  if (name === null) return void reject('name', 'cell-missing', null, 'название школы')
  if (/^(?:итого|всего)(?![а-я])/i.test(name))
    return void reject('name', 'row-total', name, 'строка школы, а не итог')
  const codeText = cells.text('code')
  const code = codeText === null ? null : normaliseIdentifier('code', codeText)
  const identifiers = NAMED_CODES.flatMap((kind) => {
    const value = normaliseIdentifier(kind, cells.text(kind) ?? '')
    return value === null ? [] : [{ kind, value }]
  })
  const keys = [
    ...(code === null ? [] : [`code:${code}`]),
    ...identifiers.map(({ kind, value }) => `${kind}:${value}`),
  ]
  const twin = keys.map((key) => seen.get(key)).find((rowNumber) => rowNumber !== undefined)
  if (twin !== undefined)
    return void reject('code', 'row-duplicate', code ?? name, `код, которого нет в строке ${twin}`)
  for (const key of keys) seen.set(key, row.rowNumber)
  const statusOfRow = cells.choice('status', readStatus, '«действует», «закрыта» или «присоединена»')
  const school: RegistrySchool = {
    sheet: row.sheet,
    rowNumber: row.rowNumber,
    code,
    identifiers,
    name,
    schoolType: columns.has('schoolType')
      ? cells.choice('schoolType', readSchoolType, 'НОШ, ООШ, СОШ, СОШ с УИОП, гимназия или лицей')
      : schoolTypeOf(name),
    municipality: cells.text('municipality'),
    municipalityCode: cells.text('municipalityCode'),
    oktmo: cells.text('oktmo'),
    settlement: cells.text('settlement'),
    address: cells.text('address'),
    settlementType: cells.choice('settlementType', readSettlementType, 'город, посёлок или село'),
    enrolment: cells.number('enrolment', { min: 0, max: 20_000, whole: true }),
    staffCount: cells.number('staffCount', { min: 0, max: 5_000, whole: true }),
    distanceKm: cells.number('distanceKm', { min: 0, max: 5_000, whole: false }),
    hardToReach: cells.choice('hardToReach', readYesNo, 'да или нет'),
    latitude: cells.number('latitude', { min: -90, max: 90, whole: false }),
    longitude: cells.number('longitude', { min: -180, max: 180, whole: false }),
    status: statusOfRow,
    closedOn: cells.date('closedOn'),
    successorCode: normaliseIdentifier('code', cells.text('successorCode') ?? ''),
    earlierName: cells.text('earlierName'),
    earlierUntil: cells.date('earlierUntil'),
  }
  reading.schools.push(school)
  reading.problems.push(...cells.problems)
}

function rejected(
  row: SourceRow,
  column: string | null,
  code: RowProblem['code'],
  given: string | null,
  expected: string,
): RowProblem {
  return { sheet: row.sheet, rowNumber: row.rowNumber, column, code, given, expected, severity: 'rejected' }
}

interface Feature {
  properties?: Record<string, unknown> | null
  geometry?: { type?: string; coordinates?: unknown[] } | null
}

/**
 * Municipalities and their borders from a GeoJSON FeatureCollection (RFC 7946): the name in `name`, `district` or
 * «муниципалитет», optional `code`, `oktmo` and stored forms. Several features of one name join into one MultiPolygon.
 * @throws Problem 'import/file-unreadable' where the text is no such collection
 */
export function readBorders(json: string, fileName: string): RegistryMunicipality[] {
  const features = parseFeatures(json)
  if (features === undefined)
    throw new Problem(
      'import/file-unreadable',
      `Файл «${fileName}» — не карта: нужен GeoJSON с набором FeatureCollection.`,
    )
  const found = new Map<string, RegistryMunicipality>()
  for (const { properties, geometry } of features) {
    const text = (...keys: string[]) =>
      keys
        .map((key) => properties?.[key])
        .find((value): value is string => typeof value === 'string' && value.trim() !== '') ?? null
    const name = text('name', 'district', 'municipality', 'муниципалитет', 'NAME', 'name:ru')
    const coordinates = geometry?.coordinates
    if (name === null || !Array.isArray(coordinates)) continue
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') continue
    const known = found.get(foldText(name))
    if (known === undefined) {
      found.set(foldText(name), {
        ...{
          code: text('code'),
          name,
          nameGenitive: text('nameGenitive'),
          namePrepositional: text('namePrepositional'),
        },
        ...{ oktmo: text('oktmo'), border: { type: geometry.type, coordinates } },
      })
    } else if (known.border !== null) {
      const parts = (border: { type: string; coordinates: unknown[] }) =>
        border.type === 'Polygon' ? [border.coordinates] : border.coordinates
      known.border = {
        type: 'MultiPolygon',
        coordinates: [...parts(known.border), ...parts({ type: geometry.type, coordinates })],
      }
    }
  }
  return [...found.values()]
}

function parseFeatures(json: string): Feature[] | undefined {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null || !('features' in value)) return undefined
    return Array.isArray(value.features) ? value.features : undefined
  } catch {
    return undefined
  }
}
