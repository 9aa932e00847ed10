import { CHANGE_LABELS } from '../../identification/certainty/model.ts'
import { DYNAMICS_LABELS } from '../../identification/model.ts'
import { groupBy } from '../../platform/group-by.ts'
import { MISSING_LABELS } from '../../platform/value.ts'
import type { Block, Figure, Run, Table } from '../document.ts'
import { bold, type FigureBook, number, text } from '../figure-book.ts'
import type { SourceIndex } from '../source-index.ts'
import { clusterFigure, reliabilityWords } from './clusters-section.ts'
import type { NoteChange, NoteInput } from './note-input.ts'

/** A change with its two figures. */
export interface KnownChange {
  change: NoteChange
  procedure: { code: string; name: string }
  now: Figure
  before: Figure | null
}

/** Puts the numbers of the named schools into the register, school by school in the order of the register and the catalogue. */
export function registerChanges(
  book: FigureBook,
  input: NoteInput,
  isNamed: (schoolId: number) => boolean,
): KnownChange[] {
  const places = new Map(input.procedures.map(({ code }, place) => [code, place]))
  const schools = new Map(input.schools.map((school, place) => [school.id, { school, place }]))
  const predecessors = new Map(input.predecessors.map(({ id, name }) => [id, name]))
  const order = (change: NoteChange) => [
    schools.get(change.schoolId)?.place ?? 0,
    places.get(change.procedure) ?? 0,
  ]
  return input.changes
    .filter(({ schoolId }) => isNamed(schoolId))
    .toSorted((a, b) => {
      const [x = 0, y = 0] = order(a)
      const [z = 0, w = 0] = order(b)
      return x - z || y - w
    })
    .flatMap((change) => {
      const school = schools.get(change.schoolId)?.school
      const procedure = input.procedures[places.get(change.procedure) ?? -1]
      if (!school || !procedure) return []
      const before = change.before ? book.result(school, procedure, change.before) : null
      const of = change.beforeOf === null ? undefined : predecessors.get(change.beforeOf)
      if (before && of) before.origin = `результат школы-предшественницы «${of}»`
      return [{ change, procedure, now: book.result(school, procedure, change.now), before }]
    })
}

/** Columns of a table of changes; the school's note has them without names of schools. */
export const CHANGE_COLUMNS: Table['columns'] = [
  { header: 'Процедура', width: 30, align: 'left' },
  { header: 'Было', width: 20, align: 'left' },
  { header: 'Стало', width: 18, align: 'left' },
  { header: 'Динамика', width: 17, align: 'left' },
  { header: 'Источник', width: 15, align: 'left' },
]

/** The official sign, and beside it whether the change is more than chance makes. */
function dynamicsText({ dynamics, word }: NoteChange): string {
  if ('missing' in dynamics) return MISSING_LABELS[dynamics.missing]
  const sign = DYNAMICS_LABELS[dynamics.value]
  return word === null || dynamics.value === 'neutral' ? sign : `${sign}; ${CHANGE_LABELS[word]}`
}

export function changeRows(known: KnownChange[], index: SourceIndex): Run[][][] {
  return known.map(({ change, procedure, now, before }) => [
    [text(procedure.name)],
    before ? [number(before, 'of'), text(`, ${change.before?.schoolYear} год`)] : [text('нет данных')],
    [number(now, 'of')],
    [text(dynamicsText(change))],
    [text(index.text([...(before?.places ?? []), ...now.places]))],
  ])
}

/** Приложение 1: every number behind the shares, school by school. */
export function changesAnnex(
  book: FigureBook,
  input: NoteInput,
  known: KnownChange[],
  index: SourceIndex,
): Block[] {
  const bySchool = groupBy(known, ({ change }) => change.schoolId)
  let municipality = ''
  const rows = input.schools
    .filter(({ isListed }) => isListed)
    .flatMap((school): Run[][][] => {
      const isNew = municipality !== school.municipality && input.scope.kind === 'region'
      municipality = school.municipality
      const own = bySchool.get(school.id) ?? []
      return [
        [
          [
            bold(isNew ? `${municipality}. ${school.name}` : school.name),
            text(' — кластер: '),
            number(clusterFigure(book, school)),
            text(`; надёжность вывода: ${reliabilityWords(school)}`),
          ],
        ],
        ...(own.length > 0 ? changeRows(own, index) : [[[text('За этот учебный год результатов нет')]]]),
      ]
    })
  return [
    {
      ...{ kind: 'annex', id: 'changes', label: 'Приложение 1', under: [] },
      title: 'Результаты школ, включённых в перечень',
    },
    {
      ...{ kind: 'paragraph', id: 'changes/how' },
      runs: [
        text(
          'Сколько участников процедуры получили результат ниже минимума и какую долю они составляют: в предыдущий год, когда школа проводила процедуру, и в этом учебном году.',
        ),
      ],
    },
    {
      ...{ kind: 'table', id: 'changes/table', caption: 'Участники с результатом ниже минимума' },
      columns: CHANGE_COLUMNS,
      rows,
      empty: 'В перечень не включена ни одна школа.',
    },
  ]
}
