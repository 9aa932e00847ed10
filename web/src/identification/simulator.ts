import type { SchoolDecision, SchoolListEntry } from '../api.ts'

/** Schools that were ticked otherwise than they stand in the list now: id → in the list or not. */
export type Ticks = ReadonlyMap<number, boolean>

type Entry = Pick<SchoolListEntry, 'schoolId' | 'listed' | 'listedByRule' | 'municipality' | 'reliability'>

/** Whether a school would be in the list. */
export const isTicked = (entry: Pick<Entry, 'schoolId' | 'listed'>, ticks: Ticks): boolean =>
  ticks.get(entry.schoolId) ?? entry.listed

/** What has to be written: a tick that agrees with the rule takes an earlier decision back, any other is a decision. */
export const decisionsOf = (entries: readonly Entry[], ticks: Ticks): SchoolDecision[] =>
  entries.flatMap((entry): SchoolDecision[] => {
    const isIn = isTicked(entry, ticks)
    if (isIn === entry.listed) return []
    const { schoolId, listedByRule } = entry
    return [{ schoolId, decision: isIn === listedByRule ? null : isIn ? 'include' : 'exclude', reason: null }]
  })

export interface Outlook {
  listed: number
  before: number
  /** How sure the conclusions about the listed schools are; `null` where there is no such conclusion. */
  reliability: Record<'high' | 'medium' | 'low' | 'none', number>
  municipalities: { name: string; before: number; after: number }[]
}

/** The list as it would be. Municipalities without listed schools before and after are left out. */
export const outlookOf = <E extends Entry>(entries: readonly E[], isIn: (entry: E) => boolean): Outlook => {
  const outlook: Outlook = {
    listed: 0,
    before: 0,
    reliability: { high: 0, medium: 0, low: 0, none: 0 },
    municipalities: [],
  }
  const places = new Map<string, { name: string; before: number; after: number }>()
  for (const entry of entries) {
    const place = places.get(entry.municipality) ?? { name: entry.municipality, before: 0, after: 0 }
    places.set(entry.municipality, place)
    if (entry.listed) {
      place.before += 1
      outlook.before += 1
    }
    if (!isIn(entry)) continue
    place.after += 1
    outlook.listed += 1
    outlook.reliability[entry.reliability ?? 'none'] += 1
  }
  outlook.municipalities = [...places.values()].filter(({ before, after }) => before + after > 0)
  return outlook
}
