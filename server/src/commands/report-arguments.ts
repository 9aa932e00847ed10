import { DOCUMENT_KINDS } from '../reports/build-document.ts'
import { DOCUMENT_FORMATS } from '../reports/document-formats.ts'
import type { ReportArguments } from './report.ts'

interface Given {
  region?: string | undefined
  municipality?: string | undefined
  school?: string | undefined
  list?: string | undefined
  methodology?: string | undefined
  format?: string | undefined
  out?: string | undefined
}

const isKeyOf = <T extends object>(of: T, key: string): key is Extract<keyof T, string> =>
  Object.hasOwn(of, key)

/** The words after `report`, or what is wrong with them as a sentence. */
export function readReportArguments(
  rest: string[],
  given: Given,
): Omit<ReportArguments, 'year'> | { fault: string } {
  const [kind = '', ...extra] = rest
  const kinds = Object.keys(DOCUMENT_KINDS).join(', ')
  if (kind === '') return { fault: `Укажите вид документа: ${kinds}.` }
  if (!isKeyOf(DOCUMENT_KINDS, kind)) return { fault: `Документа «${kind}» нет. Есть: ${kinds}.` }
  if (extra.length > 0) return { fault: `Лишнее слово «${extra[0]}».` }
  if (given.municipality !== undefined && given.school !== undefined)
    return { fault: 'Ключи --municipality и --school вместе не используются.' }
  const format = given.format ?? 'docx'
  if (!isKeyOf(DOCUMENT_FORMATS, format)) return { fault: `Формата «${format}» нет. Есть: docx, pdf, xlsx.` }
  if (given.out === undefined) return { fault: 'Укажите, куда записать документ: --out ФАЙЛ.' }
  const listId = given.list === undefined ? null : Number(given.list)
  if (listId !== null && (!Number.isSafeInteger(listId) || listId < 1))
    return { fault: `Номер перечня «${given.list}» не подходит: нужно целое число.` }
  const { region, municipality, school, methodology, out } = given
  return { kind, format, listId, region, municipality, school, methodology, out }
}
