import { useState } from 'react'
import type { TableSearch } from './table-search.ts'

export interface SavedView {
  name: string
  search: TableSearch
}

const keyOf = (tableId: string) => `traektoria.views.${tableId}`

function load(tableId: string): SavedView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(tableId)) ?? '[]')
    if (!Array.isArray(stored)) return []
    return stored.filter((view): view is SavedView => typeof view?.name === 'string' && !!view.search)
  } catch {
    // Closed storage or a foreign value: saved views are a comfort, the table works without them.
    return []
  }
}

/** Views a person named in this browser: kept in its storage, a same name replaces. */
export function useSavedViews(tableId: string) {
  const [views, setViews] = useState(() => load(tableId))
  const store = (next: SavedView[]) => {
    setViews(next)
    try {
      localStorage.setItem(keyOf(tableId), JSON.stringify(next))
    } catch {
      // They stay until the page is closed.
    }
  }
  return {
    views,
    save: (view: SavedView) => store([...views.filter((old) => old.name !== view.name), view]),
    forget: (name: string) => store(views.filter((old) => old.name !== name)),
  }
}
