import { z } from 'zod'
import { ProblemBody } from '../platform/problem.ts'
import { ImportInclude, RowProblem } from './model.ts'

export const ImportState = z.enum([
  'received',
  'checking',
  'checked',
  'refused',
  'committing',
  'committed',
  'undone',
  'discarded',
])
export type ImportState = z.infer<typeof ImportState>

/** What the person asked for when giving the file. */
export const ImportOptions = z.object({
  /** `auto` or the id of a format (`f1`, `f3`, `regional-long-table`, `mapped`). */
  format: z.string().default('auto'),
  /** The mapping itself, so that an import can be repeated years later; its schema is imports/formats/mapping.ts. */
  mapping: z.unknown().optional(),
  mappingName: z.string().optional(),
  /** Fill the registry from the file's own school and municipality columns. */
  createSchools: z.boolean().default(false),
  /** What is usually left out and is to be read from this file: September re-sits, ГВЭ. */
  include: z.array(ImportInclude).optional(),
  /** Whose pupils these are, where the file does not say: a login, or a kind and a code («code:ok-12»). */
  school: z.string().min(1).max(200).optional(),
  /** Where another source is active already: let this later one take its place (confirmed by a person). */
  replace: z.boolean().default(false),
  /**
   * What a command has said beforehand: agree to a checked file, or (a dry run) put it aside. Absent: a person will say.
   * The import of a command that was killed before its commit is put aside too; its person saw it die.
   */
  afterCheck: z.enum(['commit', 'discard']).optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

export const ProblemGroup = z.object({
  code: RowProblem.shape.code,
  severity: RowProblem.shape.severity,
  count: z.number().int(),
  /** A whole Russian sentence: what is wrong and what to do. */
  title: z.string(),
  remedy: z.string(),
  examples: z.array(RowProblem),
})

export const PreviewSheet = z.object({
  name: z.string(),
  headerRows: z.array(z.number().int()),
  columns: z.array(z.object({ index: z.number().int(), header: z.string(), role: z.string().nullable() })),
  /** The first rows as they stand in the file, for a preview that looks like it. */
  rows: z.array(
    z.object({
      rowNumber: z.number().int(),
      cells: z.array(z.string().nullable()),
      /** accepted, rejected, or why it was passed over. */
      fate: z.enum(['accepted', 'rejected', 'header', 'section', 'total', 'filtered', 'blank', 'unchanged']),
    }),
  ),
})

export const ImportPreview = z.object({
  format: z.string(),
  formatTitle: z.string(),
  /** `journal` and `marker` are no results: what the file says of schools beside them. */
  level: z.enum(['pupil', 'aggregate', 'journal', 'marker']),
  yearsInFile: z.array(z.number().int()),
  procedures: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      schoolYear: z.number().int(),
      schools: z.number().int(),
      participants: z.number().int(),
      low: z.number().int().nullable(),
    }),
  ),
  sheets: z.array(PreviewSheet),
  notes: z.array(z.string()),
  /** rowsRead = rowsAccepted + rowsRejected + rowsSkipped, always. */
  rowsRead: z.number().int(),
  rowsAccepted: z.number().int(),
  rowsRejected: z.number().int(),
  rowsSkipped: z.number().int(),
  resultCount: z.number().int(),
  problems: z.array(ProblemGroup),
  problemCount: z.number().int(),
  schools: z.object({
    matched: z.number().int(),
    waiting: z.number().int(),
    willBeCreated: z.number().int(),
    waitingExamples: z.array(
      z.object({ key: z.string(), name: z.string().nullable(), municipality: z.string().nullable() }),
    ),
  }),
  changes: z.object({
    /** Numbers that appear for the first time. */
    added: z.number().int(),
    /** Numbers that take the place of an active source. */
    replacing: z.number().int(),
    /** Numbers kept aside because another source is active. */
    alternatives: z.number().int(),
  }),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportSummary = z.object({
  id: z.number().int(),
  regionId: z.number().int(),
  fileName: z.string(),
  sha256: z.string(),
  schoolYear: z.number().int(),
  state: ImportState,
  options: ImportOptions,
  progress: z.object({ step: z.string(), done: z.number(), total: z.number() }).nullable(),
  problem: ProblemBody.nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  committedAt: z.string().nullable(),
  undoneAt: z.string().nullable(),
  /** One sentence for a list of imports. */
  sentence: z.string(),
  /** What can be done now: check, commit, undo, discard. The browser only draws these. */
  allowedActions: z.array(z.enum(['check', 'commit', 'undo', 'discard'])),
})
export type ImportSummary = z.infer<typeof ImportSummary>

export const ImportDetail = ImportSummary.extend({ preview: ImportPreview.nullable() })
export type ImportDetail = z.infer<typeof ImportDetail>

/** The raw beginning of a table, for making a mapping by clicking its columns. */
export const TableSample = z.object({
  sheets: z.array(
    z.object({
      name: z.string(),
      hidden: z.boolean(),
      rows: z.array(z.object({ rowNumber: z.number().int(), cells: z.array(z.string().nullable()) })),
      suggestedHeaderRows: z.array(z.number().int()),
    }),
  ),
  headerSignature: z.string(),
  savedMappings: z.array(z.object({ id: z.number().int(), name: z.string(), definition: z.unknown() })),
  suggestion: z.unknown().nullable(),
})

export const SavedMapping = z.object({
  id: z.number().int(),
  name: z.string(),
  definition: z.unknown(),
  createdAt: z.string(),
})
