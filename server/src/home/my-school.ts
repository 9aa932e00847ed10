import { z } from 'zod'
import type { SchoolType } from '../places/school-type.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { SchoolCard } from '../profiles/schemas.ts'
import { buildSchoolCard } from '../profiles/school-card.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import { Contact, listContacts } from './contacts.ts'
import { lackingProcedures } from './lacking.ts'

/** «Наша школа»: where we stand and why, in three sentences; what is missing; who helps. */
export const SchoolToday = z.object({
  id: z.number().int(),
  name: z.string(),
  municipality: z.object({ id: z.number().int(), name: z.string() }),
  schoolYear: z.number().int(),
  status: z.enum(['listed', 'not-listed', 'insufficient-data']),
  isRisk: z.boolean(),
  /** Where we stand and why, how sure that is, what would change it. */
  sentences: z.array(z.string()),
  dynamicsLabel: z.string().nullable(),
  /** The deciding rows of this year, as on the card. */
  procedures: z.array(
    z.object({
      procedure: z.string(),
      name: z.string(),
      text: z.string(),
      meets: z.boolean().nullable(),
    }),
  ),
  lacking: z.array(z.string()),
  lists: SchoolCard.shape.lists,
  contacts: z.array(Contact),
})
export type SchoolToday = z.infer<typeof SchoolToday>

export async function buildSchoolToday(
  db: Db,
  actor: Actor,
  schoolId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<SchoolToday> {
  const card = await buildSchoolCard(db, actor, schoolId, schoolYear, methodologyId)
  const { explanation } = card
  const held = new Set(
    card.procedures.flatMap(({ procedure, years }) =>
      years.some((year) => year.schoolYear === schoolYear) ? [procedure] : [],
    ),
  )
  const rows = new Map(
    explanation.criteria
      .flatMap(({ evidence }) => evidence)
      .filter((row) => row.schoolYear === schoolYear)
      .map(({ procedure, name, text, meets }) => [procedure, { procedure, name, text, meets }]),
  )
  const place = { regionId: card.region.id, municipalityId: card.municipality.id, schoolId }
  return {
    id: card.id,
    name: card.name,
    municipality: card.municipality,
    schoolYear,
    status: explanation.status,
    isRisk: explanation.lists.some(({ id }) => id === 'risk'),
    sentences: [explanation.sentence, explanation.reliabilitySentence, explanation.distanceSentence].filter(
      (sentence) => sentence !== '',
    ),
    dynamicsLabel: 'value' in explanation.dynamics ? explanation.dynamicsLabel : null,
    procedures: [...rows.values()],
    lacking:
      card.status === 'open'
        ? lackingProcedures(card.schoolType as SchoolType | null, held, await listProcedures(db))
        : [],
    // A list that is not approved is nobody's news yet.
    lists: card.lists.filter(({ state }) => state === 'approved'),
    contacts: await listContacts(db, place, actor.id),
  }
}
