import type { IXmlableObject, PageNumberEstimator } from 'docx'

/**
 * Numbers for the table of contents: the pages on which our own PDF has the headings. Word lays lines out by the same widths,
 * margins and sizes; where it breaks a page elsewhere, «Update field» mends the number.
 * @param pages of the headings in the order of the text; where their count is not that of the headings, nothing is written
 */
export const contentsPages =
  (pages: readonly number[]): PageNumberEstimator =>
  (body) => {
    const names = [...headingBookmarks(body)]
    return {
      bookmarks: new Map(
        names.length === pages.length ? names.map((name, at) => [name, String(pages[at])]) : [],
      ),
    }
  }

/** Names of the bookmarks that the table of contents refers to, in the order of the text. */
function* headingBookmarks(node: IXmlableObject | unknown): Generator<string> {
  if (Array.isArray(node)) for (const child of node) yield* headingBookmarks(child)
  else if (node !== null && typeof node === 'object')
    for (const [name, child] of Object.entries(node)) {
      if (name !== 'w:bookmarkStart') yield* headingBookmarks(child)
      else {
        const text = JSON.stringify(child)
        const found = /"w:name":"(_Toc[^"]+)"/.exec(text)
        if (found) yield found[1]!
      }
    }
}
