import type { SchoolListSummary } from './schemas.ts'

export type ListState = SchoolListSummary['state']
export type ListAction = SchoolListSummary['allowedActions'][number]

/** The life of a list: what may be done in each state and where it leads. An approved list is frozen for ever. */
export const LIST_ACTIONS = {
  draft: { decide: 'draft', review: 'review', cancel: 'cancelled' },
  review: { decide: 'review', approve: 'approved', reopen: 'draft', cancel: 'cancelled' },
  approved: {},
  cancelled: {},
} as const satisfies Record<ListState, Partial<Record<ListAction, ListState>>>

export const LIST_STATE_LABELS = {
  draft: 'черновик',
  review: 'на рассмотрении комиссии',
  approved: 'утверждён',
  cancelled: 'отменён',
} satisfies Record<ListState, string>

export const allowedListActions = (state: ListState): ListAction[] =>
  Object.keys(LIST_ACTIONS[state]) as ListAction[]

/** The state after an action, or undefined where it may not be done now. */
export function stateAfter(state: ListState, action: ListAction): ListState | undefined {
  const actions: Partial<Record<ListAction, ListState>> = LIST_ACTIONS[state]
  return actions[action]
}
