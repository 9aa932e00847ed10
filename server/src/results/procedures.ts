import { z } from 'zod'
import { foldSubject } from './fold-subject.ts'
import type { ProcedureRef } from './model.ts'
import { findSubject, SUBJECTS } from './subjects.ts'

/** Who counts as below the minimum: by mark or by test score. Aggregate files bring the count itself. */
export const LowRule = z.union([
  z.strictObject({ mark: z.literal(2) }),
  z.strictObject({ testScoreBelow: z.number().int() }),
])
export type LowRule = z.infer<typeof LowRule>

export const HighRule = z.union([
  z.strictObject({ marks: z.array(z.number().int()) }),
  z.strictObject({ testScoreFrom: z.number().int() }),
])
export type HighRule = z.infer<typeof HighRule>

/** A row of the catalogue: what the `procedures` table is seeded with. */
export interface ProcedureDefinition extends ProcedureRef {
  shortName: string
  lowRule: LowRule
  highRule: HighRule | null
  source: string
  position: number
}

const KIND_NAMES = {
  vpr: 'ВПР',
  oge: 'ОГЭ',
  ege: 'ЕГЭ',
  gve: 'ГВЭ',
  kdr: 'КДР',
  other: '',
} satisfies Record<ProcedureRef['kind'], string>

/**
 * Minimum test scores of ЕГЭ for the certificate, the same in 2023–2026 (orders of Рособрнадзор). They are not the
 * universities' minimums (Russian: 24 here, 36 there), which must never be used for finding low results.
 */
export const EGE_MINIMUMS: Record<string, number> = {
  ru: 24,
  'ma-prof': 27,
  ob: 42,
  in: 40,
  fi: 36,
  hi: 36,
  bi: 36,
  is: 32,
  li: 32,
  gg: 37,
  en: 22,
  de: 22,
  fr: 22,
  es: 22,
  zh: 22,
}

const EGE_SOURCE = 'Минимальные баллы ЕГЭ 2023–2026 для получения аттестата (Рособрнадзор)'
const MARK_SOURCE = 'Отметка «2» по пятибалльной шкале'
const BELOW_BASIC_SOURCE = 'Ниже базового уровня, как считает источник; в файлах с отметками — отметка «2»'
const ORDER_847 = 'Приказ Рособрнадзора от 19.08.2020 № 847'

/** The nine procedures of the order, in its order: they open every list of procedures. */
export const NINE_PROCEDURES = [
  'vpr-ma-5',
  'vpr-ma-6',
  'vpr-ru-5',
  'vpr-ru-6',
  'oge-ma',
  'oge-ru',
  'ege-ma-base',
  'ege-ma-prof',
  'ege-ru',
] as const

/** Where each subject of ВПР is held; any other pair is still accepted from a file. */
const VPR_GRADES: Record<string, number[]> = {
  ru: [4, 5, 6, 7, 8, 10],
  ma: [4, 5, 6, 7, 8, 10],
  om: [4],
  lc: [4],
  is: [5, 6, 7, 8, 10, 11],
  bi: [5, 6, 7, 8, 11],
  gg: [5, 6, 7, 8, 10, 11],
  ob: [6, 7, 8, 10],
  fi: [7, 8, 10, 11],
  hi: [8, 10, 11],
  li: [5, 6, 7, 8, 10],
  in: [7, 8],
  en: [4, 5, 6, 7, 8, 11],
  de: [4, 5, 6, 7, 8, 11],
  fr: [4, 5, 6, 7, 8, 11],
}

const EXAM_SUBJECTS = ['ru', 'ma', 'fi', 'hi', 'bi', 'gg', 'is', 'ob', 'li', 'in', 'en', 'de', 'fr', 'es']

const TRANSLITERATION: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

