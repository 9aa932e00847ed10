import {
  type PositiveDynamics,
  type ProcedureChange,
  positiveDynamics,
} from '../../indicators/positive-dynamics.ts'
import { groupBy } from '../../platform/group-by.ts'
import { plural } from '../../platform/russian.ts'
import type { Block, Figure, Run } from '../document.ts'
import { type FigureBook, number, text } from '../figure-book.ts'
import { genitiveOfScope } from '../scope.ts'
import { citedPlaces, joinPlaces } from '../source-index.ts'
import type { KnownChange } from './changes-annex.ts'
import { OF_SCHOOLS } from './listed-section.ts'
import type { NoteInput } from './note-input.ts'

/** One line of the indicator: among the schools of the list, and among all schools of the territory for comparison. */
interface Line {
  procedure: { code: string; name: string }
  own: PositiveDynamics
  share: Figure
  all: Figure
}

/** Below this many schools one of them moves the share by five points or more. */
const FEW_SCHOOLS = 20

const FORMULA =
  'Школы, где доля участников ниже минимума уменьшилась, из школ с результатами двух сопоставимых лет'

/** Shares of schools with positive dynamics, procedure by procedure, with their denominators [source: Назарово]. */
export function dynamicsSection(book: FigureBook, input: NoteInput, known: KnownChange[]): Block[] {
  const lines = dynamicsLines(book, input, known)
  return [
    { kind: 'heading', id: 'dynamics', level: 1, runs: [text('Динамика результатов')] },
    ...(lines.length === 0
      ? [nothingHeld]
      : [
          summary(book, lines),
          ...spoken(lines, input.schoolYear),
          // The table first: it goes on over a page's end, where a picture would leave half of the page empty.
          table(lines),
          chart(lines),
          ...howSure(book, lines, known),
        ]),
  ]
}

const nothingHeld: Block = {
  ...{ kind: 'paragraph', id: 'dynamics/none' },
  runs: [
    text(
      'Доли школ с положительной динамикой: нет данных. В перечне нет школ, у которых за этот учебный год загружены результаты процедур.',
    ),
  ],
}

export function dynamicsLines(book: FigureBook, input: NoteInput, known: KnownChange[]): Line[] {
  const own = new Map(positiveDynamics(known.map(({ change }) => change)).map((one) => [one.procedure, one]))
  const all = new Map(positiveDynamics(input.changes).map((one) => [one.procedure, one]))
  const changesOf = groupBy(input.changes, ({ procedure }) => procedure)
  return input.procedures.flatMap((procedure) => {
    const mine = own.get(procedure.code)
    const everyone = all.get(procedure.code)
    if (!mine || !everyone) return []
    const behind = known.filter(
      ({ change }) => change.procedure === procedure.code && 'value' in change.dynamics,
    )
    const share = book.share(
      `dynamics/${procedure.code}`,
      `Доля школ перечня с положительной динамикой: ${procedure.name}`,
      { numerator: mine.positive, denominator: mine.heldBoth },
      {
        formula: FORMULA,
        parts: behind.flatMap(({ now, before }) => (before ? [before.id, now.id] : [now.id])),
        note: 'нет данных — нет школ перечня, проводивших процедуру в два сопоставимых года',
      },
    )
    const territory = book.share(
      `dynamics-all/${procedure.code}`,
      `Доля всех школ ${genitiveOfScope(input.scope)} с положительной динамикой: ${procedure.name}`,
      { numerator: everyone.positive, denominator: everyone.heldBoth },
      { formula: FORMULA, places: joinPlaces(placesOf(changesOf.get(procedure.code) ?? [])) },
    )
    return [{ procedure, own: mine, share, all: territory }]
  })
}

const placesOf = (changes: ProcedureChange[]) =>
  changes
    .filter(({ dynamics }) => 'value' in dynamics)
    .flatMap(({ now, before }) => (before ? [before.source, now.source] : [now.source]).flatMap(citedPlaces))

