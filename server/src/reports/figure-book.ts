import { shareValue } from '../profiles/school-card.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import type { Figure, FigureForm, Run } from './document.ts'
import { citedPlaces } from './source-index.ts'

/** Runs of a text: plain words. What is read as one stays on one line: «№ 847», «30 %». */
export const text = (words: string): Run => ({ text: tied(words) })
export const bold = (words: string): Run => ({ text: tied(words), bold: true })

const tied = (words: string): string => words.replace(/(?<=№) (?=\S)|(?<=\d) (?=%)/g, '\u00a0')

/** A number in a text, by its figure. */
export const number = (
  figure: Figure,
  form: FigureForm = 'plain',
  words?: readonly [string, string, string],
): Run => ({ figure: figure.id, form, ...(words ? { words: [...words] } : {}) })

const BARE = { part: null, formula: null, note: null, parts: [], origin: null, places: [], link: null }
type Facts = Partial<Omit<Figure, 'id' | 'title' | 'unit'>>

/** The figures of one document while it is made: the same id is the same figure, and is kept once. */
export function figureBook() {
  const kept = new Map<string, Figure>()
  const keep = (figure: Figure): Figure => {
    const known = kept.get(figure.id)
    if (known) return known
    kept.set(figure.id, figure)
    return figure
  }
  return {
    all: (): Figure[] => [...kept.values()],
    count: (id: string, title: string, value: number, facts: Facts = {}): Figure =>
      keep({ ...BARE, id, title, unit: 'count', ...facts, value: { value } }),
    word: (id: string, title: string, value: Figure['value'], facts: Facts = {}): Figure =>
      keep({ ...BARE, id, title, unit: 'word', ...facts, value }),
    /** Nothing is known: why, in words, where the typed reason says too little. */
    absent: (id: string, title: string, note: string): Figure =>
      keep({ ...BARE, id, title, unit: 'share', value: { missing: 'not-computed-yet' }, note }),
    /** A share of schools; of none it is no number. */
    share: (
      id: string,
      title: string,
      part: { numerator: number; denominator: number },
      facts: Facts = {},
    ): Figure =>
      keep({
        ...BARE,
        ...{ id, title, unit: 'share', ...facts },
        ...(part.denominator === 0
          ? { value: { missing: 'not-applicable' } }
          : { part, value: { value: part.numerator / part.denominator } }),
      }),
    result: (
      school: { id: number; code: string; name: string },
      procedure: { code: string; name: string },
      count: ResultRow,
    ): Figure => keep(resultFigure(school, procedure, count)),
  }
}
export type FigureBook = ReturnType<typeof figureBook>

/** What a figure of a result needs of a count or of an evidence. */
export type ResultRow = Pick<
  SchoolProcedureCount,
  'schoolYear' | 'participants' | 'low' | 'lowShare' | 'countBasis' | 'source'
>

const BASIS = {
  exact: null,
  recovered: 'Число участников восстановлено из опубликованной доли.',
  'share-only': 'Известна только опубликованная доля.',
} satisfies Record<SchoolProcedureCount['countBasis'], string | null>

/** The share below the minimum of one school, procedure and year, as the school's card shows it. */
function resultFigure(
  school: { id: number; code: string; name: string },
  procedure: { code: string; name: string },
  count: ResultRow,
): Figure {
  return {
    id: `school/${school.code}/${procedure.code}/${count.schoolYear}`,
    title: `${school.name}: ${procedure.name}, ${count.schoolYear} год — участники ниже минимума`,
    unit: 'share',
    value: shareValue(count),
    part: { numerator: count.low, denominator: count.participants },
    formula: BASIS[count.countBasis],
    note: null,
    parts: [],
    origin: null,
    places: citedPlaces(count.source),
    link: { page: 'school', id: school.id },
  }
}
