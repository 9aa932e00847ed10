import { Readable } from 'node:stream'
import { picturesOf } from './charts.ts'
import type { DocumentTree } from './document.ts'
import { renderDocx } from './render-docx.ts'
import { renderPdf } from './render-pdf.ts'
import { renderXlsx } from './render-xlsx.ts'

/** The formats of a file, with what the browser must know of each. */
export const DOCUMENT_FORMATS = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
export type DocumentFormat = keyof typeof DOCUMENT_FORMATS

export async function renderDocument(tree: DocumentTree, format: DocumentFormat): Promise<Readable> {
  switch (format) {
    case 'docx':
      return Readable.from([await renderDocx(tree, picturesOf(tree))])
    case 'pdf':
      return Readable.from([renderPdf(tree, picturesOf(tree))])
    case 'xlsx':
      return renderXlsx(tree)
  }
}
