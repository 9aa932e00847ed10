/** What a table shows, as it stands in the address: short words a person can read and share. */
export interface TableSearch {
  q?: string
  /** Column id; a leading minus turns the order. */
  sort?: string
  /** `cluster:3,2;status:listed` */
  where?: string
  /** Ids of the shown columns joined with dots; the usual ones where left out. */
  columns?: string
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, 500)
    : typeof value === 'number'
      ? String(value)
      : undefined

/** Reads the address; what it does not understand is left out. */
export function readTableSearch(search: Record<string, unknown>): TableSearch {
  const found: TableSearch = {}
  for (const key of ['q', 'sort', 'where', 'columns'] as const) {
    const value = text(search[key])
    if (value !== undefined) found[key] = value
  }
  return found
}

/** Chosen values by filter id. */
export type Chosen = Readonly<Record<string, readonly string[]>>

export function readWhere(where: string | undefined): Chosen {
  const chosen: Record<string, string[]> = {}
  for (const part of (where ?? '').split(';')) {
    const [id, values] = part.split(':')
    if (id && values) chosen[id] = values.split(',').filter(Boolean)
  }
  return chosen
}

/** The opposite of `readWhere`; nothing chosen is no text at all. */
export function writeWhere(chosen: Chosen): string | undefined {
  const parts = Object.entries(chosen)
    .filter(([, values]) => values.length > 0)
    .map(([id, values]) => `${id}:${values.join(',')}`)
  return parts.length > 0 ? parts.join(';') : undefined
}

export interface Sort {
  column: string
  descending: boolean
}

export function readSort(sort: string | undefined, usual: string): Sort {
  const given = sort ?? usual
  return given.startsWith('-')
    ? { column: given.slice(1), descending: true }
    : { column: given, descending: false }
}

/** The next order after a click on a header: first the column's own direction, then the other one. */
export function nextSort(current: Sort, column: string, startsDescending: boolean): string {
  const descending = current.column === column ? !current.descending : startsDescending
  return `${descending ? '-' : ''}${column}`
}
