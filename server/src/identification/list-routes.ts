import { z } from 'zod'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { type Actor, defineRoute } from '../platform/http.ts'
import type { ListAction } from './list-actions.ts'
import { decideSchools, nextState } from './list-decisions.ts'
import { tellOfList } from './list-news.ts'
import { getList, listEntries, listLists, ownEntries, setListState } from './list-queries.ts'
import { writeListXlsx } from './list-xlsx.ts'
import { createList, toListDetail, toListSummary } from './lists.ts'
import {
  ApproveRequest,
  CreateListRequest,
  DecisionRequest,
  SchoolListDetail,
  SchoolListSummary,
} from './schemas.ts'

const listParams = { listId: z.coerce.number().int() }
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A list from draft to order: the commission's decisions, approval, and the frozen result. */
export function listRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/lists',
      action: 'list.read',
      summary: 'Lists of a region',
      params: { regionId: z.coerce.number().int() },
      response: z.array(SchoolListSummary),
      handle: async ({ params, db, actor }) =>
        (await listLists(db, params.regionId)).map((list) => toListSummary(actor, list)),
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/lists',
      action: 'list.write',
      summary: 'Freeze an identification as a draft list',
      params: { regionId: z.coerce.number().int() },
      body: CreateListRequest,
      response: SchoolListDetail,
      handle: async ({ params, body, db, actor }) =>
        toListDetail(db, actor, await createList(db, actor, params.regionId, body)),
    }),
    defineRoute({
      method: 'GET',
      path: '/lists/:listId',
      action: 'list.read',
      audited: 'list.read',
      summary: 'A list with its schools and the check that it can be reproduced',
      params: listParams,
      response: SchoolListDetail,
      kept: true,
      handle: async ({ params, db, actor }) => toListDetail(db, actor, params.listId),
    }),
    defineRoute({
      method: 'PUT',
      path: '/lists/:listId/entries/:schoolId',
      action: 'list.write',
      summary: 'The commission includes or excludes a school, with a reason; null takes the decision back',
      params: { ...listParams, schoolId: z.coerce.number().int() },
      body: DecisionRequest,
      response: SchoolListDetail,
      handle: async ({ params, body, db, actor, requestId }) => {
        await decideSchools(db, params.listId, [{ schoolId: params.schoolId, ...body }], {
          actor: actor.id,
          requestId,
        })
        return toListDetail(db, actor, params.listId)
      },
    }),
    ...(['review', 'reopen', 'cancel'] as const).map((action) =>
      defineRoute({
        method: 'POST',
        path: `/lists/:listId/${action}`,
        action: 'list.write',
        summary: MOVES[action],
        params: listParams,
        response: SchoolListDetail,
        handle: ({ params, db, actor, requestId }) => move(db, actor, params.listId, action, requestId),
      }),
    ),
    defineRoute({
      method: 'POST',
      path: '/lists/:listId/approve',
      action: 'list.approve',
      summary: 'Approve a list by an order with number and date; it is frozen for ever',
      params: listParams,
      body: ApproveRequest,
      response: SchoolListDetail,
      handle: ({ params, body, db, actor, requestId }) =>
        move(db, actor, params.listId, 'approve', requestId, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/lists/:listId/xlsx',
      action: 'list.read',
      audited: 'list.xlsx',
      summary: 'The list as a workbook',
      params: listParams,
      response: 'file',
      handle: async ({ params, db, actor }) => {
        const list = await getList(db, params.listId)
        const entries = await ownEntries(db, actor, await listEntries(db, list.id))
        const stream = await writeListXlsx(list, entries)
        return { fileName: `${list.name}.xlsx`, contentType: XLSX, stream }
      },
    }),
  ]
}

const MOVES = {
  review: 'Give a draft to the commission',
  reopen: 'Take a list back from the commission',
  cancel: 'Cancel a list that was not approved',
}

async function move(
  db: Db,
  actor: Actor,
  listId: number,
  action: ListAction,
  requestId: string,
  order: { orderNumber?: string; orderDate?: string } = {},
) {
  const { list, state } = await nextState(db, listId, action)
  await setListState(db, listId, { actor: actor.id, ...order, state })
  await recordChange(db, {
    actor: actor.id,
    action: `list.${action}`,
    subjectKind: 'list',
    subjectId: String(listId),
    before: { state: list.state },
    after: { state, ...order },
    requestId,
  })
  await tellOfList(db, listId, actor.id)
  return toListDetail(db, actor, listId)
}
