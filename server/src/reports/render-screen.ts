import { z } from 'zod'
import { valueSchema } from '../platform/value.ts'
import {
  Align,
  type Block,
  type DocumentTree,
  type Figure,
  FigureForm,
  FigurePlace,
  figuresOf,
  type Run,
} from './document.ts'
import type { Edits } from './edits.ts'
import { figureText, missingText, runsText, runText } from './figure-text.ts'
import { titleLines } from './title-lines.ts'

/** A run as the page shows it: its words, and the figure they are bound to. */
export const DocumentRun = z.object({
  text: z.string(),
  bold: z.boolean(),
  italic: z.boolean(),
  figure: z
    .object({
      id: z.string(),
      form: FigureForm,
      words: z.array(z.string()).nullable(),
    })
    .nullable(),
})

/** A text that a person may write. */
export const DocumentText = z.object({
  id: z.string(),
  runs: z.array(DocumentRun),
  /** Where a person wrote it: what is generated there, and whether that has changed since. */
  edited: z
    .object({ generated: z.string(), isOutdated: z.boolean(), by: z.string(), at: z.string() })
    .nullable(),
})

const ScreenBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: z.number().int(), text: DocumentText }),
  z.object({ kind: z.literal('paragraph'), align: Align.nullable(), text: DocumentText }),
  z.object({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(DocumentText) }),
  z.object({
    kind: z.literal('table'),
    id: z.string(),
    caption: z.string().nullable(),
    groups: z.array(z.object({ header: z.string(), span: z.number().int() })),
    columns: z.array(z.object({ header: z.string(), width: z.number(), align: z.string() })),
    rows: z.array(z.array(z.array(DocumentRun))),
    empty: z.string(),
  }),
  z.object({
    kind: z.literal('chart'),
    id: z.string(),
    caption: z.string(),
    alt: z.string(),
    svg: z.string().nullable(),
  }),
  z.object({ kind: z.literal('annex'), id: z.string(), lines: z.array(z.string()), title: z.string() }),
  z.object({ kind: z.literal('signature'), post: z.string(), name: z.string() }),
  z.object({ kind: z.literal('page-break') }),
])

export const DocumentFigure = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  value: valueSchema(z.union([z.number(), z.string()])),
  interval: z.string().nullable(),
  missing: z.string().nullable(),
  formula: z.string().nullable(),
  origin: z.string().nullable(),
  parts: z.array(z.string()),
  places: z.array(FigurePlace),
  link: z.object({ page: z.enum(['school', 'list', 'schools']), id: z.number().int().nullable() }).nullable(),
})

/** The tree for the page: the same texts and numbers as in the files. */
export const DocumentPage = z.object({
  mark: z.string().nullable(),
  organisation: z.string().nullable(),
  kindWord: z.string(),
  date: z.string().nullable(),
  number: z.string().nullable(),
  city: z.string().nullable(),
  title: z.string(),
  blocks: z.array(ScreenBlock),
  figures: z.array(DocumentFigure),
})
export type DocumentPage = z.infer<typeof DocumentPage>

/**
 * @param tree as generated
 * @param edits a person's texts; a signed tree has them inside and none here
 * @param drawings of charts by block
 */
export function renderScreen(
  tree: DocumentTree,
  edits: Edits,
  drawings: ReadonlyMap<string, string>,
): DocumentPage {
  const figures = figuresOf(tree)
  const lines = titleLines(tree)
  const numbers = { tables: 0, pictures: 0 }
  return {
    mark: lines.mark,
    organisation: lines.organisation,
    kindWord: tree.kindWord,
    date: lines.requisites?.date ?? null,
    number: lines.requisites?.number ?? null,
    city: lines.city,
    title: runsText(tree.title, figures),
    blocks: tree.blocks.map((block) => screenBlock(block, { figures, edits, drawings, lines, numbers })),
    figures: tree.figures.map(screenFigure),
  }
}

interface Surroundings {
  figures: ReadonlyMap<string, Figure>
  edits: Edits
  drawings: ReadonlyMap<string, string>
  lines: ReturnType<typeof titleLines>
  numbers: { tables: number; pictures: number }
}

function screenBlock(block: Block, around: Surroundings): z.infer<typeof ScreenBlock> {
  const { figures, numbers } = around
  switch (block.kind) {
    case 'heading':
      return { kind: block.kind, level: block.level, text: screenText(block.id, block.runs, around) }
    case 'paragraph':
      return {
        ...{ kind: block.kind, align: block.align ?? null },
        text: screenText(block.id, block.runs, around),
      }
    case 'list':
      return {
        ...{ kind: block.kind, ordered: block.ordered },
        items: block.items.map(({ id, runs }) => screenText(id, runs, around)),
      }
    case 'table':
      if (block.caption !== null) numbers.tables += 1
      return {
        ...{ kind: block.kind, id: block.id, empty: block.empty, groups: block.groups ?? [] },
        caption: block.caption === null ? null : `Таблица ${numbers.tables} — ${block.caption}`,
        columns: block.columns,
        rows: block.rows.map((cells) => cells.map((runs) => runs.map((run) => screenRun(run, figures)))),
      }
    case 'chart': {
      const svg = around.drawings.get(block.id) ?? null
      if (svg !== null) numbers.pictures += 1
      return {
        ...{ kind: block.kind, id: block.id, alt: block.alt, svg },
        caption: `Рисунок ${numbers.pictures} — ${block.caption}`,
      }
    }
    case 'annex':
      return { kind: block.kind, id: block.id, lines: [block.label, ...block.under], title: block.title }
    case 'signature':
      return { kind: block.kind, ...around.lines.signature }
    case 'page-break':
      return { kind: block.kind }
  }
}

function screenText(id: string, generated: Run[], { edits, figures }: Surroundings) {
  const edit = edits[id]
  const words = runsText(generated, figures)
  return {
    id,
    runs: (edit?.runs ?? generated).map((run) => screenRun(run, figures)),
    edited: edit ? { generated: words, isOutdated: edit.base !== words, by: edit.by, at: edit.at } : null,
  }
}

const screenRun = (run: Run, figures: ReadonlyMap<string, Figure>): z.infer<typeof DocumentRun> => ({
  text: runText(run, figures),
  bold: run.bold ?? false,
  italic: 'italic' in run ? (run.italic ?? false) : false,
  figure: 'figure' in run ? { id: run.figure, form: run.form, words: run.words ?? null } : null,
})

const screenFigure = (figure: Figure): z.infer<typeof DocumentFigure> => ({
  id: figure.id,
  title: figure.title,
  text: figureText(figure, 'of'),
  value: figure.value,
  interval: 'estimate' in figure.value ? figureText(figure, 'interval') : null,
  missing: missingText(figure),
  formula: figure.formula,
  origin: figure.origin,
  parts: figure.parts,
  places: figure.places,
  link: figure.link,
})
