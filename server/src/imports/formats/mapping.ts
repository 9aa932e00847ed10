import { z } from 'zod'
import { Problem } from '../../platform/problem.ts'
import { MissingReason } from '../../platform/value.ts'

/**
 * A mapping says once how to read any table: which columns hold the school, the participants and the results.
 * It is versioned JSON with a closed set of operators: column, constant, `100 − x`, `n − x`, row filter, missing tokens,
 * column groups (one per procedure) and a year per group. Anything else is refused, naming the place.
 */

/** A column by its header text (several lines are joined with « → »), by its n-th repetition, or by its letter. */
export const ColumnAddress = z
  .union([
    z.string().min(1),
    z.strictObject({ header: z.string().min(1), occurrence: z.number().int().min(1).optional() }),
    z.strictObject({ letter: z.string().regex(/^[A-Z]{1,3}$/) }),
  ])
  .meta({
    id: 'ColumnAddress',
    description:
      'Header text, or { header, occurrence } where a name repeats, or { letter } as the spreadsheet shows it',
  })
export type ColumnAddress = z.infer<typeof ColumnAddress>

const Unit = z
  .enum(['percent', 'fraction'])
  .describe('Whether 37 % stands as 37 or as 0.37; decided from the first rows and noted where left out')

const columnSource = z.strictObject({ column: ColumnAddress }).meta({ id: 'ColumnSource' })
const constantText = z.strictObject({ constant: z.string().min(1) })
const constantYear = z.strictObject({ constant: z.number().int().min(1990).max(2100) })

export const TextSource = z.union([columnSource, constantText]).meta({ id: 'TextSource' })
export type TextSource = z.infer<typeof TextSource>

export const YearSource = z.union([columnSource, constantYear]).meta({ id: 'YearSource' })
export type YearSource = z.infer<typeof YearSource>

/** A number of pupils: as it stands, or the participants less it. */
export const CountSource = z
  .union([columnSource, z.strictObject({ participantsMinus: ColumnAddress })])
  .meta({ id: 'CountSource', description: 'A number of pupils: as it stands, or the participants less it' })
export type CountSource = z.infer<typeof CountSource>

const shareColumn = z
  .strictObject({ column: ColumnAddress, unit: Unit.optional() })
  .meta({ id: 'ShareColumn' })

/** A share of the participants: as it stands, or 100 % less it. */
export const ShareSource = z
  .union([shareColumn, z.strictObject({ hundredMinus: ColumnAddress, unit: Unit.optional() })])
  .meta({ id: 'ShareSource', description: 'A share of the participants: as it stands, or 100 % less it' })
export type ShareSource = z.infer<typeof ShareSource>

export const RowFilter = z
  .strictObject({
    column: ColumnAddress,
    in: z.array(z.string()).min(1).describe('The row is read when the cell, trimmed, is one of these'),
  })
  .meta({ id: 'RowFilter' })
export type RowFilter = z.infer<typeof RowFilter>

export const MissingTokens = z.record(z.string(), MissingReason).meta({
  id: 'MissingTokens',
  description:
    'What stands in place of a number, and why there is none: {"SUPP": "withheld"}. None of them ever becomes 0',
})
export type MissingTokens = z.infer<typeof MissingTokens>

const fourMarks = <T extends z.ZodType>(source: T) =>
  z.strictObject({ '2': source, '3': source, '4': source, '5': source })

export const MappedProcedure = z
  .union([
    z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .describe('Code of the catalogue'),
    z.strictObject({
      code: z.string().regex(/^[a-z0-9-]+$/),
      name: z.string().min(1),
      kind: z.enum(['vpr', 'oge', 'ege', 'gve', 'kdr', 'other']),
      subject: z.string().min(1).nullable().default(null),
      programmeGrade: z.number().int().min(1).max(12).nullable().default(null),
    }),
  ])
  .meta({ id: 'MappedProcedure' })

