import { plural } from '../../platform/russian.ts'
import type { Block, Figure } from '../document.ts'
import { type FigureBook, number, text } from '../figure-book.ts'
import { genitiveOfScope, inScope, schoolYearWords } from '../scope.ts'
import type { NoteInput } from './note-input.ts'

export const SCHOOLS = ['школа', 'школы', 'школ'] as const
/** «из 1 школы, из 4 школ» */
export const OF_SCHOOLS = ['школы', 'школ', 'школ'] as const

/** How many schools of the scope are on the list, as a figure. */
export const listedFigure = (book: FigureBook, { schools, origin, schoolYear, scope }: NoteInput): Figure =>
  book.count(
    'listed',
    `Школы ${genitiveOfScope(scope)} в перечне ${schoolYear} года`,
    schools.filter(({ isListed }) => isListed).length,
    {
      formula: 'Число школ территории, стоящих в перечне',
      origin: origin.words,
      link: origin.listId === null ? { page: 'schools', id: null } : { page: 'list', id: origin.listId },
    },
  )

/** What the note is about: from which list, how many schools, by which rule. */
export function listedSection(book: FigureBook, input: NoteInput): Block[] {
  const { scope, schoolYear, schools, origin, methodology } = input
  const listed = listedFigure(book, input)
  const all = book.count('schools', `Действующие школы ${genitiveOfScope(scope)} в реестре`, schools.length, {
    formula: 'Число действующих школ территории в реестре',
    origin: 'Реестр школ',
  })
  const n = schools.filter(({ isListed }) => isListed).length
  const year = schoolYearWords(schoolYear)
  return [
    { kind: 'heading', id: 'listed', level: 1, runs: [text('О каких школах идёт речь')] },
    {
      ...{ kind: 'paragraph', id: 'listed/count' },
      runs:
        n === 0
          ? [
              text(
                `В ${year} учебном году в перечень школ с низкими образовательными результатами не включена ни одна школа ${genitiveOfScope(scope)} из `,
              ),
              number(all),
              text('.'),
            ]
          : [
              text(
                `В ${year} учебном году ${inScope(scope)} в перечень школ с низкими образовательными результатами ${plural(n, ['включена', 'включены', 'включено'])} `,
              ),
              number(listed, 'counted', SCHOOLS),
              text(' из '),
              number(all),
              text(
                '. Включение в перечень даёт школе право на адресную методическую поддержку и не служит оценкой работы школы или учителей.',
              ),
            ],
    },
    { kind: 'paragraph', id: 'listed/origin', runs: [text(originSentence(input))] },
    {
      ...{ kind: 'paragraph', id: 'listed/rule' },
      runs: [text(`Методика: ${methodology.title}. ${methodology.rule}`)],
    },
    ...(n === 0 || origin.kind !== 'computed'
      ? []
      : [
          {
            ...{ kind: 'paragraph' as const, id: 'listed/preliminary' },
            runs: [
              text(
                'Перечень этого года ещё не составлен и не утверждён, поэтому выводы записки предварительные.',
              ),
            ],
          },
        ]),
  ]
}

const originSentence = ({ origin }: NoteInput): string => {
  switch (origin.kind) {
    case 'approved':
      return `Основание: ${origin.words}.`
    case 'unapproved':
      return `Основание: ${origin.words}. До утверждения перечень может измениться.`
    case 'computed':
      return `Основание: ${origin.words}.`
  }
}
