import type { z } from 'zod'
import { can, INSTALLATION } from '../accounts/access.ts'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { counted } from '../platform/russian.ts'
import { assessCertainty } from './certainty/assess-region.ts'
import { explainFinding } from './explain-sentence.ts'
import { freezeInputs, inputsSha256, isReproducible } from './freeze.ts'
import { identify } from './identify.ts'
import { allowedListActions, LIST_STATE_LABELS } from './list-actions.ts'
import {
  type EntryRow,
  getList,
  insertList,
  isListed,
  type ListRow,
  type ListTotals,
  listEntries,
  loadFrozen,
  ownEntries,
} from './list-queries.ts'
import { holdRegionMethodology } from './methodologies.ts'
import { loadIdentificationInput } from './queries.ts'
import type { CreateListRequest, SchoolListDetail, SchoolListEntry, SchoolListSummary } from './schemas.ts'

const SCHOOLS = ['школа', 'школы', 'школ'] as const

/** Runs the identification and freezes it whole: inputs, methodology, findings. @returns the id of the draft */
export async function createList(
  db: Db,
  actor: Actor,
  regionId: number,
  request: Omit<z.infer<typeof CreateListRequest>, 'leastParticipants'> & {
    leastParticipants?: number | null
  },
): Promise<number> {
  const methodology = await holdRegionMethodology(db, regionId, request.methodology)
  const input = await loadIdentificationInput(db, regionId, request.schoolYear, methodology)
  if (!input.counts.some((count) => count.schoolYear === request.schoolYear))
    throw new Problem(
      'list/wrong-state',
      `За ${request.schoolYear} год результатов нет: сначала загрузите файлы.`,
    )
  const identification = identify(input)
  const certainty = assessCertainty(input, identification)
  const frozen = freezeInputs(input)
  const row = {
    regionId,
    ...request,
    leastParticipants: request.leastParticipants ?? null,
    methodology,
    inputsSha256: inputsSha256(frozen, methodology),
    createdBy: actor.id,
  }
  const id = await insertList(
    db,
    row,
    frozen,
    identification.findings,
    identification.findings.map((_, index) => ({
      ...certainty.verdict(index),
      dependent: certainty.dependent(index),
      dynamics: certainty.dynamics(index),
    })),
  )
  await recordChange(db, {
    actor: actor.id,
    action: 'list.create',
    subjectKind: 'list',
    subjectId: String(id),
    after: {
      name: row.name,
      schoolYear: row.schoolYear,
      methodology: methodology.id,
      leastParticipants: row.leastParticipants,
      inputsSha256: row.inputsSha256,
    },
  })
  return id
}

/** @param actor who may do with the list what its state allows, and their role too */
export function toListSummary(actor: Actor, list: ListRow & ListTotals): z.infer<typeof SchoolListSummary> {
  const place = { ...INSTALLATION, regionId: list.regionId }
  const { methodology, inputsSha256: _, createdAt, orderDate, ...plain } = list
  return {
    ...plain,
    stateLabel: LIST_STATE_LABELS[list.state],
    orderDate,
    methodologyTitle: methodology.title,
    includedByCommission: list.included,
    excludedByCommission: list.excluded,
    createdAt: createdAt.toISOString(),
    sentence: listSentence(list),
    allowedActions: allowedListActions(list.state).filter((action) =>
      can(actor, action === 'approve' ? 'list.approve' : 'list.write', place),
    ),
  }
}

/** «В перечне 96 школ: правило назвало 95, комиссия включила 2 и исключила 1»; of an approved list, its order first. */
function listSentence(list: ListRow & ListTotals): string {
  const schools = `в перечне ${counted(list.listed, SCHOOLS)}`
  if (list.state === 'approved') {
    const [year, month, day] = (list.orderDate ?? '').split('-')
    return `Утверждён приказом № ${list.orderNumber} от ${day}.${month}.${year}: ${schools}`
  }
  if (list.state === 'cancelled') return `Отменён: ${schools}`
  const moves = [
    ...(list.included > 0 ? [`включила ${list.included}`] : []),
    ...(list.excluded > 0 ? [`исключила ${list.excluded}`] : []),
  ]
  const said =
    moves.length === 0
      ? ''
      : `: правило назвало ${list.listed - list.included + list.excluded}, комиссия ${moves.join(' и ')}`
  return `В перечне ${counted(list.listed, SCHOOLS)}${said}`
}

export async function toListDetail(
  db: Db,
  actor: Actor,
  listId: number,
): Promise<z.infer<typeof SchoolListDetail>> {
  const list = await getList(db, listId)
  const entries = await listEntries(db, listId)
  const { frozen, findings } = await loadFrozen(db, listId)
  const totals: ListTotals = {
    listed: entries.filter(isListed).length,
    included: entries.filter((entry) => entry.decision === 'include' && !entry.listedByRule).length,
    excluded: entries.filter((entry) => entry.decision === 'exclude' && entry.listedByRule).length,
  }
  const own = await ownEntries(db, actor, entries)
  return {
    ...toListSummary(actor, { ...list, ...totals }),
    entries: own.map((entry) => toEntry(entry, list)),
    belowLeast:
      list.leastParticipants === null
        ? null
        : own.filter(
            (entry) => isListed(entry) && (participantsOf(entry) ?? 0) < (list.leastParticipants ?? 0),
          ).length,
    reproducible: isReproducible(frozen, list.methodology, list.schoolYear, findings),
    inputsSha256: list.inputsSha256,
  }
}

const participantsOf = ({ finding: { reliability } }: EntryRow): number | null =>
  'participants' in reliability ? reliability.participants : null

function toEntry(entry: EntryRow, list: ListRow): z.infer<typeof SchoolListEntry> {
  const { finding, frozen } = entry
  return {
    schoolId: entry.schoolId,
    code: frozen.school.code,
    name: frozen.school.name,
    municipality: frozen.school.municipality,
    status: finding.status,
    listedByRule: entry.listedByRule,
    decision: entry.decision,
    reason: entry.reason,
    decidedBy: entry.decidedBy,
    decidedAt: entry.decidedAt?.toISOString() ?? null,
    listed: isListed(entry),
    cluster:
      'missing' in finding.cluster ? { missing: finding.cluster.missing } : { value: finding.cluster.value },
    reliability: 'missing' in finding.reliability ? null : finding.reliability.value,
    leastParticipants: participantsOf(entry),
    certainty: entry.certainty,
    sentence: explainFinding(finding, list.methodology),
  }
}
