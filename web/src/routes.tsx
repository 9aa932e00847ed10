import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { Gate } from './accounts/gate.tsx'
import { readPeopleSearch } from './accounts/people-search.ts'
import { sessionQuery } from './api.ts'
import { readJournalSearch } from './audit/journal-search.ts'
import { WholeNotFound } from './shell/page-not-found.tsx'
import { WholeProblem } from './shell/page-problem.tsx'
import { PlainShell } from './shell/plain-shell.tsx'
import { RegionShell } from './shell/region-shell.tsx'
import { StartPage } from './shell/start-page.tsx'
import { readTableSearch, type TableSearch } from './ui/data-table/table-search.ts'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Gate,
  errorComponent: WholeProblem,
  notFoundComponent: WholeNotFound,
  loader: ({ context }) => context.queryClient.ensureQueryData(sessionQuery),
})

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: StartPage,
  errorComponent: WholeProblem,
  // The only region opens at once, unless all of them were asked for.
  validateSearch: (search: Record<string, unknown>): { all?: true } => (search.all ? { all: true } : {}),
})

/** While nobody is signed in the login page stands at every address; here it also hears why a provider sent one back. */
const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { error?: string } =>
    typeof search.error === 'string' ? { error: search.error } : {},
})

/** Links of letters: whoever opens one has no session yet. */
const linkPages = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invitation/$token',
    component: lazyRouteComponent(() => import('./accounts/invitation-page.tsx'), 'InvitationPage'),
    errorComponent: WholeProblem,
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/password',
    component: lazyRouteComponent(() => import('./accounts/password-pages.tsx'), 'ForgotPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/password/$token',
    component: lazyRouteComponent(() => import('./accounts/password-pages.tsx'), 'ResetPage'),
  }),
] as const

/** Year and methodology are one cut for every page of a region and travel along its links. */
export interface CutSearch {
  year?: number
  methodology?: string
}

const readCut = (search: Record<string, unknown>): CutSearch => {
  const year = Number(search.year)
  return {
    ...(Number.isInteger(year) && year > 1990 && year < 2100 ? { year } : {}),
    ...(typeof search.methodology === 'string' ? { methodology: search.methodology } : {}),
  }
}

const regionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/regions/$regionId',
  component: RegionShell,
  errorComponent: WholeProblem,
  validateSearch: readCut,
  search: { middlewares: [retainSearchParams<CutSearch>(['year', 'methodology'])] },
})

/** Pages of no region: of the person, of the installation. */
const plainRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'plain',
  component: PlainShell,
  errorComponent: WholeProblem,
})

