import type { RowProblem } from './model.ts'

/** What is wrong and what to do, for every kind of row problem. */
export const ROW_PROBLEM_WORDS = {
  'cell-not-number': {
    title: 'В ячейке не число',
    remedy: 'Исправьте значение в файле и загрузите его снова.',
  },
  'cell-error': {
    title: 'В ячейке осталась ошибка формулы',
    remedy: 'Замените формулу значением и загрузите файл снова.',
  },
  'cell-out-of-range': {
    title: 'Значение вне допустимых границ',
    remedy: 'Проверьте значение по исходному протоколу.',
  },
  'cell-missing': { title: 'Обязательная ячейка пуста', remedy: 'Заполните её или удалите строку.' },
  'mark-unknown': {
    title: 'Отметка не распознана',
    remedy: 'Нужна отметка от 2 до 5; для тестовых баллов — шкала перевода за этот год.',
  },
  'marks-do-not-sum': {
    title: 'Отметки не складываются в число участников',
    remedy: 'Сверьте строку с исходной таблицей.',
  },
  'share-impossible': {
    title: 'Такой доли при этом числе участников быть не может',
    remedy: 'Доля принята как опубликована; сверьте число участников.',
  },
  'count-exceeds-participants': {
    title: 'Число больше числа участников',
    remedy: 'Проверьте столбцы: возможно, они перепутаны.',
  },
  'participants-exceed-graduates': {
    title: 'Участников больше, чем выпускников',
    remedy: 'Строка учтена; проверьте оба числа — экзамен могли сдавать и выпускники прошлых лет.',
  },
  'participants-differ': {
    title: 'Заявлено и насчитано разное число участников',
    remedy: 'Проверьте, вся ли таблица выгружена; учтены строки, которые в ней есть.',
  },
  'declared-differs': {
    title: 'Заявленное число не сходится с насчитанным',
    remedy: 'Сверьте строку с исходной таблицей.',
  },
  'row-duplicate': {
    title: 'Строка повторяется',
    remedy: 'Учтена первая из одинаковых строк; проверьте, нет ли в ней ошибки.',
  },
  'row-total': {
    title: 'Это строка итогов',
    remedy: 'Она не учтена как школа; её суммы сверены со строками.',
  },
  'row-out-of-section': {
    title: 'Строка стоит не под своей школой',
    remedy: 'Проверьте порядок строк: перед учениками должна стоять строка их школы.',
  },
  'year-differs': {
    title: 'В файле назван и другой год',
    remedy: 'Учтён год, названный в замечании; проверьте, что это верно.',
  },
  'subject-unknown': { title: 'Предмет не распознан', remedy: 'Проверьте название предмета.' },
  'grade-unknown': { title: 'Класс не распознан', remedy: 'Нужен номер класса от 1 до 11.' },
  'school-key-missing': {
    title: 'У строки нет ни кода, ни названия школы',
    remedy: 'Добавьте код или название школы.',
  },
  'appeal-unmatched': {
    title: 'Апелляцию не к кому отнести',
    remedy: 'Внесите новый балл в протокол или загрузите протокол, выгруженный после апелляций.',
  },
  'personal-data-dropped': {
    title: 'Столбец с персональными данными не прочитан',
    remedy: 'Ничего делать не нужно: такие столбцы не хранятся.',
  },
} satisfies Record<RowProblem['code'], { title: string; remedy: string }>

/** Kinds that are no wrong value of a cell: the title says everything, or the whole of it stands in `expected`. */
const NOTICES: ReadonlySet<RowProblem['code']> = new Set([
  'row-total',
  'personal-data-dropped',
  'row-out-of-section',
])

/** One problem as a phrase: what is wrong, what stands there, what was expected, and whether the row counts all the same. */
export function problemPhrase(problem: Pick<RowProblem, 'code' | 'given' | 'expected' | 'severity'>): string {
  const { title } = ROW_PROBLEM_WORDS[problem.code]
  const what = `${title.charAt(0).toLowerCase()}${title.slice(1)}`
  if (NOTICES.has(problem.code)) return what
  if (problem.code === 'participants-differ') return `${what}: ${problem.expected}`
  const given = problem.given === null ? '' : `: «${problem.given}»`
  return `${what}${given}; нужно: ${problem.expected}${problem.severity === 'warning' ? ' (строка учтена)' : ''}`
}