export const ColumnGroup = z
  .strictObject({
    procedure: MappedProcedure,
    year: YearSource.optional(),
    rows: z
      .array(RowFilter)
      .optional()
      .describe('This group is read only from these rows: for tables with a subject column'),
    missing: MissingTokens.optional(),
    participants: columnSource,
    low: CountSource.optional(),
    lowShare: ShareSource.optional(),
    marks: fourMarks(columnSource).optional(),
    markShares: fourMarks(shareColumn).optional(),
    high: CountSource.optional(),
    highShare: ShareSource.optional(),
    meanScore: columnSource.optional(),
  })
  .refine((group) => count(group.low, group.lowShare, group.marks, group.markShares) <= 1, {
    message: 'только одно из low, lowShare, marks, markShares',
  })
  .refine((group) => count(group.high, group.highShare) <= 1, { message: 'только одно из high, highShare' })
  .refine((group) => count(group.low, group.lowShare, group.marks, group.markShares, group.meanScore) >= 1, {
    message: 'нужно хотя бы одно из low, lowShare, marks, markShares, meanScore',
  })
  .meta({ id: 'ColumnGroup', description: 'One procedure: its participants and its results' })
export type ColumnGroup = z.infer<typeof ColumnGroup>

export const Mapping = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    name: z.string().min(1),
    sheets: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Names of the sheets to read; all that have the columns where left out'),
    headerRows: z
      .array(z.number().int().min(1))
      .min(1)
      .optional()
      .describe('Rows (1-based) that make the header; the first row that has all the columns where left out'),
    rows: z.array(RowFilter).optional().describe('Rows to read: all filters must agree'),
    school: z.strictObject({
      keyKind: z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/)
        .describe('edu, rcoi, inn, ogrn, urn, name (where there is no code) or any other'),
      key: columnSource,
      name: columnSource.optional(),
      municipality: TextSource.optional(),
      municipalityCode: TextSource.optional(),
    }),
    year: YearSource.optional().describe(
      'School year by the year it ends; the year chosen at the import where left out',
    ),
    missing: MissingTokens.optional(),
    groups: z.array(ColumnGroup).min(1),
  })
  .describe('How to read a table of school results')
export type Mapping = z.infer<typeof Mapping>

const count = (...values: unknown[]): number => values.filter((value) => value !== undefined).length

/**
 * Checks unknown JSON. Throws Problem `import/mapping-invalid` that names the path of the first thing it does not
 * understand (an unknown operator included), e.g. `groups.0.low`.
 */
export const parseMapping = (value: unknown): Mapping => {
  const parsed = Mapping.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = deepest(parsed.error.issues)
  const place = path.length === 0 ? 'в начале' : `в «${path.join('.')}»`
  throw new Problem('import/mapping-invalid', `Описание таблицы не подходит ${place}: ${message}`)
}

interface Place {
  path: PropertyKey[]
  message: string
}

/** The issue inside a union that got furthest is the one a person can act upon. */
const deepest = (issues: z.core.$ZodIssue[], prefix: PropertyKey[] = []): Place => {
  const places = issues.map((issue): Place => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return { path: [...path, issue.keys[0] ?? ''], message: 'такого действия или поля нет' }
    }
    if (issue.code === 'invalid_union') {
      const nested = issue.errors.map((branch) => deepest(branch, path))
      // A branch that only misses its own key says less than one that met a key it does not know.
      const unknown = nested.find(
        (place) => place.path.length > path.length && place.message.startsWith('такого'),
      )
      const furthest = nested.reduce(
        (best, place) => (place.path.length > best.path.length + 1 ? place : best),
        {
          path,
          message: 'такого действия здесь нет',
        } as Place,
      )
      return unknown ?? furthest
    }
    return { path, message: explain(issue) }
  })
  return places.reduce((best, place) => (place.path.length > best.path.length ? place : best))
}

const explain = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'custom') return issue.message
  if (issue.code === 'invalid_type') return 'нужно значение другого вида или поле не заполнено'
  if (issue.code === 'invalid_value') return `подходит только: ${issue.values.map(String).join(', ')}`
  return 'значение не подходит'
}

/** The published JSON Schema of a mapping, from the same declaration. */
export const mappingJsonSchema = (): unknown => z.toJSONSchema(Mapping, { io: 'input' })
