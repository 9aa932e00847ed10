import { sql } from 'kysely'
import { z } from 'zod'
import { contains, type PlaceRef } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'

/** Somebody who answers for a place and can be called. */
export const Contact = z.object({
  name: z.string(),
  /** «Куратор школы» */
  label: z.string(),
  position: z.string().nullable(),
  email: z.string(),
  phone: z.string().nullable(),
})
export type Contact = z.infer<typeof Contact>

/** Who helps, the nearest first, in words of those who are helped. */
const HELPERS = {
  curator: 'Куратор школы',
  'municipal-coordinator': 'Координатор муниципалитета',
  'regional-coordinator': 'Координатор региона',
} as const
type Helper = keyof typeof HELPERS
const ORDER = Object.keys(HELPERS)

/**
 * People with a grant over the place today: whom a school or a municipality can ask.
 * @param except the person who asks: nobody is told to call themselves
 */
export async function listContacts(db: Db, place: PlaceRef, except: string): Promise<Contact[]> {
  const { rows } = await sql<Omit<Contact, 'label'> & PlaceRef & { role: Helper }>`
    select distinct u.name, u.position, u.email, u.phone, g.role, g.region_id as "regionId",
      g.municipality_id as "municipalityId", g.school_id as "schoolId"
    from grants g join users u on u.id = g.user_id
    where g.region_id = ${place.regionId} and g.role = any(${ORDER}::text[]) and u.disabled_at is null and u.id <> ${except}
      and g.granted_from <= current_date and (g.granted_until is null or g.granted_until >= current_date)
    order by u.name`.execute(db)
  return rows
    .filter((row) => contains(row, place))
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role))
    .map(({ name, role, position, email, phone }) => ({ name, label: HELPERS[role], position, email, phone }))
}
