import { Document, Footer, Header, Packer, PageNumber, Paragraph, TextRun } from 'docx'
import type { Pictures } from './charts.ts'
import { type DocumentTree, marginsOf } from './document.ts'
import { docxBlocks } from './docx/docx-blocks.ts'
import { canonicalPackage } from './docx/docx-package.ts'
import { contentsPages } from './docx/docx-pages.ts'
import { BODY_HALF_POINTS, docxStyles, FONT, millimetres, NUMBERING } from './docx/docx-styles.ts'
import { docxTitle } from './docx/docx-title.ts'
import { headingPages } from './render-pdf.ts'

/**
 * A Word file by ГОСТ Р 7.0.97-2016: A4, margins 20 (30)–10–20–20 mm, 14 points, first-line indent 12.5 mm, pages numbered
 * from the second, top centre. The same tree gives the same bytes.
 */
export async function renderDocx(tree: DocumentTree, pictures: Pictures = new Map()): Promise<Buffer> {
  const margins = marginsOf(tree.letterhead)
  const document = new Document({
    title: tree.name,
    creator: tree.letterhead.organisation || 'Траектория',
    lastModifiedBy: tree.letterhead.organisation || 'Траектория',
    styles: docxStyles(),
    numbering: NUMBERING,
    ...(tree.contents ? { pageNumbers: contentsPages(headingPages(tree, pictures)) } : {}),
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: millimetres(210), height: millimetres(297) },
            margin: {
              left: millimetres(margins.left),
              right: millimetres(margins.right),
              top: millimetres(margins.top),
              bottom: millimetres(margins.bottom),
              header: millimetres(10),
              footer: millimetres(10),
            },
          },
        },
        headers: { default: numberedHeader(), first: new Header({ children: [new Paragraph('')] }) },
        footers: { first: new Footer({ children: [new Paragraph('')] }) },
        children: [...docxTitle(tree), ...docxBlocks(tree, pictures)],
      },
    ],
  })
  return canonicalPackage(await Packer.toBuffer(document), tree.requisites?.date ?? null)
}

const numberedHeader = () =>
  new Header({
    children: [
      new Paragraph({
        style: 'PageNumber',
        children: [new TextRun({ children: [PageNumber.CURRENT], font: FONT, size: BODY_HALF_POINTS - 4 })],
      }),
    ],
  })
