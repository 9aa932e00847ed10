import { strFromU8, unzipSync } from 'fflate'

/** The text of a Word file as a reader sees it, a line per paragraph; for tests. */
export function docxText(bytes: Buffer): string {
  const xml = strFromU8(unzipSync(bytes)['word/document.xml']!)
  return xml
    .replace(/<w:tab\/>/g, '\t')
    .replace(/<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
