import { sql } from 'kysely'
import { z } from 'zod'
import { type Action, gives, type PlaceRef } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'

/** A first screen that the person has: what it answers and of which place. */
export const FirstScreen = z.object({
  kind: z.enum(['region', 'municipality', 'curator', 'school', 'expert', 'health']),
  regionId: z.number().int().nullable(),
  municipalityId: z.number().int().nullable(),
  schoolId: z.number().int().nullable(),
  /** «Мой район» */
  title: z.string(),
  /** «Вяземский район»; null where the screen is of no one place. */
  placeName: z.string().nullable(),
})
export type FirstScreen = z.infer<typeof FirstScreen>
type Kind = FirstScreen['kind']

const TITLES = {
  region: 'Регион сегодня',
  municipality: 'Мой район',
  curator: 'Мои школы',
  school: 'Наша школа',
  expert: 'На экспертизу',
  health: 'Состояние системы',
} satisfies Record<Kind, string>

/** Which action opens which screen, and how much of the grant's place the screen is about. The widest first. */
const SCREENS: readonly { kind: Kind; action: Action; level: 'installation' | 'region' | 'place' }[] = [
  { kind: 'region', action: 'region.read', level: 'place' },
  { kind: 'municipality', action: 'home.municipality', level: 'place' },
  { kind: 'curator', action: 'home.curator', level: 'region' },
  { kind: 'school', action: 'home.school', level: 'place' },
  { kind: 'expert', action: 'home.expert', level: 'region' },
  { kind: 'health', action: 'system.read', level: 'installation' },
]

/** An observer's role opens the screen of a region or of a municipality, whichever was given. */
const isAbout = (kind: Kind, { municipalityId }: PlaceRef): boolean =>
  kind === 'region' ? municipalityId === null : kind !== 'municipality' || municipalityId !== null

/** The first screens of a person, the widest place first, each once. Pure. */
export function firstScreensOf(actor: Actor): (PlaceRef & { kind: Kind })[] {
  const screens = SCREENS.flatMap(({ kind, action, level }) =>
    actor.grants
      .filter((grant) => gives(grant, action))
      .filter((grant) => isAbout(kind, grant))
      .map(({ regionId, municipalityId, schoolId }) => ({
        kind,
        regionId: level === 'installation' ? null : regionId,
        municipalityId: level === 'place' ? municipalityId : null,
        schoolId: level === 'place' ? schoolId : null,
      })),
  )
  const seen = new Set<string>()
  return screens.filter((screen) => {
    const key = Object.values(screen).join(' ')
    return !seen.has(key) && seen.add(key)
  })
}

/** The same with the names of their places. */
export async function listFirstScreens(db: Db, actor: Actor): Promise<FirstScreen[]> {
  const screens = firstScreensOf(actor)
  if (screens.length === 0) return []
  const { rows } = await sql<{ kind: 'region' | 'municipality' | 'school'; id: number; name: string }>`
    select 'region' as kind, id, name from regions where id = any(${ids(screens, 'regionId')}::integer[])
    union all select 'municipality', id, name from municipalities where id = any(${ids(screens, 'municipalityId')}::integer[])
    union all select 'school', id, name from schools where id = any(${ids(screens, 'schoolId')}::integer[])`.execute(
    db,
  )
  const names = new Map(rows.map(({ kind, id, name }) => [`${kind} ${id}`, name]))
  return screens.map((screen) => ({
    ...screen,
    title: TITLES[screen.kind],
    placeName: names.get(narrowest(screen)) ?? null,
  }))
}

const ids = (places: readonly PlaceRef[], column: keyof PlaceRef) =>
  places.flatMap((place) => place[column] ?? [])

const narrowest = ({ regionId, municipalityId, schoolId }: PlaceRef): string => {
  if (schoolId !== null) return `school ${schoolId}`
  return municipalityId === null ? `region ${regionId}` : `municipality ${municipalityId}`
}
