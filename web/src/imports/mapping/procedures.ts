import type { Choice } from '../../ui/field.tsx'
import { OWN_PROCEDURE } from './draft.ts'

/** The procedures of the catalogue, and a way to name one's own. */
export const procedureChoices = (catalogue: readonly { code: string; name: string }[]): Choice[] => [
  { value: '', label: 'Выберите процедуру' },
  ...catalogue.map(({ code, name }) => ({ value: code, label: name })),
  { value: OWN_PROCEDURE, label: 'Другая процедура…' },
]

export const KIND_CHOICES: readonly Choice[] = [
  { value: 'vpr', label: 'ВПР' },
  { value: 'oge', label: 'ОГЭ' },
  { value: 'ege', label: 'ЕГЭ' },
  { value: 'gve', label: 'ГВЭ' },
  { value: 'kdr', label: 'Региональная работа (КДР)' },
  { value: 'other', label: 'Иная' },
]

const KEY_KIND_CHOICES: readonly Choice[] = [
  { value: 'edu', label: 'логин ФИС ОКО (edu000000)' },
  { value: 'rcoi', label: 'код РЦОИ' },
  { value: 'inn', label: 'ИНН' },
  { value: 'ogrn', label: 'ОГРН' },
  { value: 'urn', label: 'URN' },
  { value: 'code', label: 'другой код' },
]

/** A saved description may name a kind of code of its own. */
export const keyKindChoices = (keyKind: string): readonly Choice[] =>
  KEY_KIND_CHOICES.some(({ value }) => value === keyKind)
    ? KEY_KIND_CHOICES
    : [...KEY_KIND_CHOICES, { value: keyKind, label: `код «${keyKind}»` }]

export const MISSING_CHOICES: readonly Choice[] = [
  { value: 'withheld', label: 'скрыто источником' },
  { value: 'too-few', label: 'слишком мало участников' },
  { value: 'not-submitted', label: 'не представлено' },
  { value: 'not-applicable', label: 'не относится к школе' },
]
