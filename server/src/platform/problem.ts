import { z } from 'zod'

/**
 * Expected troubles a person can act upon. One catalogue; the only place that knows an HTTP status.
 * The title is the whole sentence a person reads; `detail` says what, where and what to do for this occurrence.
 */
export const PROBLEMS = {
  'request/invalid': { status: 400, title: 'Запрос заполнен не так, как ожидалось' },
  'request/not-found': { status: 404, title: 'Такой страницы или записи нет' },
  'request/forbidden': { status: 403, title: 'Для этого действия нет прав' },
  'account/signed-out': { status: 401, title: 'Войдите, чтобы продолжить' },
  'account/wrong-password': { status: 401, title: 'Почта или пароль не подошли' },
  'account/wrong-code': { status: 401, title: 'Код не подошёл' },
  'account/locked': { status: 429, title: 'Слишком много попыток входа' },
  'account/second-factor-needed': { status: 403, title: 'Для вашей роли нужен второй фактор входа' },
  'account/link-spent': { status: 410, title: 'Ссылка уже использована или устарела' },
  'account/weak-password': { status: 422, title: 'Такой пароль слишком легко подобрать' },
  'account/exists': { status: 409, title: 'Учётная запись с такой почтой уже есть' },
  'account/not-found': { status: 404, title: 'Такой учётной записи нет' },
  'account/no-administrator': { status: 409, title: 'Без администратора нельзя' },
  'request/conflict': { status: 409, title: 'Сейчас это сделать нельзя: данные уже изменились' },
  'request/foreign': { status: 403, title: 'Запрос пришёл не со страницы «Траектории»' },
  'request/too-many': { status: 429, title: 'Слишком много запросов подряд' },
  'request/too-large': { status: 413, title: 'Файл больше допустимого' },
  'server/busy': { status: 503, title: 'Сервер ещё запускается или занят' },
  'server/config': { status: 500, title: 'Настройки сервера заданы неверно' },
  'server/database': { status: 503, title: 'База данных недоступна' },
  'server/disk-full': { status: 507, title: 'На диске не осталось места' },
  'backup/foreign': { status: 422, title: 'Это не резервная копия Траектории' },
  'backup/newer': { status: 422, title: 'Резервная копия снята более новой программой' },
  'backup/damaged': { status: 422, title: 'Резервная копия повреждена' },
  'backup/busy': { status: 409, title: 'Другая резервная копия ещё снимается' },
  'backup/empty': { status: 409, title: 'Копировать нечего' },
  'restore/not-empty': { status: 409, title: 'Восстановить можно только в пустое место' },
  'place/not-found': { status: 404, title: 'Такой территории или школы нет в реестре' },
  'place/ambiguous': { status: 409, title: 'Подходит несколько записей: уточните' },
  'place/duplicate': { status: 409, title: 'Такая запись в реестре уже есть' },
  'import/format-unknown': { status: 422, title: 'Формат файла не распознан' },
  'import/school-needed': { status: 422, title: 'В файле не сказано, чьи это результаты' },
  'import/not-results': { status: 422, title: 'В файле нет результатов процедур' },
  'import/file-unreadable': { status: 422, title: 'Файл не удалось прочитать' },
  'import/file-encrypted': { status: 422, title: 'Файл защищён паролем' },
  'import/file-macros': { status: 422, title: 'В файле есть макросы' },
  'import/file-too-big': { status: 422, title: 'Файл слишком велик в распакованном виде' },
  'import/duplicate-file': { status: 409, title: 'Этот файл уже загружен' },
  'import/wrong-year': { status: 409, title: 'Год в файле не совпадает с выбранным' },
  'import/nothing-accepted': { status: 422, title: 'В файле не нашлось ни одной пригодной строки' },
  'import/wrong-state': { status: 409, title: 'Загрузка уже на другом шаге' },
  'import/failed': {
    status: 500,
    title: 'Файл не обработан из-за ошибки программы: сообщите о ней разработчикам, приложив файл',
  },
  'import/mapping-invalid': { status: 422, title: 'Описание таблицы составлено неверно' },
  'methodology/invalid': { status: 422, title: 'Методика описана неверно' },
  'methodology/not-found': { status: 404, title: 'Такой методики нет' },
  'methodology/exists': { status: 409, title: 'Такая версия методики уже есть' },
  'methodology/in-use': { status: 409, title: 'По этой версии методики уже составлен перечень' },
  'document/wrong-state': { status: 409, title: 'Документ уже на другом шаге' },
  'list/wrong-state': { status: 409, title: 'Перечень уже на другом шаге' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** RFC 9457 body. */
export const ProblemBody = z.object({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  possible: z.array(z.string()).optional(),
})
export type ProblemBody = z.infer<typeof ProblemBody>

export class Problem extends Error {
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly possible: string[] | undefined

  /** @param detail one clear sentence: what, where, what to do. @param possible what can be done now (for conflicts). */
  constructor(code: ProblemCode, detail?: string, possible?: string[]) {
    super(detail ?? PROBLEMS[code].title)
    this.name = 'Problem'
    this.code = code
    this.detail = detail
    this.possible = possible
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  toBody(requestId?: string): ProblemBody {
    const { title, status } = PROBLEMS[this.code]
    return {
      type: `urn:traektoria:problem:${this.code}`,
      code: this.code,
      title,
      status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(this.possible === undefined ? {} : { possible: this.possible }),
    }
  }
}

/** A full disk, as the file system, DuckDB and PostgreSQL say it. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof Problem) return error.code === 'server/disk-full'
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  return code === 'ENOSPC' || code === '53100' || /no space left on device/i.test(error.message)
}
