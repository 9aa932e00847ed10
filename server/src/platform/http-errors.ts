import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isDatabaseGone } from './db.ts'
import { isDiskFull, Problem, type ProblemBody } from './problem.ts'

/** What zod says of a refused value is read by a person. */
z.config(z.locales.ru())

/** The one place where an error becomes an answer: a Problem with the request's number; the stack goes to the log only. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error)
  if (problem !== error) request.log[problem ? 'info' : 'error']({ err: error }, 'Запрос не выполнен')
  const body = problem?.toBody(request.id) ?? unexpected(request.id)
  return reply.status(body.status).type('application/problem+json').send(body)
}

const unexpected = (requestId: string): ProblemBody => ({
  type: 'urn:traektoria:problem:server/unexpected',
  code: 'server/unexpected',
  title:
    'Сервер не справился с запросом. Повторите его; если не поможет, сообщите номер запроса администратору.',
  status: 500,
  requestId,
})

/** What a person can act upon; undefined for a bug. */
function toProblem(error: FastifyError): Problem | undefined {
  if (error instanceof Problem) return error
  if (isDiskFull(error))
    return new Problem('server/disk-full', 'На диске сервера кончилось место. Освободите его и повторите.')
  if (isDatabaseGone(error))
    return new Problem('server/database', 'База данных не отвечает. Повторите запрос через минуту.')
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0]
    const place = first?.instancePath.replace(/^\//, '') || 'запрос'
    return new Problem(
      'request/invalid',
      `Проверьте «${place}»: ${first?.message ?? 'значение не подходит'}.`,
    )
  }
  return fromDatabase(error) ?? fromFramework(error)
}

/** Refusals of PostgreSQL that a request brings about by its values alone. */
const DATABASE_REFUSALS: Record<string, () => Problem> = {
  '22003': () => new Problem('request/not-found', 'Записи с таким большим номером нет.'),
  '22021': () => new Problem('request/invalid', UNSTORABLE),
  '22P05': () => new Problem('request/invalid', UNSTORABLE),
  '23503': () => new Problem('request/not-found', 'Записи, к которой относится запрос, нет.'),
  '23505': () => new Problem('request/conflict', 'Такая запись уже есть.'),
  '40001': () => new Problem('server/busy', BUSY),
  '40P01': () => new Problem('server/busy', BUSY),
}
const UNSTORABLE = 'В тексте есть знак, который нельзя сохранить: уберите его и повторите.'
const BUSY = 'Эти же данные прямо сейчас меняет другой запрос. Повторите.'

const fromDatabase = (error: FastifyError) =>
  /^[0-9A-Z]{5}$/.test(error.code ?? '') ? DATABASE_REFUSALS[error.code]?.() : undefined

/** The form parser's errors carry no code. */
const CUT_FORM = /^(Unexpected end of multipart|\w+ terminated early|Multipart: Boundary|The needle)/
const CUT = 'Файл передан не до конца. Загрузите его ещё раз.'

const FRAMEWORK_REFUSALS: Record<string, string> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'Тело запроса пусто, а нужен JSON.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'Тело запроса — не JSON: проверьте кавычки и скобки.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Тело запроса нужно в виде JSON (content-type: application/json).',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'Файл нужно передать формой (multipart/form-data).',
  FST_FILES_LIMIT: 'За один раз загружается один файл.',
  FST_FIELDS_LIMIT: 'В форме слишком много полей.',
  FST_PARTS_LIMIT: 'В форме слишком много полей.',
  FST_PROTO_VIOLATION: 'Поля формы с таким именем нет.',
  FST_MP_PREMATURE_CLOSE: CUT,
  FST_ERR_MAX_PARAM_LENGTH: 'Адрес слишком длинный.',
  FST_ERR_BAD_URL: 'Адрес записан неверно.',
}

function fromFramework(error: FastifyError): Problem | undefined {
  const { statusCode = 500, code = '' } = error
  if (CUT_FORM.test(error.message)) return new Problem('request/invalid', CUT)
  if (statusCode >= 500) return undefined
  const words = FRAMEWORK_REFUSALS[code]
  if (words !== undefined) return new Problem('request/invalid', words)
  if (statusCode === 413)
    return new Problem(
      'request/too-large',
      'Файл больше допустимого размера. Разделите его или увеличьте предел в настройках сервера.',
    )
  return new Problem('request/invalid', 'Запрос составлен неверно.')
}
