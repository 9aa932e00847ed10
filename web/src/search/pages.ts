import { linkOptions } from '@tanstack/react-router'
import type { Session } from '../api.ts'
import type { Scope } from '../scope.ts'
import { PERSON_PAGES } from '../shell/person-pages.ts'
import { screenLink } from '../shell/screens.ts'
import type { Option } from './option.ts'

const GROUP = 'Страницы'

const REGION_PAGES = [
  { to: '/regions/$regionId/schools', title: 'Школы', action: 'identification.read' },
  { to: '/regions/$regionId/imports', title: 'Загрузка файлов', action: 'import.read' },
  { to: '/regions/$regionId/matching', title: 'Сопоставление школ', action: 'match.read' },
  { to: '/regions/$regionId/quality', title: 'Качество данных', action: 'quality.read' },
  { to: '/regions/$regionId/registry', title: 'Реестр школ', action: 'school.find' },
  { to: '/regions/$regionId/procedures', title: 'Процедуры и шкалы', action: 'place.read' },
  { to: '/regions/$regionId/methodology', title: 'Методики', action: 'methodology.read' },
  { to: '/regions/$regionId/what-if', title: 'Что, если', action: 'what-if.read' },
  { to: '/regions/$regionId/exports', title: 'Выгрузка', action: 'export.read' },
  { to: '/regions/$regionId/lists', title: 'Перечни', action: 'list.read' },
  { to: '/regions/$regionId/documents', title: 'Документы', action: 'document.find' },
] as const

/** Every page that the person has, for the search. */
export function findPages(session: Session, scope: Scope | null): Option[] {
  const own = session.screens.map((screen) => ({
    key: `screen ${JSON.stringify(screen)}`,
    group: GROUP,
    title: screen.title,
    note: screen.placeName ?? 'первая страница',
    link: screenLink(screen, scope?.regionId),
  }))
  const pages = REGION_PAGES.flatMap(({ to, title, action }) =>
    scope?.may(action)
      ? {
          key: to,
          group: GROUP,
          title,
          note: scope.region.name,
          link: linkOptions({ to, params: { regionId: String(scope.regionId) } }),
        }
      : [],
  )
  // An administrator's first screen is one of them.
  const isOwn = (to: string) => own.some(({ link }) => link.to === to)
  const others = PERSON_PAGES.filter(({ to, action }) => session.actions.includes(action) && !isOwn(to)).map(
    ({ to, label }) => ({ key: to, group: GROUP, title: label, note: '', link: linkOptions({ to }) }),
  )
  return [...own, ...pages, ...others]
}
