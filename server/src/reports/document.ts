import { z } from 'zod'
import { valueSchema } from '../platform/value.ts'

/**
 * The neutral tree: what a document says, without a word of any format. A number never stands in a text; a run names a
 * figure, and `figure-text.ts` writes it. Ids are made of codes and years, so the same data give the same tree anywhere.
 */

/** How a figure is written where it stands. */
export const FigureForm = z.enum([
  /** «4», «75 %», «умеренно неуспевающие» */
  'plain',
  /** «4 школы»: with `words` */
  'counted',
  /** «3 из 4 (75 %)» */
  'of',
  /** «3 из 4» */
  'part',
  /** «от 30 до 95 %» */
  'interval',
])
export type FigureForm = z.infer<typeof FigureForm>

export const TextRun = z.object({
  text: z.string(),
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
})
export const FigureRun = z.object({
  figure: z.string(),
  form: FigureForm,
  /** Forms for 1, 2 and 5 of the noun that is counted. */
  words: z.array(z.string()).length(3).optional(),
  bold: z.literal(true).optional(),
})
export const Run = z.union([TextRun, FigureRun])
export type Run = z.infer<typeof Run>

/** Where one number stands in a source. Ids of this installation are for links only and stand in no fingerprint. */
export const FigurePlace = z.object({
  file: z.string(),
  sheet: z.string(),
  row: z.number().int(),
  lastRow: z.number().int().nullable(),
  importId: z.number().int(),
})
export type FigurePlace = z.infer<typeof FigurePlace>

/** One number (or counted word) of the document with everything that is known of where it comes from. */
export const Figure = z.object({
  id: z.string(),
  /** What it is: «Школы с положительной динамикой: ОГЭ, математика». */
  title: z.string(),
  /** `share`: the value is 0…1 and `part` says of how many; `word`: a stored word such as a cluster. */
  unit: z.enum(['count', 'share', 'word']),
  value: valueSchema(z.union([z.number(), z.string()])),
  /** Numerator and denominator of a share; numerator null where only the share was published. */
  part: z.object({ numerator: z.number().int().nullable(), denominator: z.number().int() }).nullable(),
  /** How it is computed, in words; null where it stands in a source as it is. */
  formula: z.string().nullable(),
  /** What a missing value means here, where the common words say too little. */
  note: z.string().nullable(),
  /** Figures it is computed from. */
  parts: z.array(z.string()),
  /** What it is told from where that is no row of a file: «Перечень …, приказ № …». */
  origin: z.string().nullable(),
  places: z.array(FigurePlace),
  /** The page where it can be looked at. */
  link: z.object({ page: z.enum(['school', 'list', 'schools']), id: z.number().int().nullable() }).nullable(),
})
export type Figure = z.infer<typeof Figure>

export const Align = z.enum(['left', 'center', 'right', 'justify'])
export type Align = z.infer<typeof Align>

export const Heading = z.object({
  kind: z.literal('heading'),
  id: z.string(),
  level: z.union([z.literal(1), z.literal(2)]),
  runs: z.array(Run),
})
export const Paragraph = z.object({
  kind: z.literal('paragraph'),
  id: z.string(),
  runs: z.array(Run),
  align: Align.optional(),
  /** Without the first-line indent. */
  flush: z.literal(true).optional(),
})
export const List = z.object({
  kind: z.literal('list'),
  id: z.string(),
  ordered: z.boolean(),
  items: z.array(z.object({ id: z.string(), runs: z.array(Run) })),
})
export type List = z.infer<typeof List>
export const TableColumn = z.object({
  header: z.string(),
  /** Relative. */
  width: z.number(),
  align: z.enum(['left', 'center', 'right']),
})
export const Table = z.object({
  kind: z.literal('table'),
  id: z.string(),
  /** «Таблица 1 — …»; the number is given by the order in the document. */
  caption: z.string().nullable(),
  /** A line of wider heads above the columns' own; repeated with them on every page. */
  groups: z.array(z.object({ header: z.string(), span: z.number().int() })).optional(),
  columns: z.array(TableColumn),
  /** A row of one cell is a heading inside the table and goes over all columns. */
  rows: z.array(z.array(z.array(Run))),
  /** What stands under a table without rows. */
  empty: z.string(),
})
export type Table = z.infer<typeof Table>

