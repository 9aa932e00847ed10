import {
  CLUSTER_LABELS,
  type Cluster,
  DYNAMICS_LABELS,
  type Dynamics,
  RELIABILITY_LABELS,
} from '../../identification/model.ts'
import { MISSING_LABELS } from '../../platform/value.ts'
import type { Block, Figure, Run } from '../document.ts'
import { type FigureBook, number, text } from '../figure-book.ts'
import type { ScopeSchool } from '../scope.ts'
import { SCHOOLS } from './listed-section.ts'
import type { NoteInput } from './note-input.ts'

const ORIGINS = {
  official: 'официальная метка',
  'approved-list': 'утверждённый перечень',
  computed: 'расчёт по методике',
}

/** The cluster of a school, as its card shows it. */
export function clusterFigure(book: FigureBook, school: ScopeSchool): Figure {
  const { cluster } = school
  return book.word(
    `school/${school.code}/cluster`,
    `${school.name}: кластер`,
    'missing' in cluster ? { missing: cluster.missing } : { value: CLUSTER_LABELS[cluster.value] },
    {
      origin: 'missing' in cluster ? null : ORIGINS[cluster.origin],
      link: { page: 'school', id: school.id },
    },
  )
}

/** More schools than these are named in the annex alone. */
const NAMED_IN_TEXT = 12

export const dynamicsWords = ({ dynamics }: Pick<ScopeSchool, 'dynamics'>): string =>
  'value' in dynamics ? DYNAMICS_LABELS[dynamics.value] : MISSING_LABELS[dynamics.missing]

export const reliabilityWords = ({ reliability }: Pick<ScopeSchool, 'reliability'>): string =>
  'value' in reliability ? RELIABILITY_LABELS[reliability.value] : MISSING_LABELS[reliability.missing]

const schoolTable = (book: FigureBook, listed: ScopeSchool[], scope: NoteInput['scope']): Block => ({
  ...{ kind: 'table', id: 'clusters/table', caption: 'Школы перечня' },
  columns: [
    ...(scope.kind === 'region' ? [{ header: 'Муниципалитет', width: 26, align: 'left' as const }] : []),
    { header: 'Школа', width: 34, align: 'left' },
    { header: 'Кластер', width: 22, align: 'left' },
    { header: 'Динамика кластера', width: 22, align: 'left' },
    { header: 'Надёжность вывода', width: 18, align: 'left' },
  ],
  rows: listed.map((school) => [
    ...(scope.kind === 'region' ? [[text(school.municipality)]] : []),
    [text(school.name)],
    [number(clusterFigure(book, school))],
    [text(dynamicsWords(school))],
    [text(reliabilityWords(school))],
  ]),
  empty: 'В перечень не включена ни одна школа.',
})

/** How many schools of the list stand in a cluster. */
export const clusterCount = (book: FigureBook, schools: ScopeSchool[], cluster: 1 | 2 | 3): Figure =>
  book.count(
    `cluster/${cluster}`,
    `Школы перечня в кластере «${CLUSTER_LABELS[cluster]}»`,
    inCluster(schools, cluster).length,
    { formula: 'Школы перечня с этим кластером' },
  )

/** Clusters of the listed schools and where they came from [source: Кахун]. */
export function clusterSection(book: FigureBook, { schools, scope }: NoteInput): Block[] {
  const listed = schools.filter(({ isListed }) => isListed)
  if (listed.length === 0) return []
  const left = schools.filter(
    (school) => !school.isListed && 'value' in school.dynamics && school.dynamics.value === 'positive',
  ).length
  const changed = (dynamics: Dynamics) =>
    book.count(
      `cluster-dynamics/${dynamics}`,
      `Школы перечня, динамика кластера ${DYNAMICS_LABELS[dynamics]}`,
      listed.filter((school) => 'value' in school.dynamics && school.dynamics.value === dynamics).length,
      { formula: 'Сравнение кластера этого года с кластером предыдущего года' },
    )
  const leftFigure = book.count('cluster-dynamics/left', 'Школы, которые вышли из перечня', left, {
    formula: 'Школы вне перечня этого года, стоявшие в перечне предыдущего года',
  })
  const dynamics: Run[] = [
    text('По сравнению с предыдущим годом кластер улучшился у '),
    number(changed('positive'), 'counted', ['школы', 'школ', 'школ']),
    text(', не изменился у '),
    number(changed('neutral'), 'counted', ['школы', 'школ', 'школ']),
    text(', стал более тяжёлым, включая впервые вошедшие школы, — у '),
    number(changed('negative'), 'counted', ['школы', 'школ', 'школ']),
    text('. Вышли из перечня: '),
    number(leftFigure, 'counted', SCHOOLS),
    text('.'),
  ]
  const [only] = listed
  if (listed.length === 1 && only)
    return [
      { kind: 'heading', id: 'clusters', level: 1, runs: [text('Кластер')] },
      {
        ...{ kind: 'paragraph', id: 'clusters/dynamics' },
        runs: [
          text('Кластер школы: '),
          number(clusterFigure(book, only)),
          text(`. Динамика кластера: ${dynamicsWords(only)}. Вышли из перечня: `),
          number(leftFigure, 'counted', SCHOOLS),
          text('.'),
        ],
      },
      schoolTable(book, listed, scope),
    ]
  return [
    { kind: 'heading', id: 'clusters', level: 1, runs: [text('Кластеры')] },
    {
      ...{ kind: 'list', id: 'clusters/list', ordered: false },
      items: ([3, 2, 1] as const).map((cluster, at) => ({
        id: `clusters/list/${cluster}`,
        runs: [
          text(`${CLUSTER_LABELS[cluster]}: `),
          number(clusterCount(book, schools, cluster), 'counted', SCHOOLS),
          text(at === 2 ? '.' : ';'),
        ],
      })),
    },
    { kind: 'paragraph', id: 'clusters/dynamics', runs: dynamics },
    ...(listed.length > NAMED_IN_TEXT ? [] : [schoolTable(book, listed, scope)]),
  ]
}

export const inCluster = (schools: ScopeSchool[], cluster: Cluster): ScopeSchool[] =>
  schools.filter((school) => school.isListed && 'value' in school.cluster && school.cluster.value === cluster)
