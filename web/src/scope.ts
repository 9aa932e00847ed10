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
}

/** Which region, year and methodology the address asks for. Only below `/regions/:regionId`. */
export function useScope(): Scope {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const params = useParams({ strict: false })
  const search = useSearch({ strict: false })
  const regionId = Number(params.regionId)
  const region = session.regions.find((item) => item.id === regionId)
  if (!region) throw notFound('Такого региона нет', 'Выберите регион на первой странице.')
  const year = search.year ?? region.years[0] ?? new Date().getFullYear()
  const methodology = search.methodology ?? session.defaultMethodology
  return {
    session,
    region,
    regionId,
    year,
    methodology,
    cut: { year, methodology },
    hasResults: region.years.length > 0,
  }
}

const notFound = (title: string, detail: string) =>
  new ApiProblem({ type: 'about:blank', code: 'request/not-found', status: 404, title, detail })
