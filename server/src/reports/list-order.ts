import { explainFinding } from '../identification/explain-sentence.ts'
import { sourceText } from '../identification/legal-source.ts'
import { type EntryRow, isListed, type ListRow } from '../identification/list-queries.ts'
import { CLUSTER_LABELS, type Evidence } from '../identification/model.ts'
import { explainRule, procedureName } from '../identification/rule-words.ts'
import {
  type Block,
  type DocumentTree,
  EMPTY_LETTERHEAD,
  type Figure,
  type Run,
  type Table,
} from './document.ts'
import { bold, type FigureBook, figureBook, number, text } from './figure-book.ts'
import { inputsHash } from './fingerprint.ts'
import { provenanceAnnex } from './provenance-annex.ts'
import { dateDigits, genitiveOfScope, inScope, type Scope, schoolYearWords } from './scope.ts'
import { indexSources, type SourceIndex } from './source-index.ts'

/** Everything an order is made of: one list with its entries, as frozen. */
export interface ListOrderInput {
  scope: Exclude<Scope, { kind: 'school' }>
  list: ListRow
  /** Entries of the scope's schools, in the order of the register. */
  entries: EntryRow[]
}

const SCHOOLS = ['школы', 'школ', 'школ'] as const

/** The order that approves a list, with the list as its annex. Pure. */
export function buildListOrder(input: ListOrderInput): DocumentTree {
  const { scope, list } = input
  const listed = input.entries.filter(isListed)
  const year = schoolYearWords(list.schoolYear)
  const book = figureBook()
  const count = book.count(
    'listed',
    `Школы ${genitiveOfScope(scope)} в перечне ${list.schoolYear} года`,
    listed.length,
    {
      formula: 'Школы, названные правилом, с решениями комиссии',
      origin: listWords(list),
      link: { page: 'list', id: list.id },
    },
  )
  const grounds = listed.map((entry) => groundsOf(book, entry, list))
  const index = indexSources({ figures: book.all() })
  const isApproved = list.state === 'approved'
  const blocks: Block[] = [
    { kind: 'paragraph', id: 'preamble', runs: [text(preamble(list, year))] },
    { kind: 'paragraph', id: 'orders', runs: [bold('ПРИКАЗЫВАЮ:')], flush: true },
    { kind: 'list', id: 'points', ordered: true, items: points(count, scope, year) },
    { kind: 'signature', id: 'signature' },
    ...(listed.length === 0 ? [] : annex(input, annexTable(listed, grounds, index, scope))),
  ]
  const tree: DocumentTree = {
    format: 1,
    kind: 'list-order',
    name: `Приказ о перечне, ${scope.kind === 'region' ? scope.region.name : scope.municipality.name}, ${list.schoolYear}`,
    schoolYear: list.schoolYear,
    letterhead: EMPTY_LETTERHEAD,
    kindWord: 'ПРИКАЗ',
    title: [
      text(
        `Об утверждении перечня общеобразовательных организаций ${genitiveOfScope(scope)} с низкими образовательными результатами обучающихся для оказания поддержки в ${year} учебном году`,
      ),
    ],
    requisites: isApproved ? { number: list.orderNumber ?? '', date: list.orderDate ?? '' } : null,
    mark: isApproved ? null : 'ПРОЕКТ',
    contents: false,
    blocks,
    figures: book.all(),
    inputsSha256: inputsHash(input),
  }
  return { ...tree, blocks: [...blocks, ...provenanceAnnex(tree, 'Справочный материал', 'таблица перечня')] }
}

const annex = ({ scope, list }: ListOrderInput, table: Table): Block[] => {
  const year = schoolYearWords(list.schoolYear)
  return [
    {
      ...{ kind: 'annex', id: 'annex', label: 'Приложение', under: underAnnex(list) },
      title: `Перечень общеобразовательных организаций ${genitiveOfScope(scope)}, включённых в ${year} учебном году в список школ с низкими образовательными результатами обучающихся для оказания поддержки`,
    },
    { kind: 'paragraph', id: 'annex/rule', runs: [text(explainRule(list.methodology))] },
    table,
    {
      ...{ kind: 'paragraph', id: 'annex/note' },
      runs: [
        text(
          'Включение в перечень даёт школе право на адресную методическую поддержку. Перечень не служит оценкой работы школы, её руководителя или учителей и не является рейтингом.',
        ),
      ],
    },
  ]
}

export const listWords = (list: ListRow): string =>
  list.state === 'approved'
    ? `перечень «${list.name}», утверждённый приказом №\u00a0${list.orderNumber} от ${dateDigits(list.orderDate ?? '')}`
    : `перечень «${list.name}», ${list.state === 'review' ? 'рассматриваемый комиссией' : 'черновик'}`

/** A number does not part from its sign at the end of a line. */
const keepNumbers = (text: string) => text.replaceAll('№ ', '№\u00a0')

/** The act stands in the nominative in brackets: its name is stored in no other case. */
function preamble({ methodology }: ListRow, year: string): string {
  const act = methodology.sources.find(({ tag }) => tag === 'published')
  const ground = act ? ` (${sourceText(act).replace(/\.$/, '')})` : ''
  return keepNumbers(
    `В целях адресной поддержки школ, обучающиеся которых показали низкие образовательные результаты, по итогам оценочных процедур ${year} учебного года и в соответствии с методикой «${methodology.title}»${ground}`,
  )
}