/** «и в 2020, и в 2021 году»; where the schools' previous years differ, each is named. */
const yearsWords = (previous: number[], year: number): string =>
  previous.length === 1
    ? `и в ${previous[0]}, и в ${year} году`
    : `в ${year} году и до него — в ${previous.join(' или ')} году`

/** As Назарово writes it: one sentence per procedure. */
const spoken = (lines: Line[], year: number): Block[] => [
  {
    ...{ kind: 'list', id: 'dynamics/spoken', ordered: false },
    items: lines.map(({ procedure, own, share }) => ({
      id: `dynamics/spoken/${procedure.code}`,
      runs: spokenRuns(procedure.name, own, share, year),
    })),
  },
]

function spokenRuns(name: string, own: PositiveDynamics, share: Figure, year: number): Run[] {
  if (own.heldBoth === 0)
    return [
      text(`${name}: `),
      number(share),
      text(` — школ перечня, проводивших процедуру в два сопоставимых года, нет.`),
    ]
  if (own.heldBoth === 1)
    return [
      text(
        `${name}: единственная школа перечня, проводившая процедуру ${yearsWords(own.previousYears, year)}, ${own.positive === 1 ? 'достигла' : 'не достигла'} положительной динамики — `,
      ),
      number(share, 'of'),
      text('.'),
    ]
  return [
    text(`${name}: доля школ, достигших положительной динамики, составила `),
    number(share),
    text(' ('),
    number(share, 'part'),
    text(
      ` ${plural(own.heldBoth, OF_SCHOOLS)}, ${plural(own.heldBoth, ['проводившей', 'проводивших', 'проводивших'])} процедуру ${yearsWords(own.previousYears, year)}).`,
    ),
  ]
}

/** The finding in one sentence, before the details. */
function summary(book: FigureBook, lines: Line[]): Block {
  const known = lines.filter(({ own }) => own.heldBoth > 0)
  const most = known.filter(({ own }) => 2 * own.positive > own.heldBoth).length
  const comparable = book.count(
    'dynamics/comparable',
    'Процедуры, результаты которых можно сравнить с прежним годом',
    known.length,
    { formula: 'Процедуры, которые хотя бы одна школа перечня проводила в два сопоставимых года' },
  )
  const reached = book.count(
    'dynamics/most',
    'Процедуры, по которым положительной динамики достигло большинство школ перечня',
    most,
    { formula: 'Процедуры, где доля школ с положительной динамикой больше половины' },
  )
  const compared: Run[] = [
    number(reached),
    text(' из '),
    number(comparable, 'counted', ['процедуры', 'процедур', 'процедур']),
    text(', результаты которых можно сравнить с прежним годом.'),
  ]
  // «В большинстве школ» is not said of one school.
  const isOne = known.every(({ own }) => own.heldBoth === 1)
  const runs: Run[] =
    known.length === 0
      ? [
          text(
            'Сравнить результаты с прежними годами пока нельзя: школы перечня не проводили процедур в два сопоставимых года.',
          ),
        ]
      : isOne
        ? [text('Положительная динамика достигнута по '), ...compared]
        : [text('Больше половины школ перечня достигли положительной динамики по '), ...compared]
  return { kind: 'paragraph', id: 'dynamics/summary', runs }
}

const chart = (lines: Line[]): Block => ({
  ...{ kind: 'chart', id: 'dynamics/chart' },
  caption: 'Доля школ перечня с положительной динамикой по процедурам',
  alt: `Столбцы долей по процедурам: ${lines.map(({ procedure }) => procedure.name).join('; ')}. Те же числа стоят в таблице.`,
  bars: lines.map(({ procedure, share }) => ({ label: procedure.name, figure: share.id })),
})

