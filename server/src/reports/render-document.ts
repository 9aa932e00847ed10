import { buffer } from 'node:stream/consumers'
import { picturesOf } from './charts.ts'
import type { DocumentTree } from './document.ts'
import type { DocumentFormat } from './document-formats.ts'
import { renderDocx } from './render-docx.ts'
import { renderPdf } from './render-pdf.ts'
import { renderXlsx } from './render-xlsx.ts'

/** The file of a tree. Seconds of work for a region: a server asks `render-aside.ts` instead. */
export async function renderDocument(tree: DocumentTree, format: DocumentFormat): Promise<Buffer> {
  switch (format) {
    case 'docx':
      return renderDocx(tree, picturesOf(tree))
    case 'pdf':
      return renderPdf(tree, picturesOf(tree))
    case 'xlsx':
      return buffer(renderXlsx(tree))
  }
}
