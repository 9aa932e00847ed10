import { z } from 'zod'
import { can } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { buildMunicipalityCard } from '../profiles/municipality-card.ts'
import { MunicipalityCard } from '../profiles/municipality-schemas.ts'
import { listDocuments } from '../reports/document-queries.ts'
import { toDocumentSummary } from '../reports/documents.ts'
import { Contact, listContacts } from './contacts.ts'

/** «Мой район»: the card of the municipality, its papers, and who coordinates it. */
export const MunicipalityToday = z.object({
  card: MunicipalityCard,
  documents: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      stateLabel: z.string(),
      changedAt: z.string(),
    }),
  ),
  contacts: z.array(Contact),
})
export type MunicipalityToday = z.infer<typeof MunicipalityToday>

const SHOWN_DOCUMENTS = 5

export async function buildMunicipalityToday(
  db: Db,
  actor: Actor,
  municipalityId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<MunicipalityToday> {
  const card = await buildMunicipalityCard(db, actor, municipalityId, schoolYear, methodologyId)
  const place = { regionId: card.region.id, municipalityId, schoolId: null }
  const documents = (await listDocuments(db, card.region.id)).filter(
    (document) => document.municipalityId === municipalityId && can(actor, 'document.read', document),
  )
  return {
    card,
    documents: documents.slice(0, SHOWN_DOCUMENTS).map((head) => {
      const { id, name, stateLabel, changedAt } = toDocumentSummary(head)
      return { id, name, stateLabel, changedAt }
    }),
    contacts: await listContacts(db, place, actor.id),
  }
}
