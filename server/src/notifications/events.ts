import { z } from 'zod'
import { SecurityEvent } from '../accounts/security-events.ts'

const id = z.number().int()
const School = z.object({ id, municipalityId: id, name: z.string() })
export type EventSchool = z.infer<typeof School>

const ofImport = { importId: id, fileName: z.string() }
const ofList = { listId: id, name: z.string(), schoolYear: id }

/** The facts of an event, whole: nobody is told them as they stand, see tell.ts. */
export const NotificationEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import-committed'), ...ofImport, schoolYear: id, schoolCount: id }),
  z.object({ kind: z.literal('import-refused'), ...ofImport, reason: z.string() }),
  z.object({ kind: z.literal('match-waiting'), ...ofImport, waiting: id }),
  z.object({ kind: z.literal('list-review'), ...ofList, listed: id }),
  z.object({
    kind: z.literal('list-approved'),
    ...ofList,
    orderNumber: z.string(),
    orderDate: z.string(),
    listed: z.array(School),
  }),
  z.object({
    kind: z.literal('document-signed'),
    documentId: id,
    name: z.string(),
    number: z.string(),
    date: z.string(),
    municipalityId: id.nullable(),
    schoolId: id.nullable(),
  }),
  z.object({
    kind: z.literal('watched-list'),
    ...ofList,
    entered: z.array(School),
    left: z.array(School),
  }),
  z.object({ kind: z.literal('watched-results'), schoolYear: id, schools: z.array(School) }),
  ...SecurityEvent.options,
])
export type NotificationEvent = z.infer<typeof NotificationEvent>
