import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { LegalSource } from './criterion.ts'
import { listMethodologies } from './load-methodology.ts'
import { findKnownMethodology } from './methodologies.ts'
import { type Methodology, parseMethodology } from './methodology.ts'
import { changeMethodology } from './methodology-changes.ts'
import {
  insertMethodology,
  listMethodologyRows,
  type MethodologyRow,
  setWithdrawn,
} from './methodology-queries.ts'
import type { NewMethodology } from './methodology-schemas.ts'

/**
 * Makes a version of a methodology for a region: a copy of another with some settings changed. With an act it is adopted,
 * without one it is a draft that says so. Nothing that exists is changed.
 * @returns what was made; its reference is the code where it is the newest.
 */
export async function createMethodology(
  tx: Db,
  actor: Actor,
  regionId: number,
  request: NewMethodology,
  { now, requestId }: { now: Date; requestId?: string },
): Promise<{ methodology: Methodology; row: MethodologyRow }> {
  const base = await findKnownMethodology(tx, regionId, request.basedOn)
  const code = request.code ?? (await freeCode(tx, regionId))
  if (listMethodologies().some(({ id }) => id === code))
    throw new Problem('methodology/exists', `Код «${code}» занят методикой, которая идёт с программой.`)
  const source = sourceOf(request)
  const changed = changeMethodology(base.methodology, request.changes, source)
  const methodology = parseMethodology({
    ...changed,
    id: code,
    version: request.version,
    title: request.title,
    adoptedOn: request.act?.date ?? now.toISOString().slice(0, 10),
    sources: [
      ...(source ? [source] : []),
      {
        tag: 'setting',
        act: `Составлено по методике «${base.methodology.title}», версия ${base.methodology.version}`,
        date: null,
        ...(request.note ? { note: request.note } : {}),
      },
      ...base.methodology.sources,
    ],
  })
  const id = await insertMethodology(tx, {
    regionId,
    code,
    version: request.version,
    basedOn: `${base.methodology.id}@${base.methodology.version}`,
    act: request.act?.title ?? null,
    actNumber: request.act?.number ?? null,
    actDate: request.act?.date ?? null,
    note: request.note ?? null,
    document: methodology,
    createdBy: actor.id,
  })
  if (id === undefined)
    throw new Problem(
      'methodology/exists',
      `Версия «${request.version}» методики «${code}» уже есть: дайте новой версии другое обозначение.`,
    )
  const change = {
    title: request.title,
    basedOn: request.basedOn,
    changes: request.changes,
    act: request.act,
  }
  await recordChange(tx, {
    actor: actor.id,
    action: 'methodology.create',
    subjectKind: 'methodology',
    subjectId: `${code}@${request.version}`,
    after: { regionId, ...change },
    requestId,
  })
  return { methodology, row: await getRow(tx, regionId, id) }
}

/** The act of the region as a source of the conditions it changed; null for a draft. */
function sourceOf({ act }: NewMethodology): LegalSource | null {
  return act ? { tag: 'published', act: `${act.title} № ${act.number}`, date: act.date } : null
}

/** `regional-3`: the first number of the region that no version has had, withdrawn ones included. */
async function freeCode(db: Db, regionId: number): Promise<string> {
  const taken = new Set((await listMethodologyRows(db, regionId)).map(({ code }) => code))
  let number = 1
  while (taken.has(`regional-${number}`)) number += 1
  return `regional-${number}`
}

async function getRow(db: Db, regionId: number, id: number): Promise<MethodologyRow> {
  const row = (await listMethodologyRows(db, regionId)).find((one) => one.id === id)
  if (!row) throw new Problem('methodology/not-found', `Версии № ${id} у этого региона нет.`)
  return row
}

/** Takes an unused version out of use, or brings it back; the row and its history stay. */
export async function withdrawMethodology(
  tx: Db,
  actor: Actor,
  regionId: number,
  id: number,
  action: 'withdraw' | 'restore',
  requestId?: string,
): Promise<MethodologyRow> {
  const row = await getRow(tx, regionId, id)
  if (action === 'withdraw' && row.lists.length > 0)
    throw new Problem(
      'methodology/in-use',
      `По версии «${row.version}» составлены перечни (${row.lists.join('; ')}): её нельзя отозвать. Сделайте новую версию или отмените перечень.`,
    )
  await setWithdrawn(tx, id, action === 'withdraw' ? actor.id : null)
  await recordChange(tx, {
    actor: actor.id,
    action: `methodology.${action}`,
    subjectKind: 'methodology',
    subjectId: `${row.code}@${row.version}`,
    after: { regionId },
    requestId,
  })
  return getRow(tx, regionId, id)
}
