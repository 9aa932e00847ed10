import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { contains, type GrantedRole, type PlaceRef } from './access.ts'

export type PlaceKind = 'installation' | 'region' | 'municipality' | 'school'

/** What a role is called, at which kind of place it is granted, and what it is for. */
export const ROLES = {
  administrator: {
    label: 'Администратор',
    places: ['installation'],
    about: 'учётные записи и настройки; результатов школ не видит',
  },
  'regional-coordinator': {
    label: 'Региональный координатор',
    places: ['region'],
    about: 'весь регион: загрузки, перечни, документы',
  },
  'municipal-coordinator': {
    label: 'Муниципальный координатор',
    places: ['municipality'],
    about: 'школы своего муниципалитета',
  },
  curator: { label: 'Куратор', places: ['school'], about: 'закреплённые школы' },
  'school-team': { label: 'Школьная команда', places: ['school'], about: 'своя школа' },
  expert: { label: 'Эксперт', places: ['region'], about: 'документы, переданные на экспертизу' },
  observer: {
    label: 'Наблюдатель',
    places: ['region', 'municipality'],
    about: 'только чтение; числа меньше 10 участников скрыты',
  },
} as const satisfies Record<GrantedRole, { label: string; places: readonly PlaceKind[]; about: string }>

/** Who may hand out which roles; the place must be within the place of the grant by which it is done. */
const GRANTABLE: Partial<Record<string, readonly GrantedRole[]>> = {
  operator: Object.keys(ROLES) as GrantedRole[],
  administrator: Object.keys(ROLES) as GrantedRole[],
  'regional-coordinator': ['municipal-coordinator', 'curator', 'school-team', 'expert', 'observer'],
}

export const placeKindOf = ({ regionId, municipalityId, schoolId }: PlaceRef): PlaceKind => {
  if (schoolId !== null) return 'school'
  if (municipalityId !== null) return 'municipality'
  return regionId === null ? 'installation' : 'region'
}

export const mayGrant = (actor: Actor, role: GrantedRole, place: PlaceRef): boolean =>
  actor.grants.some((own) => GRANTABLE[own.role]?.includes(role) && contains(own, place))

/** Roles that the person may hand out somewhere, in the order of the table. */
export const grantableRoles = (actor: Actor): GrantedRole[] =>
  (Object.keys(ROLES) as GrantedRole[]).filter((role) =>
    actor.grants.some((own) => GRANTABLE[own.role]?.includes(role)),
  )

/** @throws Problem where the role is not for such a place, or not this person's to hand out */
export function requireMayGrant(actor: Actor, role: GrantedRole, place: PlaceRef): void {
  const { label, places } = ROLES[role]
  if (!(places as readonly PlaceKind[]).includes(placeKindOf(place)))
    throw new Problem(
      'request/invalid',
      `Роль «${label}» даётся на другом уровне: ${places.map((kind) => PLACE_WORDS[kind]).join(' или ')}.`,
    )
  if (!mayGrant(actor, role, place))
    throw new Problem(
      'request/forbidden',
      `Роль «${label}» в этом месте назначает кто-то другой: обратитесь к администратору.`,
    )
}

const PLACE_WORDS = {
  installation: 'вся система',
  region: 'регион',
  municipality: 'муниципалитет',
  school: 'школа',
} satisfies Record<PlaceKind, string>
