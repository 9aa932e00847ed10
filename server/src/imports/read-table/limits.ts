import { PROBLEMS, Problem } from '../../platform/problem.ts'

const MiB = 1024 ** 2
const GiB = 1024 ** 3

/** What an honest result file never needs; beyond it a file is refused rather than let it eat the machine. */
export const READ_LIMITS = {
  /** Two million rows of forty columns unpack to about 4 GiB of XML. */
  unpackedBytes: 4 * GiB,
  /** A real sheet packs 10–40 times, one value repeated a million times about 100; deflate's own ceiling is 1032. */
  unpackedRatio: 200,
  /** Below this the ratio harms nobody (an empty styled form packs well), so it is not looked at. */
  ratioFreeBytes: 100 * MiB,
  /** A workbook has a few parts per sheet; the directory of a zip is held in memory. */
  zipEntries: 20_000,
  /** Shared strings are held in memory while a workbook is read: up to 400 MB of Cyrillic. */
  sharedCharacters: 200_000_000,
  sharedStrings: 10_000_000,
  /** XFD, the last column of Excel. */
  columns: 16_384,
  /** Cells with the blanks before them: 2 million rows of 500 columns. Stops rows that hold one cell in the last column. */
  cells: 1_000_000_000,
  /** Excel's cell holds 32,767 characters. */
  cellCharacters: 1_000_000,
  merges: 500_000,
  /** A workbook that comes as a stream and not as a stored file is held in memory whole, for a zip is read from its end. */
  heldBytes: 256 * MiB,
  /** A workbook of old Excel is not compressed: 65,536 rows of forty columns are about 40 MiB. It is held whole. */
  xlsBytes: 64 * MiB,
  /** Memory and time of the thread that takes one apart. */
  xlsMegabytes: 1536,
  xlsSeconds: 120,
}

export type ReadLimits = typeof READ_LIMITS

/** The refusals of this module; each is one sentence with what, where and what to do. */
export const unreadable = (sentence: string) => new Problem('import/file-unreadable', sentence)
export const encrypted = (fileName: string) =>
  new Problem(
    'import/file-encrypted',
    `Файл «${fileName}» защищён паролем: откройте его в Excel, снимите пароль (Файл → Сведения → Защита книги), сохраните и загрузите снова.`,
  )
export const withMacros = (fileName: string) =>
  new Problem(
    'import/file-macros',
    `В файле «${fileName}» есть макросы, то есть программы: откройте его в Excel, сохраните как «Книга Excel (.xlsx)» и загрузите снова.`,
  )
export const tooBig = (fileName: string, what: string) =>
  new Problem(
    'import/file-too-big',
    `${PROBLEMS['import/file-too-big'].title}: ${what} в файле «${fileName}»; проверьте, тот ли это файл, или разделите его на несколько.`,
  )
export const damaged = (fileName: string, what: string) =>
  unreadable(
    `Файл «${fileName}» повреждён (${what}): скачайте его заново или откройте в Excel, сохраните как .xlsx и загрузите снова.`,
  )
