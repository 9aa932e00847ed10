import { linkOptions } from '@tanstack/react-router'
import type { FirstScreen, Session } from '../api.ts'

const KEPT = 'traektoria.screen'

const keyOf = ({ kind, regionId, municipalityId, schoolId }: FirstScreen) =>
  [kind, regionId, municipalityId, schoolId].join(' ')

/** Which of one's first screens this browser shows; the widest until another one is chosen. */
export function chosenScreen({ screens }: Session): FirstScreen | undefined {
  const kept = localStorage.getItem(KEPT)
  return screens.find((screen) => keyOf(screen) === kept) ?? screens[0]
}

export const keepScreen = (screen: FirstScreen): void => localStorage.setItem(KEPT, keyOf(screen))

export const isSameScreen = (a: FirstScreen | undefined, b: FirstScreen): boolean =>
  a !== undefined && keyOf(a) === keyOf(b)

/** «Сегодня» of a region: the chosen screen where it is of this region, else the first that is. */
export function screenOf(session: Session, regionId: number): FirstScreen | undefined {
  const chosen = chosenScreen(session)
  const isOf = (screen: FirstScreen) =>
    screen.regionId === regionId || (screen.kind === 'region' && screen.regionId === null)
  return chosen && isOf(chosen) ? chosen : session.screens.find(isOf)
}

/** Its address. A screen of every region is the one of the region at hand; without one, the choice of a region. */
export function screenLink(screen: FirstScreen, regionAtHand?: number) {
  const regionId = String(screen.regionId ?? regionAtHand)
  switch (screen.kind) {
    case 'region':
      return regionId === 'undefined'
        ? linkOptions({ to: '/', search: { all: true } })
        : linkOptions({ to: '/regions/$regionId', params: { regionId } })
    case 'municipality':
      return linkOptions({
        to: '/regions/$regionId/municipalities/$municipalityId/today',
        params: { regionId, municipalityId: String(screen.municipalityId) },
      })
    case 'curator':
      return linkOptions({ to: '/regions/$regionId/my-schools', params: { regionId } })
    case 'school':
      return linkOptions({
        to: '/regions/$regionId/schools/$schoolId/today',
        params: { regionId, schoolId: String(screen.schoolId) },
      })
    case 'expert':
      return linkOptions({ to: '/regions/$regionId/expert', params: { regionId } })
    case 'health':
      return linkOptions({ to: '/system' })
    default:
      return screen.kind satisfies never
  }
}
