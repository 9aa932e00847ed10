import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { FONT } from './docx-styles.ts'

/** The day that stands where a date is asked for and the paper has none. */
const NO_DAY = '1980-01-01'

/**
 * Makes the package a function of its content: counters that go on through the life of a process start again, dates are
 * those of the paper. It also says which font stands in for ours.
 * @param date ISO date of the paper
 */
export function canonicalPackage(bytes: Buffer, date: string | null): Buffer {
  const files = unzipSync(bytes)
  const edit = (path: string, change: (xml: string) => string) => {
    const file = files[path]
    if (file) files[path] = strToU8(change(strFromU8(file)))
  }
  edit('docProps/core.xml', (xml) =>
    xml.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${date ?? NO_DAY}T00:00:00Z`),
  )
  edit('word/document.xml', (xml) => renumber(renumber(xml, DRAWING), BOOKMARK))
  edit('word/fontTable.xml', () => FONT_TABLE)
  const day = new Date(1980, 0, 1)
  return Buffer.from(zipSync(files, { mtime: day, level: 6 }))
}

const DRAWING = /(<wp:docPr\b[^>]*?\bid=")(\d+)(")/g
const BOOKMARK = /(<w:bookmark(?:Start|End)\b[^>]*?\bw:id=")(\d+)(")/g

/** Ids in the order of their first appearance. */
function renumber(xml: string, pattern: RegExp): string {
  const ids = new Map<string, number>()
  return xml.replace(pattern, (_, before: string, id: string, after: string) => {
    const known = ids.get(id) ?? ids.size + 1
    ids.set(id, known)
    return `${before}${known}${after}`
  })
}

/** Word takes `altName` where the named font is not installed: the widths are the same, so the pages stay. */
const FONT_TABLE = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="${FONT}"><w:altName w:val="Times New Roman"/><w:panose1 w:val="02020603050405020304"/><w:charset w:val="CC"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`
