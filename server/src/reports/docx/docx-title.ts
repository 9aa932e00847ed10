import { AlignmentType, type FileChild, Paragraph, TextRun } from 'docx'
import type { DocumentTree } from '../document.ts'
import { figuresOf } from '../document.ts'
import { runsText } from '../figure-text.ts'
import { titleLines } from '../title-lines.ts'
import { millimetres } from './docx-styles.ts'

/** What stands above the text: the office, the kind of paper, its date and number, its title. */
export function docxTitle(tree: DocumentTree): FileChild[] {
  const { mark, organisation, requisites, city } = titleLines(tree)
  const width = millimetres(tree.letterhead.longStorage ? 170 : 180)
  return [
    ...(mark === null
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.RIGHT,
            children: [new TextRun({ text: mark, bold: true })],
          }),
        ]),
    ...(organisation === null ? [] : [centered(organisation, { bold: true, after: 240 })]),
    centered(tree.kindWord, { bold: true, after: 120 }),
    ...(requisites === null
      ? []
      : [
          new Paragraph({
            spacing: { after: 120 },
            tabStops: [{ type: 'right', position: width }],
            children: [new TextRun({ children: [requisites.date, '\t', requisites.number] })],
          }),
        ]),
    ...(city === null ? [] : [centered(city, { after: 120 })]),
    centered(runsText(tree.title, figuresOf(tree)), { bold: true, before: 120, after: 280 }),
  ]
}

const centered = (text: string, look: { bold?: true; before?: number; after?: number }) =>
  new Paragraph({
    style: 'Centered',
    spacing: { before: look.before ?? 0, after: look.after ?? 0 },
    children: [new TextRun({ text, ...(look.bold ? { bold: true } : {}) })],
  })
