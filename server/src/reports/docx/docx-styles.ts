import {
  AlignmentType,
  convertMillimetersToTwip,
  type INumberingOptions,
  type IStylesOptions,
  LevelFormat,
  LevelSuffix,
  LineRuleType,
} from 'docx'
import type { Align } from '../document.ts'

/** Free and as wide as Times New Roman, which stands in its place where it is not installed (docx-package.ts). */
export const FONT = 'Liberation Serif'
export const BODY_HALF_POINTS = 28
export const TABLE_HALF_POINTS = 21

export const millimetres = (value: number): number => convertMillimetersToTwip(value)

export const ALIGNMENTS = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  justify: AlignmentType.JUSTIFIED,
} satisfies Record<Align, string>

/** ГОСТ asks for one to one and a half lines. */
const LINE = 288
const SINGLE = 240
const INDENT = millimetres(12.5)

const spacing = (before: number, after: number, line = LINE) => ({
  ...{ before, after, line },
  lineRule: LineRuleType.AUTO,
})

export function docxStyles(): IStylesOptions {
  const heading = { font: FONT, bold: true, color: '000000', size: BODY_HALF_POINTS }
  return {
    default: {
      document: {
        run: { font: FONT, size: BODY_HALF_POINTS, language: { value: 'ru-RU' } },
        paragraph: { spacing: spacing(0, 0) },
      },
      heading1: { run: heading, paragraph: { spacing: spacing(240, 120), keepNext: true } },
      heading2: {
        run: { ...heading, italics: true },
        paragraph: { spacing: spacing(200, 80), keepNext: true },
      },
    },
    paragraphStyles: [
      {
        ...{ id: 'BodyText', name: 'Body Text', basedOn: 'Normal', quickFormat: true },
        paragraph: {
          alignment: AlignmentType.JUSTIFIED,
          indent: { firstLine: INDENT },
          spacing: spacing(0, 60),
        },
      },
      {
        ...{ id: 'Flush', name: 'Flush', basedOn: 'Normal' },
        paragraph: { alignment: AlignmentType.LEFT, spacing: spacing(120, 120) },
      },
      {
        ...{ id: 'Centered', name: 'Centered', basedOn: 'Normal' },
        paragraph: { alignment: AlignmentType.CENTER, spacing: spacing(0, 0) },
      },
      {
        ...{ id: 'Caption', name: 'caption', basedOn: 'Normal' },
        run: { size: BODY_HALF_POINTS - 4 },
        paragraph: { alignment: AlignmentType.LEFT, spacing: spacing(200, 80, SINGLE), keepNext: true },
      },
      {
        ...{ id: 'TableText', name: 'Table Text', basedOn: 'Normal' },
        run: { size: TABLE_HALF_POINTS },
        paragraph: { spacing: spacing(20, 20, SINGLE) },
      },
      {
        ...{ id: 'PageNumber', name: 'page number', basedOn: 'Normal' },
        paragraph: { alignment: AlignmentType.CENTER, spacing: spacing(0, 0, SINGLE) },
      },
    ],
  }
}

const level = (format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
  ...{ level: 0, format, text, alignment: AlignmentType.LEFT, suffix: LevelSuffix.SPACE },
  // The first line like a paragraph's, the others at the margin: as orders are typed.
  style: { paragraph: { indent: { left: 0, firstLine: INDENT } } },
})

export const NUMBERING: INumberingOptions = {
  config: [
    { reference: 'ordered', levels: [level(LevelFormat.DECIMAL, '%1.')] },
    { reference: 'plain', levels: [level(LevelFormat.BULLET, '–')] },
  ],
}
