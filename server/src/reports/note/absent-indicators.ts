import type { Block } from '../document.ts'
import { type FigureBook, number, text } from '../figure-book.ts'

/**
 * Indicators of such notes [source: Назарово] whose registers do not exist yet. They stand in the note as «нет данных» with
 * the reason: an indicator left out would look as if nobody had asked.
 */
const ABSENT = [
  {
    id: 'prg',
    title: 'Доля школ перечня, разработавших программу повышения качества образования',
    note: 'программы школ в системе пока не ведутся',
  },
  {
    id: 'sup-m',
    title: 'Доля педагогов, получивших поддержку через муниципальные методические объединения',
    note: 'учёт мероприятий и их участников в системе пока не ведётся',
  },
  {
    id: 'diag',
    title: 'Доля учителей, прошедших профессиональную диагностику или самодиагностику',
    note: 'сведения о диагностике учителей в системе пока не ведутся',
  },
  {
    id: 'sup-r',
    title: 'Доля педагогов, получивших поддержку через региональные методические объединения',
    note: 'учёт мероприятий и их участников в системе пока не ведётся',
  },
  {
    id: 'inv',
    title: 'Доля школ перечня, вовлечённых в региональные мероприятия по развитию мастерства педагогов',
    note: 'учёт мероприятий и их участников в системе пока не ведётся',
  },
] as const

export const absentIndicators = (book: FigureBook): Block[] => [
  { kind: 'heading', id: 'absent', level: 1, runs: [text('Показатели поддержки')] },
  {
    ...{ kind: 'paragraph', id: 'absent/how' },
    runs: [
      text(
        'Эти показатели входят в мониторинг, но сведений для их расчёта в системе нет. Если они известны, впишите их и укажите источник.',
      ),
    ],
  },
  {
    ...{ kind: 'table', id: 'absent/table', caption: 'Показатели, для которых нет данных' },
    columns: [
      { header: 'Показатель', width: 50, align: 'left' },
      { header: 'Значение', width: 15, align: 'center' },
      { header: 'Почему', width: 35, align: 'left' },
    ],
    rows: ABSENT.map(({ id, title, note }) => [
      [text(title)],
      [number(book.absent(`absent/${id}`, title, `нет данных — ${note}`))],
      [text(note)],
    ]),
    empty: 'Все показатели рассчитаны.',
  },
]
