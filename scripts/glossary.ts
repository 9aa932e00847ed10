export interface GlossaryTerm {
  id: string
  word: string
  help: string
}

export interface GlossarySection {
  title: string
  terms: GlossaryTerm[]
}

/** Headings of the glossary on the screen; a section without one is for those who write code. */
const TITLES: Record<string, string | null> = {
  'Places and people': 'Места и люди',
  'Access and news': 'Доступ и новости',
  Results: 'Результаты',
  'Data quality': 'Качество данных',
  Files: 'Файлы',
  Identification: 'Выявление школ',
  Charts: 'Графики',
  Documents: 'Документы',
  Technical: null,
}

/**
 * Reads the tables of docs/glossary.md.
 * @returns sections with their terms; a row without Russian help is no term of the screen
 * @throws Error where a section has no title here, a row has another number of cells, or two terms get one id
 */
export function parseGlossary(text: string): GlossarySection[] {
  const ids = new Set<string>()
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const [heading = '', ...lines] = part.split('\n')
      const title = TITLES[heading.trim()]
      if (title === undefined) throw new Error(`glossary: «${heading.trim()}» has no title on the screen`)
      if (title === null) return []
      const rows = lines.filter((line) => line.startsWith('|')).slice(2)
      return [{ title, terms: rows.flatMap((row) => readRow(row, ids)) }]
    })
}

function readRow(row: string, ids: Set<string>): GlossaryTerm[] {
  const cells = row.split('|').map((cell) => cell.trim())
  if (cells.length !== 6) throw new Error(`glossary: four cells are expected in ${row}`)
  const [, code = '', word = '', , help = ''] = cells
  if (help === '') return []
  const id = /[a-z]+\d?(?:[ -][a-z]+)*/i.exec(code)?.[0].replaceAll(' ', '-')
  if (!id || ids.has(id)) throw new Error(`glossary: «${code}» gives no id of its own`)
  ids.add(id)
  return [{ id, word, help }]
}