export const Chart = z.object({
  kind: z.literal('chart'),
  id: z.string(),
  caption: z.string(),
  /** What a person who does not see it should know. */
  alt: z.string(),
  /** Horizontal bars of shares 0…1, in the order of the rows; null = no data. */
  bars: z.array(z.object({ label: z.string(), figure: z.string() })),
})
export type Chart = z.infer<typeof Chart>

export const Annex = z.object({
  kind: z.literal('annex'),
  id: z.string(),
  /** «Приложение 1» */
  label: z.string(),
  /** «к приказу …»: lines under the label. */
  under: z.array(z.string()),
  title: z.string(),
})
export const Signature = z.object({ kind: z.literal('signature'), id: z.string() })
export const PageBreak = z.object({ kind: z.literal('page-break'), id: z.string() })

export const Block = z.discriminatedUnion('kind', [
  Heading,
  Paragraph,
  List,
  Table,
  Chart,
  Annex,
  Signature,
  PageBreak,
])
export type Block = z.infer<typeof Block>

export const DocumentKind = z.enum(['list-order', 'analytical-note'])
export type DocumentKind = z.infer<typeof DocumentKind>

/** What the registers do not hold and the office knows: it stands around the text, not in it. */
export const Letterhead = z.object({
  organisation: z.string().max(300),
  city: z.string().max(100),
  signatoryPost: z.string().max(200),
  signatoryName: z.string().max(100),
  /** Left margin 30 mm instead of 20 for papers that are kept longer than ten years. */
  longStorage: z.boolean(),
})
export type Letterhead = z.infer<typeof Letterhead>

export const EMPTY_LETTERHEAD: Letterhead = {
  organisation: '',
  city: '',
  signatoryPost: '',
  signatoryName: '',
  longStorage: false,
}

/** Number and date of the paper: given when it is signed, or with the list it approves. */
export const Requisites = z.object({ number: z.string(), date: z.iso.date() })
export type Requisites = z.infer<typeof Requisites>

export const DocumentTree = z.object({
  format: z.literal(1),
  kind: DocumentKind,
  /** Also the name of the file. */
  name: z.string(),
  schoolYear: z.number().int(),
  letterhead: Letterhead,
  /** «ПРИКАЗ», «АНАЛИТИЧЕСКАЯ ЗАПИСКА» */
  kindWord: z.string(),
  title: z.array(Run),
  requisites: Requisites.nullable(),
  /** «Проект»: printed above everything while the paper is none yet. */
  mark: z.string().nullable(),
  /** Whether it opens with its contents: only where it is long. */
  contents: z.boolean(),
  blocks: z.array(Block),
  figures: z.array(Figure),
  /** sha-256 of what the builder was given. */
  inputsSha256: z.string(),
})
export type DocumentTree = z.infer<typeof DocumentTree>

/** The figures of a tree by id. */
export const figuresOf = (tree: Pick<DocumentTree, 'figures'>): Map<string, Figure> =>
  new Map(tree.figures.map((figure) => [figure.id, figure]))

/** Sizes of a page, in millimetres (ГОСТ Р 7.0.97-2016, 3.3). */
export const marginsOf = ({ longStorage }: Letterhead) => ({
  left: longStorage ? 30 : 20,
  right: 10,
  top: 20,
  bottom: 20,
})

/** From this many rows of tables on a paper is long enough to open with its contents: about ten pages. */
const LONG_ROWS = 120

export const isLong = (blocks: Block[]): boolean =>
  blocks.reduce((rows, block) => rows + (block.kind === 'table' ? block.rows.length : 0), 0) >= LONG_ROWS
