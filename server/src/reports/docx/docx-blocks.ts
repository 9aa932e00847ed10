import {
  AlignmentType,
  type FileChild,
  HeadingLevel,
  ImageRun,
  PageBreak,
  Paragraph,
  TableOfContents,
  TextRun,
} from 'docx'
import type { Pictures } from '../charts.ts'
import type { Block, Chart, DocumentTree, Figure, List, Run } from '../document.ts'
import { figuresOf } from '../document.ts'
import { printedText } from '../figure-text.ts'
import { splitParagraphs } from '../split-runs.ts'
import { titleLines } from '../title-lines.ts'
import { ALIGNMENTS, millimetres } from './docx-styles.ts'
import { docxTable, type TableNumbers } from './docx-table.ts'

type Figures = ReadonlyMap<string, Figure>

/** Everything after the title. */
export function docxBlocks(tree: DocumentTree, pictures: Pictures): FileChild[] {
  const figures = figuresOf(tree)
  const numbers: TableNumbers = { tables: 0, pictures: 0 }
  let lists = 0
  const render = (block: Block, next: Block | undefined): FileChild[] => {
    const keep = isKeptWith(next)
    switch (block.kind) {
      case 'heading':
        return splitParagraphs(block.runs).map(
          (runs) =>
            new Paragraph({
              heading: block.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
              children: docxRuns(runs, figures),
            }),
        )
      case 'paragraph':
        return splitParagraphs(block.runs).map(
          (runs) =>
            new Paragraph({
              style: block.flush ? 'Flush' : 'BodyText',
              ...keep,
              ...(block.align ? { alignment: ALIGNMENTS[block.align] } : {}),
              children: docxRuns(runs, figures),
            }),
        )
      case 'list':
        lists += 1
        return docxList(block, figures, lists, keep)
      case 'table':
        return docxTable(tree, block, figures, numbers)
      case 'chart':
        return docxChart(block, pictures, numbers)
      case 'annex':
        return [
          // A page of its own begun by its first line: a break between paragraphs may leave an empty page.
          ...[block.label, ...block.under].map(
            (line, at) =>
              new Paragraph({
                alignment: AlignmentType.RIGHT,
                pageBreakBefore: at === 0,
                children: [new TextRun(line)],
              }),
          ),
          new Paragraph({
            heading: HeadingLevel.HEADING_1,
            alignment: AlignmentType.CENTER,
            children: [new TextRun(block.title)],
          }),
        ]
      case 'signature':
        return docxSignature(tree)
      case 'page-break':
        return [new Paragraph({ children: [new PageBreak()] })]
    }
  }
  return [
    ...(tree.contents ? docxContents() : []),
    ...tree.blocks.flatMap((block, at) => render(block, tree.blocks[at + 1])),
  ]
}

/** A signature never stands alone on a page. */
const isKeptWith = (next: Block | undefined) =>
  next?.kind === 'signature' ? { keepNext: true, keepLines: true } : {}

export const docxRuns = (runs: readonly Run[], figures: Figures): TextRun[] =>
  runs.map(
    (run) =>
      new TextRun({
        text: printedText(run, figures),
        ...(run.bold ? { bold: true } : {}),
        ...('italic' in run && run.italic ? { italics: true } : {}),
      }),
  )

/** A field that is clean, so that Word asks nothing: filled in from the headings, with the pages of `docx-pages.ts`. */
const docxContents = (): FileChild[] => [
  new Paragraph({ style: 'Centered', children: [new TextRun({ text: 'Содержание', bold: true })] }),
  new TableOfContents('Содержание', { hyperlink: true, headingStyleRange: '1-2', beginDirty: false }),
  new Paragraph({ children: [new PageBreak()] }),
]

const docxList = (
  list: List,
  figures: Figures,
  instance: number,
  keep: ReturnType<typeof isKeptWith>,
): FileChild[] =>
  list.items.flatMap(({ runs }, place) =>
    splitParagraphs(runs).map(
      (own, at) =>
        new Paragraph({
          style: 'BodyText',
          ...(place === list.items.length - 1 ? keep : {}),
          ...(at === 0
            ? { numbering: { reference: list.ordered ? 'ordered' : 'plain', level: 0, instance } }
            : {}),
          children: docxRuns(own, figures),
        }),
    ),
  )

function docxChart(chart: Chart, pictures: Pictures, numbers: TableNumbers): FileChild[] {
  const picture = pictures.get(chart.id)
  if (!picture) return []
  numbers.pictures += 1
  const width = 620
  return [
    new Paragraph({
      ...{ alignment: AlignmentType.CENTER, keepNext: true },
      spacing: { before: 160 },
      children: [
        new ImageRun({
          ...{ type: 'png', data: picture.png },
          transformation: { width, height: Math.round((width * picture.height) / picture.width) },
          altText: { name: chart.id, title: chart.caption, description: chart.alt },
        }),
      ],
    }),
    new Paragraph({
      ...{ style: 'Centered', spacing: { after: 160 } },
      children: [new TextRun({ text: `Рисунок ${numbers.pictures} — ${chart.caption}`, size: 24 })],
    }),
  ]
}

/** Post at the left, name at the right, room for the signature between them; it does not stand alone on a page. */
function docxSignature(tree: DocumentTree): FileChild[] {
  const { post, name } = titleLines(tree).signature
  return [
    new Paragraph({
      keepLines: true,
      spacing: { before: 600, after: 120 },
      tabStops: [{ type: 'right', position: millimetres(tree.letterhead.longStorage ? 170 : 180) }],
      children: [new TextRun({ children: [post, '\t', name] })],
    }),
  ]
}
