import { z } from 'zod'
import { type Block, type DocumentTree, type Figure, figuresOf, Run } from './document.ts'
import { figureText, runsText } from './figure-text.ts'

/** A person's own text of one block. Numbers in it are named figures, so they follow the data like all others. */
export const Edit = z.object({
  runs: z.array(Run),
  /** What was generated there when it was written, as text. */
  base: z.string(),
  by: z.string(),
  at: z.string(),
})
export type Edit = z.infer<typeof Edit>
export const Edits = z.record(z.string(), Edit)
export type Edits = z.infer<typeof Edits>

/** Texts of a tree that a person may write: headings, paragraphs and items of lists, by id. */
export function textsOf(tree: Pick<DocumentTree, 'blocks'>): Map<string, Run[]> {
  const texts = new Map<string, Run[]>()
  for (const block of tree.blocks) {
    if (block.kind === 'heading' || block.kind === 'paragraph') texts.set(block.id, block.runs)
    if (block.kind === 'list') for (const item of block.items) texts.set(item.id, item.runs)
  }
  return texts
}

/** The tree with a person's texts in the place of the generated ones. */
export function applyEdits(tree: DocumentTree, edits: Edits): DocumentTree {
  const own = (id: string, runs: Run[]): Run[] => edits[id]?.runs ?? runs
  const edit = (block: Block): Block => {
    if (block.kind === 'heading' || block.kind === 'paragraph')
      return { ...block, runs: own(block.id, block.runs) }
    if (block.kind === 'list')
      return { ...block, items: block.items.map((item) => ({ ...item, runs: own(item.id, item.runs) })) }
    return block
  }
  return { ...tree, blocks: tree.blocks.map(edit) }
}

/** Figures that a text names and the tree has not: such a text cannot be kept. */
export const unknownFigures = (runs: readonly Run[], tree: Pick<DocumentTree, 'figures'>): string[] => {
  const known = figuresOf(tree)
  return runs.flatMap((run) => ('figure' in run && !known.has(run.figure) ? [run.figure] : []))
}

/** One difference between a document and what the registers would give now. */
export const DocumentChange = z.object({
  kind: z.enum(['figure', 'text']),
  title: z.string(),
  /** Null: it was not there. */
  was: z.string().nullable(),
  /** Null: it is no longer there. */
  now: z.string().nullable(),
})
export type DocumentChange = z.infer<typeof DocumentChange>

/**
 * What the registers say otherwise than the document: figures by id, then generated texts whose own words changed. Texts that
 * differ only by their numbers are told by the figures alone.
 */
export function compareTrees(was: DocumentTree, now: DocumentTree): DocumentChange[] {
  return [...figureChanges(was, now), ...textChanges(was, now)]
}

function figureChanges(was: DocumentTree, now: DocumentTree): DocumentChange[] {
  const after = figuresOf(now)
  const before = figuresOf(was)
  const text = (figure: Figure | undefined) => (figure ? figureText(figure, 'of') : null)
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  return ids.flatMap((id): DocumentChange[] => {
    const [old, fresh] = [before.get(id), after.get(id)]
    const [a, b] = [text(old), text(fresh)]
    const title = (fresh ?? old)?.title ?? id
    return a === b ? [] : [{ kind: 'figure', title, was: a, now: b }]
  })
}

function textChanges(was: DocumentTree, now: DocumentTree): DocumentChange[] {
  const before = textsOf(was)
  const after = textsOf(now)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): DocumentChange[] => {
    const [old, fresh] = [before.get(id), after.get(id)]
    if (wordsOf(old) === wordsOf(fresh)) return []
    return [
      {
        ...{ kind: 'text', title: 'Текст' },
        was: old ? runsText(old, figuresOf(was)) : null,
        now: fresh ? runsText(fresh, figuresOf(now)) : null,
      },
    ]
  })
}

const wordsOf = (runs: Run[] | undefined): string =>
  (runs ?? []).map((run) => ('text' in run ? run.text : `{${run.figure}}`)).join('')
