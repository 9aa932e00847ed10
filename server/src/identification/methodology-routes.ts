import { z } from 'zod'
import { can, INSTALLATION } from '../accounts/access.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { type Actor, defineRoute } from '../platform/http.ts'
import { dateWords } from './legal-source.ts'
import {
  findKnownMethodology,
  type KnownMethodology,
  listKnownMethodologies,
  readStored,
} from './methodologies.ts'
import { describeMethodology } from './methodology-document.ts'
import { listPhrases } from './methodology-phrases.ts'
import { listMethodologyRows, type MethodologyRow } from './methodology-queries.ts'
import {
  MethodologyControls,
  MethodologyDocument,
  MethodologyVersion,
  NewMethodology,
} from './methodology-schemas.ts'
import { listSettings } from './methodology-settings.ts'
import { createMethodology, withdrawMethodology } from './methodology-versions.ts'

const regionParams = { regionId: z.coerce.number().int() }

const toDocument = ({ methodology, reference, row, isNewest }: KnownMethodology): MethodologyDocument => ({
  ...describeMethodology(methodology),
  reference,
  isOwn: row !== null,
  isDraft: row !== null && row.act === null,
  isNewest,
})

/** Methodologies of a region: the product's own and the region's versions of them. */
export function methodologyRoutes(clock: Clock = systemClock) {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/methodologies',
      action: 'methodology.read',
      summary: 'Methodologies that can be used in a region, each read as a document',
      params: regionParams,
      response: z.array(MethodologyDocument),
      handle: async ({ params, db }) => (await listKnownMethodologies(db, params.regionId)).map(toDocument),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/methodologies/:reference/versions',
      action: 'methodology.read',
      summary: 'Every version of one methodology with who made it, why, and the lists made by it',
      params: { ...regionParams, reference: z.string().max(200) },
      response: z.array(MethodologyVersion),
      handle: ({ params, db, actor }) => listVersions(db, actor, params.regionId, params.reference),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/methodologies/:reference/controls',
      action: 'methodology.read',
      summary: 'The rule of a methodology in words with its numbers as controls',
      params: { ...regionParams, reference: z.string().max(200) },
      response: MethodologyControls,
      handle: async ({ params, db }) => {
        const known = await findKnownMethodology(db, params.regionId, params.reference)
        const { id: _, title, version } = known.methodology
        const { reference, row } = known
        const settings = listSettings(known.methodology)
        return {
          reference,
          title,
          version,
          isOwn: row !== null,
          settings,
          phrases: listPhrases(known.methodology),
        }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/methodologies',
      action: 'methodology.write',
      summary: 'Make a version of a methodology for a region: a copy with some settings changed',
      params: regionParams,
      body: NewMethodology,
      response: MethodologyVersion,
      handle: async ({ params, body, db, actor, requestId }) => {
        const { row } = await createMethodology(db, actor, params.regionId, body, { now: clock(), requestId })
        return toVersion(row, row.code, true)
      },
    }),
    ...(['withdraw', 'restore'] as const).map((action) =>
      defineRoute({
        method: 'POST',
        path: `/regions/:regionId/methodologies/versions/:id/${action}`,
        action: 'methodology.write',
        summary:
          action === 'withdraw' ? 'Take an unused version out of use' : 'Bring a withdrawn version back',
        params: { ...regionParams, id: z.coerce.number().int() },
        response: MethodologyVersion,
        handle: async ({ params, db, actor, requestId }) => {
          const row = await withdrawMethodology(db, actor, params.regionId, params.id, action, requestId)
          return toVersion(row, `${row.code}@${row.version}`, true)
        },
      }),
    ),
  ]
}

async function listVersions(
  db: Db,
  actor: Actor,
  regionId: number,
  reference: string,
): Promise<MethodologyVersion[]> {
  const code = reference.split('@')[0]!
  const rows = await listMethodologyRows(db, regionId, code)
  if (rows.length > 0) {
    const newest = rows.find((row) => row.withdrawnAt === null)
    const mayMove = can(actor, 'methodology.write', { ...INSTALLATION, regionId })
    return rows.map((row) =>
      toVersion(row, row === newest ? row.code : `${row.code}@${row.version}`, mayMove),
    )
  }
  const { methodology } = await findKnownMethodology(db, regionId, reference)
  return [
    {
      id: null,
      reference: methodology.id,
      version: methodology.version,
      title: methodology.title,
      act: dateWords(methodology.adoptedOn),
      note: 'Идёт с программой',
      basedOn: null,
      createdAt: null,
      createdBy: null,
      isWithdrawn: false,
      unreadable: null,
      lists: [],
      allowedActions: [],
    },
  ]
}

function toVersion(row: MethodologyRow, reference: string, mayMove: boolean): MethodologyVersion {
  const stored = readStored(row.document)
  const title = (row.document as { title?: unknown }).title
  const isWithdrawn = row.withdrawnAt !== null
  return {
    id: row.id,
    reference,
    version: row.version,
    title: typeof title === 'string' ? title : row.code,
    act:
      row.act === null
        ? null
        : `${row.act} № ${row.actNumber} от ${row.actDate?.split('-').reverse().join('.')}`,
    note: row.note,
    basedOn: row.basedOn,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    isWithdrawn,
    unreadable: 'unreadable' in stored ? stored.unreadable : null,
    lists: row.lists,
    allowedActions: !mayMove ? [] : isWithdrawn ? ['restore'] : row.lists.length === 0 ? ['withdraw'] : [],
  }
}
