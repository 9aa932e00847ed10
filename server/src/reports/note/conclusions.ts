import { positiveDynamics } from '../../indicators/positive-dynamics.ts'
import type { Block, Run } from '../document.ts'
import { type FigureBook, number, text } from '../figure-book.ts'
import { schoolYearWords } from '../scope.ts'
import { clusterCount, inCluster } from './clusters-section.ts'
import { SCHOOLS } from './listed-section.ts'
import type { NoteInput } from './note-input.ts'

/** More names than these are left to the annex. */
const NAMED = 5

/** What follows from the numbers, and only that; people add what they know. */
export function conclusions(book: FigureBook, input: NoteInput): Block[] {
  const items = [...weakProcedures(input), ...heavySchools(book, input), ...unsureSchools(book, input)]
  const next = schoolYearWords(input.schoolYear + 1)
  return [
    {
      kind: 'heading',
      id: 'conclusions',
      level: 1,
      runs: [text(`Что следует из этих данных для ${next} учебного года`)],
    },
    items.length === 0
      ? {
          ...{ kind: 'paragraph', id: 'conclusions/none' },
          runs: [
            text(
              'Данные этого учебного года не указывают на отдельные направления, требующие особого внимания.',
            ),
          ],
        }
      : {
          ...{ kind: 'list', id: 'conclusions/list', ordered: true },
          items: items.map((runs, at) => ({ id: `conclusions/list/${at + 1}`, runs })),
        },
  ]
}

function weakProcedures(input: NoteInput): Run[][] {
  const listed = new Set(input.schools.filter(({ isListed }) => isListed).map(({ id }) => id))
  const lines = positiveDynamics(input.changes.filter(({ schoolId }) => listed.has(schoolId)))
  const weak = new Set(
    lines
      .filter(({ positive, heldBoth }) => heldBoth > 0 && 2 * positive < heldBoth)
      .map(({ procedure }) => procedure),
  )
  const names = input.procedures.filter(({ code }) => weak.has(code)).map(({ name }) => `«${name}»`)
  return names.length === 0
    ? []
    : [
        [
          text(
            `Обратить внимание на процедуры, где положительной динамики достигло меньше половины школ перечня: ${names.join(', ')}.`,
          ),
        ],
      ]
}

/** «Сильно неуспевающие» must have a curator of their own [source: Кахун]. */
function heavySchools(book: FigureBook, { schools }: NoteInput): Run[][] {
  const heavy = inCluster(schools, 3)
  if (heavy.length === 0) return []
  const figure = clusterCount(book, schools, 3)
  const names = heavy.length > NAMED ? '' : ` (${heavy.map(({ name }) => name).join('; ')})`
  return [
    [
      text('Закрепить персонального куратора за каждой школой кластера «сильно неуспевающие»: '),
      number(figure, 'counted', SCHOOLS),
      text(`${names}.`),
    ],
  ]
}

function unsureSchools(book: FigureBook, { schools }: NoteInput): Run[][] {
  const unsure = schools.filter(
    ({ isListed, reliability }) => isListed && 'value' in reliability && reliability.value === 'low',
  )
  if (unsure.length === 0) return []
  const figure = book.count('reliability/low', 'Школы перечня, вывод о которых ненадёжен', unsure.length, {
    formula:
      'Школы перечня с низкой надёжностью вывода: наименьшее число участников решающих процедур меньше границы методики',
  })
  const names = unsure.length > NAMED ? '' : ` (${unsure.map(({ name }) => name).join('; ')})`
  return [
    [
      text('Уточнить выводы на месте там, где участников мало и случайность не исключена: '),
      number(figure, 'counted', SCHOOLS),
      text(`${names}.`),
    ],
  ]
}
