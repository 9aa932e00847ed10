import type { SheetSample } from '../model.ts'
import { foldHeader, headerTexts, type UnderstoodColumn } from './columns.ts'
import { isPersonalHeader, PERSONAL_ROLE } from './personal-columns.ts'

export const SIDES = ['lower', 'same', 'higher'] as const
export type Side = (typeof SIDES)[number]

const SIDE_WORDS: Record<Side, { beginning: RegExp; title: string }> = {
  lower: { beginning: /^понизил/, title: 'Понизили' },
  same: { beginning: /^подтвердил/, title: 'Подтвердили' },
  higher: { beginning: /^повысил/, title: 'Повысили' },
}
export const sideTitle = (side: Side): string => SIDE_WORDS[side].title

const GROUP = /^групп[ыа] участников$/
const TOTAL = /^(кол-?\s?во|количество) участников\s?\(?\s?(всего)?\s?\)?$/
const COUNT = /(кол-?\s?во|количество|число)( участников)?$|,? ?чел$/
const SHARE = /(%|процент\S*|доля)$/

/** Zero-based columns of «Сравнение отметок с отметками по журналу». Counts must be there, shares only check them. */
export interface JournalLayout {
  headerRows: number[]
  headers: string[]
  group: number
  total: number | null
  counts: Record<Side, number>
  shares: Partial<Record<Side, number>>
}

const HEADER_ROWS_AT_MOST = 3

/**
 * The header among the first rows: one line as ФИС ОКО prints it («Понизили (Отметка < Отметка по журналу) %»), or
 * «Понизили» merged over «%» and «Кол-во участников». Undefined where a sheet has no such table.
 */
export const findJournalLayout = (sample: SheetSample): JournalLayout | undefined => {
  for (let height = 1; height <= HEADER_ROWS_AT_MOST; height++) {
    for (let start = 0; start + height <= sample.rows.length; start++) {
      const rows = sample.rows.slice(start, start + height)
      const headers = headerTexts(rows, sample.merges)
      const columns = columnsOf(headers)
      if (columns !== undefined) return { headerRows: rows.map((row) => row.rowNumber), headers, ...columns }
    }
  }
  return undefined
}

const columnsOf = (headers: string[]): Omit<JournalLayout, 'headerRows' | 'headers'> | undefined => {
  let group: number | undefined
  let total: number | null = null
  let side: Side | undefined
  const counts: Partial<Record<Side, number>> = {}
  const shares: Partial<Record<Side, number>> = {}
  headers.forEach((header, index) => {
    const text = foldHeader(header)
    const named = SIDES.find((candidate) => SIDE_WORDS[candidate].beginning.test(text))
    if (named !== undefined) side = named
    else if (group === undefined && GROUP.test(text)) group = index
    // «Кол-во участников» before the first group is everybody; after it, the group on its left.
    else if (side === undefined && TOTAL.test(text)) total = index
    if (side === undefined) return
    if (SHARE.test(text)) shares[side] ??= index
    else if (COUNT.test(text)) counts[side] ??= index
  })
  if (group === undefined || !SIDES.every((each) => counts[each] !== undefined)) return undefined
  return { group, total, counts: counts as Record<Side, number>, shares }
}

/** The columns as the preview names them. */
export const describeLayout = (layout: JournalLayout): UnderstoodColumn[] => {
  const roles = new Map<number, string>([[layout.group, 'группа участников']])
  if (layout.total !== null) roles.set(layout.total, 'участников')
  for (const side of SIDES) {
    roles.set(layout.counts[side], `${sideTitle(side).toLowerCase()}, участников`)
    const share = layout.shares[side]
    if (share !== undefined) roles.set(share, `${sideTitle(side).toLowerCase()}, %`)
  }
  return layout.headers.map((header, index) => ({
    index,
    header,
    role: isPersonalHeader(header) ? PERSONAL_ROLE : (roles.get(index) ?? null),
  }))
}
