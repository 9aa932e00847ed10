import type { Assumption, Evidence, Finding } from './model.ts'

const KINDS: Record<string, string> = { vpr: 'ВПР', oge: 'ОГЭ', ege: 'ЕГЭ', gve: 'ГВЭ', kdr: 'КДР' }

const WORDS = {
  'kind-not-held': (of) =>
    `${of} школа не проводила: результаты ${of} по соседним школам загружены, и ни одна школа в них не ждёт сопоставления.`,
  'kind-not-loaded': (of) => `Результатов ${of} нет и у соседних школ: возможно, файл ещё не загружен.`,
  'kind-waiting': (of) =>
    `В результатах ${of} есть школы, которые ждут сопоставления: среди них может быть и эта.`,
} satisfies Record<Assumption, (of: string) => string>

/**
 * What was concluded of a school that has no result of a whole kind, and why; '' where nothing was.
 * «ЕГЭ 2025 года школа не проводила: …»
 */
export const assumptionWords = ({ lists, status }: Pick<Finding, 'lists' | 'status'>): string => {
  const said = new Map<string, Set<number>>()
  for (const { evidence } of lists[0]?.criteria ?? [])
    for (const { assumption, procedure, year } of evidence) {
      // A conclusion that needed no data says nothing of its gaps.
      if (assumption === undefined || (status !== 'insufficient-data' && assumption !== 'kind-not-held'))
        continue
      const key = `${assumption} ${kindOf(procedure)}`
      said.set(key, (said.get(key) ?? new Set()).add(year))
    }
  return [...said]
    .map(([key, years]) => {
      const [assumption, kind] = key.split(' ') as [Assumption, string]
      return ` ${WORDS[assumption](`${kind} ${yearsWords([...years])}`)}`
    })
    .join('')
}

const kindOf = (procedure: Evidence['procedure']): string => {
  const kind = procedure.split('-')[0]!
  return KINDS[kind] ?? kind
}

/** «2025 года», «2024 и 2025 годов» */
const yearsWords = (years: number[]): string => {
  const sorted = years.sort((a, b) => a - b)
  const last = sorted.pop()
  return sorted.length === 0 ? `${last} года` : `${sorted.join(', ')} и ${last} годов`
}