function points(count: Figure, scope: ListOrderInput['scope'], year: string) {
  const whom =
    scope.kind === 'region'
      ? 'Руководителям органов местного самоуправления, осуществляющих управление в сфере образования,'
      : 'Муниципальному координатору'
  const control: Run[] = [text('Контроль за исполнением настоящего приказа оставляю за собой.')]
  const isNone = 'value' in count.value && count.value.value === 0
  const none: Run[] = [
    text(
      `Считать, что ${inScope(scope)} по итогам ${year} учебного года школ, подлежащих включению в перечень, нет.`,
    ),
  ]
  const approve: Run[] = [
    text(
      'Утвердить прилагаемый перечень общеобразовательных организаций с низкими образовательными результатами обучающихся, состоящий из ',
    ),
    number(count, 'counted', SCHOOLS),
    text('.'),
  ]
  const runs: Run[][] = [
    approve,
    [
      text(
        'Установить, что включение в перечень даёт школе право на адресную методическую поддержку и не служит основанием для оценки работы школы, её руководителя и учителей.',
      ),
    ],
    [
      text(
        `${whom} довести настоящий приказ до сведения школ, включённых в перечень, и назначить каждой из них куратора.`,
      ),
    ],
    [
      text(
        'Организации, ответственной за методическое сопровождение, обеспечить поддержку школ, включённых в перечень.',
      ),
    ],
    control,
  ]
  return (isNone ? [none, control] : runs).map((own, at) => ({ id: `points/${at + 1}`, runs: own }))
}

const underAnnex = ({ state, orderNumber, orderDate }: ListRow): string[] =>
  state === 'approved'
    ? ['к приказу', `от ${dateDigits(orderDate ?? '')} №\u00a0${orderNumber}`]
    : ['к приказу', 'от ____________ № ______']

interface Grounds {
  runs: Run[]
  figures: Figure[]
}

/** Why a school is listed: the rule in words, then the procedures that decide it; or the commission's reason. */
function groundsOf(book: FigureBook, entry: EntryRow, { methodology, schoolYear }: ListRow): Grounds {
  if (entry.decision === 'include' && !entry.listedByRule)
    return { runs: [text(`Решение комиссии: ${entry.reason ?? ''}`)], figures: [] }
  const { school } = entry.frozen
  const deciding = new Map<string, Evidence>()
  for (const criterion of entry.finding.lists[0]?.criteria ?? [])
    if (criterion.outcome === 'met')
      for (const evidence of criterion.evidence)
        if (evidence.meets && evidence.statistic === 'low' && evidence.source !== null)
          deciding.set(`${evidence.procedure} ${evidence.year}`, evidence)
  const figures: Figure[] = []
  const runs: Run[] = [text(reasonOf(explainFinding(entry.finding, methodology)))]
  for (const evidence of deciding.values()) {
    const { procedure, year, participants, count, share, countBasis, source } = evidence
    if (participants === null || source === null) continue
    const figure = book.result(
      school,
      { code: procedure, name: procedureName(procedure) },
      {
        ...{ schoolYear: year, participants, low: count, lowShare: share, source },
        countBasis: countBasis ?? 'share-only',
      },
    )
    figures.push(figure)
    runs.push(
      text(
        `${figures.length === 1 ? ' Результаты: ' : '; '}${procedureName(procedure)}${year === schoolYear ? '' : ` (${year} год)`} — `,
      ),
      number(figure, 'of'),
    )
  }
  if (figures.length > 0) runs.push(text('.'))
  return { runs, figures }
}

/** «Школа включена в перечень 2025 года: по двум…» → «По двум…» */
function reasonOf(sentence: string): string {
  const reason = sentence.slice(sentence.indexOf(': ') + 2)
  return reason.charAt(0).toLocaleUpperCase('ru') + reason.slice(1)
}

function annexTable(
  listed: EntryRow[],
  grounds: Grounds[],
  index: SourceIndex,
  scope: ListOrderInput['scope'],
): Table {
  let municipality = ''
  return {
    ...{ kind: 'table', id: 'annex/table', caption: null },
    columns: [
      { header: '№', width: 6, align: 'center' },
      { header: 'Школа', width: 26, align: 'left' },
      { header: 'Кластер', width: 16, align: 'left' },
      { header: 'Основание', width: 38, align: 'left' },
      { header: 'Источник', width: 14, align: 'left' },
    ],
    rows: listed.flatMap(({ frozen, finding }, at) => {
      const isNew = scope.kind === 'region' && frozen.school.municipality !== municipality
      municipality = frozen.school.municipality
      const row: Run[][] = [
        [text(String(at + 1))],
        [text(frozen.school.name)],
        [text('value' in finding.cluster ? CLUSTER_LABELS[finding.cluster.value] : 'нет данных')],
        grounds[at]!.runs,
        [text(index.text(grounds[at]!.figures.flatMap(({ places }) => places)) || 'решение комиссии')],
      ]
      return isNew ? [[[bold(municipality)]], row] : [row]
    }),
    empty: 'В перечень не включена ни одна школа.',
  }
}