const table = (lines: Line[]): Block => ({
  ...{ kind: 'table', id: 'dynamics/table', caption: 'Школы с положительной динамикой по процедурам' },
  groups: [
    { header: '', span: 1 },
    { header: 'Школы перечня', span: 2 },
    { header: 'Все школы территории', span: 2 },
  ],
  columns: [
    { header: 'Процедура', width: 36, align: 'left' },
    { header: 'Доля', width: 14, align: 'center' },
    { header: 'Число школ', width: 18, align: 'center' },
    { header: 'Доля', width: 14, align: 'center' },
    { header: 'Число школ', width: 18, align: 'center' },
  ],
  rows: lines.map(({ procedure, share, all }) => [
    [text(procedure.name)],
    [number(share)],
    [number(share, 'part')],
    [number(all)],
    [number(all, 'part')],
  ]),
  empty: 'Нет данных.',
})

/** Of the positive changes of schools, how many are more than chance makes: where the methodology tests them. */
function beyondChance(book: FigureBook, known: KnownChange[]): { id: string; runs: Run[] }[] {
  const tested = known.filter(
    ({ change }) =>
      change.word !== null && 'value' in change.dynamics && change.dynamics.value === 'positive',
  )
  if (tested.length === 0) return []
  const total = book.count(
    'dynamics/positive-tested',
    'Положительные изменения школ перечня',
    tested.length,
    {
      formula: 'Пары «школа и процедура методики», где доля ниже минимума уменьшилась',
    },
  )
  const real = book.count(
    'dynamics/beyond-chance',
    'Положительные изменения, которые больше случайных колебаний',
    tested.filter(({ change }) => change.word === 'distinguishable').length,
    {
      formula:
        'Проверка каждого изменения с поправкой на то, что проверяются все школы и процедуры региона; порог задан методикой',
    },
  )
  return [
    {
      id: 'dynamics/sure/chance',
      runs: [
        text('Больше случайных колебаний — '),
        number(real),
        text(' из '),
        number(total, 'counted', [
          'положительного изменения',
          'положительных изменений',
          'положительных изменений',
        ]),
        text(' в школах перечня. Прочие могут объясняться тем, кто именно писал работу.'),
      ],
    },
  ]
}

/** What these shares can and cannot say. */
function howSure(book: FigureBook, lines: Line[], known: KnownChange[]): Block[] {
  const least = Math.min(...lines.map(({ own }) => own.heldBoth).filter((n) => n > 0))
  const items: { id: string; runs: Run[] }[] = []
  if (lines.every(({ own }) => own.heldBoth <= 1))
    items.push({
      id: 'dynamics/sure/one-school',
      runs: [text('Школа одна, поэтому доля может быть только 0 или 100\u00a0%.')],
    })
  else if (least < FEW_SCHOOLS) {
    const weight = book.count(
      'dynamics/one-school',
      'На сколько процентных пунктов меняет долю одна школа',
      Math.round(100 / least),
      { formula: 'Сто, делённое на наименьшее число школ, из которых считается доля' },
    )
    items.push({
      id: 'dynamics/sure/one-school',
      runs: [
        text('Школ немного: одна школа меняет долю на величину до '),
        number(weight, 'counted', ['процентного пункта', 'процентных пунктов', 'процентных пунктов']),
        text(', поэтому доли разных лет и территорий сравнивать не следует.'),
      ],
    })
  }
  items.push(...beyondChance(book, known))
  items.push(
    {
      id: 'dynamics/sure/sign',
      runs: [
        text(
          'Динамика — это знак изменения доли участников с результатом ниже минимума. Небольшое изменение в маленькой школе может быть случайным; числа каждой школы стоят в приложении 1.',
        ),
      ],
    },
    {
      id: 'dynamics/sure/regression',
      runs: [
        text(
          'Школы попадают в перечень после низких результатов, поэтому часть улучшения произошла бы и без поддержки. Для сравнения рядом стоит доля по всем школам территории; действие самой поддержки эти доли не измеряют.',
        ),
      ],
    },
  )
  return [
    { kind: 'heading', id: 'dynamics/sure', level: 2, runs: [text('Насколько это надёжно')] },
    { kind: 'list', id: 'dynamics/sure/list', ordered: false, items },
  ]
}
