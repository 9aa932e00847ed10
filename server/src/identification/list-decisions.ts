import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { type ListAction, stateAfter } from './list-actions.ts'
import { getList, type ListRow, setDecision } from './list-queries.ts'

/** What the commission said of a school; a null decision takes an earlier one back. */
export interface SchoolDecision {
  schoolId: number
  decision: 'include' | 'exclude' | null
  reason: string | null
}

/** Locks a list and says where an action leads. @throws Problem `list/wrong-state` */
export async function nextState(
  tx: Db,
  listId: number,
  action: ListAction,
): Promise<{ list: ListRow; state: ListRow['state'] }> {
  const list = await getList(tx, listId, 'lock')
  const state = stateAfter(list.state, action)
  if (!state)
    throw new Problem('list/wrong-state', `Перечень «${list.name}» сейчас на другом шаге. Обновите страницу.`)
  return { list, state }
}

/**
 * Writes decisions into a list, all or none.
 * @returns what stood there before: given to this function again, it takes the step back.
 */
export async function decideSchools(
  tx: Db,
  listId: number,
  decisions: SchoolDecision[],
  change: { actor: string; requestId: string },
): Promise<SchoolDecision[]> {
  await nextState(tx, listId, 'decide')
  const earlier: SchoolDecision[] = []
  for (const { schoolId, decision, reason: words } of decisions) {
    const reason = decision === null ? null : (words?.trim() ?? '')
    if (reason === '')
      throw new Problem(
        'request/invalid',
        'Напишите, почему комиссия так решила: без причины решение не принимается.',
      )
    const before = await setDecision(tx, listId, schoolId, { decision, reason, actor: change.actor })
    if (!before) throw new Problem('request/not-found', 'Этой школы в перечне нет.')
    earlier.push({ schoolId, ...before } as SchoolDecision)
    await recordChange(tx, {
      actor: change.actor,
      action: 'list.decide',
      subjectKind: 'list',
      subjectId: String(listId),
      before: { schoolId, ...before },
      after: { schoolId, decision, reason },
      requestId: change.requestId,
    })
  }
  return earlier
}
