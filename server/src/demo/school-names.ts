import type { Random } from '../statistics/random.ts'
import type { DemoSchoolType } from './demo-region.ts'
import { DEDICATIONS, type VillageName } from './region-names.ts'

export type SchoolPlace =
  | { kind: 'numbered'; number: number | null; sign: string; settlement: { name: string; genitive: string } }
  | { kind: 'village'; sign: string; village: VillageName }

const SHORT = {
  primary: 'НОШ',
  basic: 'ООШ',
  secondary: 'СОШ',
  advanced: 'СОШ с УИОП',
  gymnasium: 'гимназия',
  lyceum: 'лицей',
} satisfies Record<DemoSchoolType, string>

const FULL = {
  primary: 'начальная школа',
  basic: 'основная общеобразовательная школа',
  secondary: 'средняя общеобразовательная школа',
  advanced: 'средняя школа с углублённым изучением отдельных предметов',
  gymnasium: 'гимназия',
  lyceum: 'лицей',
} satisfies Record<DemoSchoolType, string>

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** An official name with the variety of real registries; `random` chooses the legal form and the way of writing. */
export const schoolName = (type: DemoSchoolType, place: SchoolPlace, random: Random): string => {
  if (place.kind === 'village') {
    const form = random.pick(['МКОУ', 'МКОУ', 'МБОУ', 'МБОУ', 'МОУ'])
    const { adjective, name } = place.village
    const way = random.next()
    if (way < 0.4) return `${form} ${adjective} ${SHORT[type]}`
    if (way < 0.6) return `${form} «${adjective} ${SHORT[type]}»`
    if (way < 0.8) return `${form} «${adjective} ${FULL[type]}»`
    if (way < 0.9) return `${form} «${capital(FULL[type])} ${place.sign} ${name}»`
    return `${form} «${adjective} ${SHORT[type]} ${random.pick(DEDICATIONS)}»`
  }
  const form = random.pick(['МБОУ', 'МБОУ', 'МАОУ'])
  const number = place.number === null ? '' : ` № ${place.number}`
  const where = `${place.sign} ${place.settlement.genitive}`
  if (type === 'gymnasium' || type === 'lyceum') {
    const dedication = random.chance(0.35) ? ` ${random.pick(DEDICATIONS)}` : ''
    return `${form} «${capital(FULL[type])}${number}${dedication}» ${where}`
  }
  if (type === 'advanced') return `${form} «СОШ${number} с УИОП» ${where}`
  const way = random.next()
  if (way < 0.45) return `${form} «Средняя школа${number}» ${where}`
  if (way < 0.75) return `${form} «СОШ${number}» ${where}`
  return `${form} «Средняя общеобразовательная школа${number}» ${where}`
}