const slug = (text: string): string =>
  foldSubject(text)
    .replace(/[а-я]/g, (letter) => TRANSLITERATION[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')

/** The subject's name as the catalogue spells it: «русский яз.» → «Русский язык»; unknown subjects keep their own words. */
export const normaliseSubject = (text: string): string => {
  const known = findSubject(splitLevel(text).subject)
  if (known !== undefined) return known.name
  const words = text.replace(/\s+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type SubjectLevel = 'base' | 'prof' | 'advanced' | null

/** «Математика (профильный уровень)» → математика + prof. */
const splitLevel = (text: string): { subject: string; level: SubjectLevel } => {
  const words = foldSubject(text).split(' ')
  const has = (stem: string) => words.some((word) => word.startsWith(stem))
  const level: SubjectLevel = has('проф') ? 'prof' : has('углуб') ? 'advanced' : has('баз') ? 'base' : null
  return { subject: words.filter((word) => !/^(проф|углуб|баз|уровень|уровня)/.test(word)).join(' '), level }
}

/**
 * The procedure that a kind, a subject as a file spells it and a programme grade name.
 * Grade is required for ВПР, КДР and ГВЭ, ignored for ОГЭ and ЕГЭ.
 * Undefined where the three do not name one procedure: no subject, no grade, or ЕГЭ mathematics without its level.
 */
export const findProcedure = (
  kind: ProcedureRef['kind'],
  subjectText: string,
  grade: number | null,
): ProcedureRef | undefined => {
  const { subject: bare, level } = splitLevel(subjectText)
  const known = findSubject(bare)
  const code = known?.code ?? slug(subjectText)
  if (code === '') return undefined
  const subject = normaliseSubject(subjectText)
  if (kind === 'ege' && code === 'ma') {
    if (level !== 'base' && level !== 'prof') return undefined
    const word = level === 'base' ? 'базовая' : 'профильная'
    return ref('ege', `ege-ma-${level}`, 'Математика', 11, `ЕГЭ, математика ${word}`)
  }
  if (kind === 'oge') return ref('oge', `oge-${code}`, subject, 9, `ОГЭ, ${lower(subject)}`)
  if (kind === 'ege') return ref('ege', `ege-${code}`, subject, 11, `ЕГЭ, ${lower(subject)}`)
  if (grade === null || grade < 1 || grade > 12) return undefined
  // The advanced works of ВПР have other tasks and scales: their marks must not be added to the usual ones.
  const advanced = known !== undefined && level === 'advanced'
  const title = advanced ? `${lower(subject)} (углублённый уровень)` : lower(subject)
  const name = kind === 'other' ? subject : `${KIND_NAMES[kind]}, ${title}`
  return ref(
    kind,
    `${kind}-${code}-${grade}${advanced ? '-adv' : ''}`,
    subject,
    grade,
    `${name}, ${grade} класс`,
  )
}

const ref = (
  kind: ProcedureRef['kind'],
  code: string,
  subject: string,
  programmeGrade: number,
  name: string,
): ProcedureRef => ({ code, name, kind, subject, programmeGrade })

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/**
 * Everything the catalogue keeps about a procedure, for one that a file brings too: rules follow from its kind
 * (ЕГЭ by the certificate minimum, regional works by the basic level, all others by mark «2»).
 */
export const describeProcedure = (procedure: ProcedureRef): ProcedureDefinition => {
  const nine = NINE_PROCEDURES.indexOf(procedure.code as (typeof NINE_PROCEDURES)[number])
  const base = { ...procedure, shortName: shortName(procedure), position: nine >= 0 ? nine + 1 : 1000 }
  const source = (rule: string) => (nine >= 0 ? `${rule}; ${ORDER_847}` : rule)
  const minimum = procedure.kind === 'ege' ? EGE_MINIMUMS[procedure.code.slice('ege-'.length)] : undefined
  if (minimum !== undefined) {
    return {
      ...base,
      lowRule: { testScoreBelow: minimum },
      highRule: { testScoreFrom: 61 },
      source: source(EGE_SOURCE),
    }
  }
  if (procedure.kind === 'kdr' || procedure.kind === 'other') {
    return { ...base, lowRule: { mark: 2 }, highRule: null, source: BELOW_BASIC_SOURCE }
  }
  return { ...base, lowRule: { mark: 2 }, highRule: { marks: [4, 5] }, source: source(MARK_SOURCE) }
}

/** «ВПР МА5», «ОГЭ МА», «ЕГЭ МА проф.»: for narrow columns; a procedure without a known subject keeps its whole name. */
const shortName = ({ kind, code, name, subject, programmeGrade }: ProcedureRef): string => {
  const letters = subject === null ? undefined : findSubject(subject)?.letters
  if (letters === undefined || kind === 'other') return name
  const level =
    code === 'ege-ma-base'
      ? ' база'
      : code === 'ege-ma-prof'
        ? ' проф.'
        : code.endsWith('-adv')
          ? ' угл.'
          : ''
  const grade = kind === 'oge' || kind === 'ege' ? '' : String(programmeGrade ?? '')
  return `${KIND_NAMES[kind]} ${letters}${grade}${level}`
}

const seed = (kind: ProcedureRef['kind'], subject: string, grade: number | null): ProcedureDefinition => {
  const found = findProcedure(kind, subject, grade)
  if (found === undefined) throw new Error(`the catalogue names no procedure: ${kind} ${subject} ${grade}`)
  return describeProcedure(found)
}

const nameOf = (code: string): string => SUBJECTS.find((subject) => subject.code === code)?.name ?? code

/** The catalogue as data, for the seed of the `procedures` table: the nine first, then by kind, subject and grade. */
export const PROCEDURES: ProcedureDefinition[] = [
  ...Object.entries(VPR_GRADES).flatMap(([code, grades]) =>
    grades.map((grade) => seed('vpr', nameOf(code), grade)),
  ),
  ...EXAM_SUBJECTS.map((code) => seed('oge', nameOf(code), null)),
  seed('ege', 'Математика базовая', null),
  seed('ege', 'Математика профильная', null),
  ...[...EXAM_SUBJECTS, 'zh'].filter((code) => code !== 'ma').map((code) => seed('ege', nameOf(code), null)),
  ...[9, 11].flatMap((grade) => ['ru', 'ma'].map((code) => seed('gve', nameOf(code), grade))),
  seed('kdr', 'Читательская грамотность', 4),
  seed('kdr', 'Читательская грамотность', 6),
  seed('kdr', 'Естественно-научная грамотность', 8),
]
  .sort((left, right) => left.position - right.position)
  .map((procedure, index) => ({ ...procedure, position: index + 1 }))
