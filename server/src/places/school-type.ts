import { parseSchoolName } from './normalise-name.ts'

export const SCHOOL_TYPES = ['primary', 'basic', 'secondary', 'advanced', 'gymnasium', 'lyceum'] as const
export type SchoolType = (typeof SCHOOL_TYPES)[number]

export const SCHOOL_TYPE_LABELS = {
  primary: 'НОШ',
  basic: 'ООШ',
  secondary: 'СОШ',
  advanced: 'СОШ с УИОП',
  gymnasium: 'Гимназия',
  lyceum: 'Лицей',
} satisfies Record<SchoolType, string>

export const SETTLEMENT_TYPES = ['city', 'town', 'village'] as const
export type SettlementType = (typeof SETTLEMENT_TYPES)[number]

export const SETTLEMENT_TYPE_LABELS = {
  city: 'город',
  town: 'посёлок городского типа',
  village: 'село',
} satisfies Record<SettlementType, string>

const BY_WORD: Record<string, SchoolType> = {
  нош: 'primary',
  оош: 'basic',
  сош: 'secondary',
  гимназия: 'gymnasium',
  прогимназия: 'gymnasium',
  лицей: 'lyceum',
}

/**
 * The type of a school as its name or a «Тип» cell says it; null where they do not («Школа № 5»): a type decides which
 * procedures a school may hold, so it is never guessed.
 */
export function schoolTypeOf(text: string): SchoolType | null {
  const { type, words } = parseSchoolName(text)
  const known = type === null ? null : (BY_WORD[type] ?? null)
  const isGeneral = known === 'secondary' || type === 'школа'
  return isGeneral && words.includes('уиоп') ? 'advanced' : known
}
