/** Folds a text for searching: letter case, «ё», quotes and dashes do not matter. */
export function foldText(text: string): string {
  return text
    .toLocaleLowerCase('ru')
    .replaceAll('ё', 'е')
    .replace(/[«»"'„“”]/g, '')
    .replace(/[–—−]/g, '-')
}

/** Whether every word of `sought` stands somewhere in `text`. An empty search finds everything. */
export function matchText(text: string, sought: string): boolean {
  const folded = foldText(text)
  return foldText(sought)
    .split(/\s+/)
    .every((word) => folded.includes(word))
}
