import { positiveDynamics } from '../../indicators/positive-dynamics.ts'
import { plural } from '../../platform/russian.ts'
import type { Block } from '../document.ts'
import { bold, type FigureBook, number, text } from '../figure-book.ts'
import { type Scope, schoolYearWords } from '../scope.ts'
import { indexSources } from '../source-index.ts'
import { absentIndicators } from './absent-indicators.ts'
import { CHANGE_COLUMNS, changeRows, type KnownChange } from './changes-annex.ts'
import { clusterFigure, dynamicsWords, reliabilityWords } from './clusters-section.ts'
import type { NoteInput } from './note-input.ts'

/** The same note about one school: its own procedures, no shares of schools. */
export function schoolNote(
  book: FigureBook,
  input: NoteInput,
  scope: Extract<Scope, { kind: 'school' }>,
  known: KnownChange[],
): Block[] {
  const school = input.schools.find(({ id }) => id === scope.school.id)
  const year = schoolYearWords(input.schoolYear)
  // All procedures of one school stand together as if they were one.
  const total = positiveDynamics(known.map(({ change }) => ({ ...change, procedure: 'all' })))[0]
  const share = book.share(
    'dynamics',
    'Процедуры с положительной динамикой',
    { numerator: total?.positive ?? 0, denominator: total?.heldBoth ?? 0 },
    {
      formula:
        'Процедуры, где доля участников ниже минимума уменьшилась, из процедур, проводившихся и в этом, и в предыдущем году их проведения',
      parts: known.flatMap(({ now, before, change }) =>
        'value' in change.dynamics && before ? [before.id, now.id] : [],
      ),
      note: 'нет данных — нет процедур, проводившихся в два сопоставимых года',
    },
  )
  const status = !school
    ? 'В перечне действующих школ реестра этой школы нет'
    : school.isListed
      ? `Школа включена в перечень ${year} учебного года; это даёт ей право на адресную методическую поддержку`
      : `Школа не входит в перечень ${year} учебного года`
  return [
    { kind: 'heading', id: 'status', level: 1, runs: [text('Место школы в системе поддержки')] },
    {
      ...{ kind: 'paragraph', id: 'status/listed' },
      runs: [text(`${status}. Основание: ${input.origin.words}.`)],
    },
    ...(school
      ? [
          {
            ...{ kind: 'paragraph' as const, id: 'status/cluster' },
            runs: [
              text('Кластер: '),
              number(clusterFigure(book, school)),
              text(
                `. Динамика кластера: ${dynamicsWords(school)}. Надёжность вывода: ${reliabilityWords(school)}.`,
              ),
            ],
          },
        ]
      : []),
    { kind: 'heading', id: 'dynamics', level: 1, runs: [text('Динамика результатов')] },
    {
      ...{ kind: 'paragraph', id: 'dynamics/share' },
      runs:
        (total?.heldBoth ?? 0) === 0
          ? [
              text('Процедуры с положительной динамикой: '),
              number(share),
              text('. Нет процедур, проводившихся в два сопоставимых года.'),
            ]
          : [
              text('Положительная динамика — по '),
              number(share, 'part'),
              text(
                ` ${plural(total?.heldBoth ?? 0, ['процедуры', 'процедур', 'процедур'])}, проводившихся в два сопоставимых года (`,
              ),
              number(share),
              text(').'),
            ],
    },
    {
      ...{ kind: 'table', id: 'changes/table', caption: 'Участники с результатом ниже минимума' },
      columns: CHANGE_COLUMNS,
      rows: changeRows(known, indexSources({ figures: book.all() })),
      empty: 'За этот учебный год результатов нет.',
    },
    {
      ...{ kind: 'paragraph', id: 'dynamics/sure' },
      runs: [
        bold('Насколько это надёжно. '),
        text(
          'Динамика — это знак изменения доли. В небольшом классе один-два результата меняют долю заметно, поэтому по одной процедуре и одному году выводов о работе школы и учителей делать нельзя.',
        ),
      ],
    },
    ...absentIndicators(book),
    { kind: 'signature', id: 'signature' },
  ]
}
