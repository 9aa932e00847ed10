import { type Block, type DocumentTree, type Figure, figuresOf, marginsOf, type Run } from './document.ts'
import { printedText, runsText } from './figure-text.ts'
import { splitParagraphs } from './split-runs.ts'
import { titleLines } from './title-lines.ts'

interface PrintedRun {
  text: string
  bold?: true
  italic?: true
}

/**
 * The tree with every figure written out and every table and picture numbered: what a typesetter needs and no more.
 * @param pictures files of the charts by block
 */
export function printTree(tree: DocumentTree, pictures: ReadonlyMap<string, string>) {
  const figures = figuresOf(tree)
  const lines = titleLines(tree)
  const numbers = { tables: 0, pictures: 0 }
  return {
    name: tree.name,
    author: tree.letterhead.organisation.trim() || 'Траектория',
    date: dateParts(tree.requisites?.date),
    margins: marginsOf(tree.letterhead),
    mark: lines.mark,
    organisation: lines.organisation,
    kindWord: tree.kindWord,
    requisites: lines.requisites,
    city: lines.city,
    title: runsText(tree.title, figures),
    contents: tree.contents,
    blocks: tree.blocks.flatMap((block, at) =>
      printBlock(block, figures, numbers, lines.signature, pictures).map((printed) =>
        // A signature never stands alone on a page: the text before it goes with it, a table does not.
        tree.blocks[at + 1]?.kind === 'signature' && block.kind === 'paragraph'
          ? { ...printed, sticky: true }
          : printed,
      ),
    ),
  }
}

const dateParts = (date: string | undefined) => {
  if (date === undefined) return null
  const [year, month, day] = date.split('-').map(Number)
  return { year, month, day }
}

function printBlock(
  block: Block,
  figures: ReadonlyMap<string, Figure>,
  numbers: { tables: number; pictures: number },
  signature: { post: string; name: string },
  pictures: ReadonlyMap<string, string>,
): object[] {
  const printed = (runs: readonly Run[]): PrintedRun[] =>
    runs.map((run) => ({
      text: printedText(run, figures),
      ...(run.bold ? { bold: true } : {}),
      ...('italic' in run && run.italic ? { italic: true } : {}),
    }))
  const paragraphs = (runs: readonly Run[]) => splitParagraphs(runs).map(printed)
  switch (block.kind) {
    case 'heading':
      return [{ kind: block.kind, level: block.level, paragraphs: paragraphs(block.runs) }]
    case 'paragraph':
      return [{ kind: block.kind, flush: block.flush ?? false, paragraphs: paragraphs(block.runs) }]
    case 'list': {
      const items = block.items.map(({ runs }) => paragraphs(runs)).filter((own) => own.length > 0)
      return items.length === 0 ? [] : [{ kind: block.kind, ordered: block.ordered, items }]
    }
    case 'table': {
      if (block.caption !== null) numbers.tables += 1
      return [
        {
          kind: block.kind,
          caption: block.caption === null ? null : `Таблица ${numbers.tables} — ${block.caption}`,
          groups: block.groups ?? [],
          columns: block.columns,
          rows: block.rows.map((cells) => cells.map(printed)),
          empty: block.empty,
        },
      ]
    }
    case 'chart': {
      const file = pictures.get(block.id)
      if (file === undefined) return []
      numbers.pictures += 1
      return [
        {
          kind: block.kind,
          file,
          alt: block.alt,
          caption: `Рисунок ${numbers.pictures} — ${block.caption}`,
        },
      ]
    }
    case 'annex':
      return [{ kind: block.kind, lines: [block.label, ...block.under], title: block.title }]
    case 'signature':
      return [{ kind: block.kind, ...signature }]
    case 'page-break':
      return [{ kind: block.kind }]
  }
}