const plainPages = [
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/glossary',
    component: lazyRouteComponent(() => import('./help/glossary-page.tsx'), 'GlossaryPage'),
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/profile',
    component: lazyRouteComponent(() => import('./accounts/profile-page.tsx'), 'ProfilePage'),
    validateSearch: ({
      provider,
      error,
    }: Record<string, unknown>): { provider?: string; error?: string } => ({
      ...(typeof provider === 'string' ? { provider } : {}),
      ...(typeof error === 'string' ? { error } : {}),
    }),
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/people',
    component: lazyRouteComponent(() => import('./accounts/people-page.tsx'), 'PeoplePage'),
    validateSearch: readPeopleSearch,
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/people/$userId',
    component: lazyRouteComponent(() => import('./accounts/person-page.tsx'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/notifications',
    component: lazyRouteComponent(
      () => import('./notifications/notifications-page.tsx'),
      'NotificationsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/notifications/settings',
    component: lazyRouteComponent(
      () => import('./notifications/settings-page.tsx'),
      'NotificationSettingsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/system',
    component: lazyRouteComponent(() => import('./home/system-page.tsx'), 'SystemPage'),
  }),
  createRoute({
    getParentRoute: () => plainRoute,
    path: '/journal',
    component: lazyRouteComponent(() => import('./audit/journal-page.tsx'), 'JournalPage'),
    validateSearch: readJournalSearch,
  }),
] as const

const parent = () => regionRoute
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** What the map and the funnel of a place show. */
const readPlaceSearch = (search: Record<string, unknown>): { measure?: string; procedure?: string } => {
  const measure = text(search.measure)
  const procedure = text(search.procedure)
  return { ...(measure ? { measure } : {}), ...(procedure ? { procedure } : {}) }
}

const pages = [
  createRoute({
    getParentRoute: parent,
    path: '/',
    component: lazyRouteComponent(() => import('./home/region-page.tsx'), 'RegionPage'),
    validateSearch: readPlaceSearch,
  }),
  createRoute({
    getParentRoute: parent,
    path: '/my-schools',
    component: lazyRouteComponent(() => import('./home/my-schools-page.tsx'), 'MySchoolsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/expert',
    component: lazyRouteComponent(() => import('./home/expert-page.tsx'), 'ExpertPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/schools/$schoolId/today',
    component: lazyRouteComponent(() => import('./home/my-school-page.tsx'), 'MySchoolPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/municipalities/$municipalityId/today',
    component: lazyRouteComponent(() => import('./home/my-municipality-page.tsx'), 'MyMunicipalityPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/schools',
    component: lazyRouteComponent(() => import('./identification/schools-page.tsx'), 'SchoolsPage'),
    validateSearch: readTableSearch,
  }),
  createRoute({
    getParentRoute: parent,
    path: '/schools/$schoolId',
    component: lazyRouteComponent(() => import('./profiles/school-page.tsx'), 'SchoolPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/municipalities/$municipalityId',
    component: lazyRouteComponent(() => import('./profiles/municipality-page.tsx'), 'MunicipalityPage'),
    validateSearch: readPlaceSearch,
  }),
  createRoute({
    getParentRoute: parent,
    path: '/imports',
    component: lazyRouteComponent(() => import('./imports/imports-page.tsx'), 'ImportsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/imports/$importId',
    component: lazyRouteComponent(() => import('./imports/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/imports/$importId/mapping',
    component: lazyRouteComponent(() => import('./imports/mapping-page.tsx'), 'MappingPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/matching',
    component: lazyRouteComponent(() => import('./places/matching-page.tsx'), 'MatchingPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/registry',
    component: lazyRouteComponent(() => import('./places/registry-page.tsx'), 'RegistryPage'),
    validateSearch: (search: Record<string, unknown>): TableSearch & { view?: 'places' | 'file' } => ({
      ...readTableSearch(search),
      ...(search.view === 'places' || search.view === 'file' ? { view: search.view } : {}),
    }),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/registry/$schoolId',
    component: lazyRouteComponent(() => import('./places/registry-school-page.tsx'), 'RegistrySchoolPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/procedures',
    component: lazyRouteComponent(() => import('./results/procedures-page.tsx'), 'ProceduresPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/exports',
    component: lazyRouteComponent(() => import('./exports/exports-page.tsx'), 'ExportsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/quality',
    component: lazyRouteComponent(() => import('./quality/quality-page.tsx'), 'QualityPage'),
    validateSearch: (search: Record<string, unknown>): { place?: string; state?: 'open' | 'settled' } => {
      const place = text(search.place)
      const { state } = search
      return { ...(place ? { place } : {}), ...(state === 'open' || state === 'settled' ? { state } : {}) }
    },
  }),
  createRoute({
    getParentRoute: parent,
    path: '/lists',
    component: lazyRouteComponent(() => import('./identification/lists-page.tsx'), 'ListsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/lists/$listId',
    component: lazyRouteComponent(() => import('./identification/list-page.tsx'), 'ListPage'),
    validateSearch: readTableSearch,
  }),
  createRoute({
    getParentRoute: parent,
    path: '/documents',
    component: lazyRouteComponent(() => import('./reports/documents-page.tsx'), 'DocumentsPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/documents/$documentId',
    component: lazyRouteComponent(() => import('./reports/document-page.tsx'), 'DocumentPage'),
    validateSearch: (search: Record<string, unknown>): { figure?: string } => {
      const figure = text(search.figure)
      return figure ? { figure } : {}
    },
  }),
  createRoute({
    getParentRoute: parent,
    path: '/lists/$listId/simulator',
    component: lazyRouteComponent(() => import('./identification/simulator-page.tsx'), 'SimulatorPage'),
  }),
  createRoute({
    getParentRoute: parent,
    path: '/methodology',
    component: lazyRouteComponent(() => import('./identification/methodology-page.tsx'), 'MethodologyPage'),
    validateSearch: (search: Record<string, unknown>): { read?: string } => {
      const read = text(search.read)
      return read ? { read } : {}
    },
  }),
  createRoute({
    getParentRoute: parent,
    path: '/what-if',
    component: lazyRouteComponent(() => import('./identification/what-if-page.tsx'), 'WhatIfPage'),
    validateSearch: (search: Record<string, unknown>): { set?: string } => {
      const set = text(search.set)
      return set ? { set } : {}
    },
  }),
  createRoute({
    getParentRoute: parent,
    path: '/comparison',
    component: lazyRouteComponent(() => import('./identification/compare-page.tsx'), 'ComparePage'),
    validateSearch: (search: Record<string, unknown>): { before?: string; after?: string } => {
      const [before, after] = [text(search.before), text(search.after)]
      return { ...(before ? { before } : {}), ...(after ? { after } : {}) }
    },
  }),
] as const

export const routeTree = rootRoute.addChildren([
  startRoute,
  loginRoute,
  ...linkPages,
  plainRoute.addChildren(plainPages),
  regionRoute.addChildren(pages),
])
