import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { ApiProblem, type Cut, type Session, sessionQuery } from './api.ts'

export interface Scope {
  session: Session
  region: Session['regions'][number]
  regionId: number
  /** The year of the address, else the newest with results, else the current one. */
  year: number
  methodology: string
  cut: Cut
  hasResults: boolean
  /** Whether the person may do it in the region or in a part of it: what pages offer. The server decides again. */
  may: (action: string) => boolean
}

/** Which region, year and methodology the address asks for. Only below `/regions/:regionId`. */
export function useScope(): Scope {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const params = useParams({ strict: false })
  const search = useSearch({ strict: false })
  const regionId = Number(params.regionId)
  const region = session.regions.find((item) => item.id === regionId)
  if (!region) throw notFound('Такого региона нет', 'Выберите регион на первой странице.')
  return toScope(session, region, search)
}

const KEPT = 'traektoria.region'
export const keepRegion = (regionId: number): void => sessionStorage.setItem(KEPT, String(regionId))

/** The region that was last looked at, for pages of no region; null where there is none. */
export function useNearestScope(session: Session): Scope | null {
  const kept = Number(sessionStorage.getItem(KEPT))
  const region = session.regions.find(({ id }) => id === kept) ?? session.regions[0]
  return region ? toScope(session, region, {}) : null
}

function toScope(
  session: Session,
  region: Session['regions'][number],
  search: { year?: number | undefined; methodology?: string | undefined },
): Scope {
  const year = search.year ?? region.years[0] ?? new Date().getFullYear()
  const methodology = search.methodology ?? session.defaultMethodology
  return {
    session,
    region,
    regionId: region.id,
    year,
    methodology,
    cut: { year, methodology },
    hasResults: region.years.length > 0,
    may: (action) => region.actions.includes(action),
  }
}

const notFound = (title: string, detail: string) =>
  new ApiProblem({ type: 'about:blank', code: 'request/not-found', status: 404, title, detail })
