import { can, seesAllExactly } from '../accounts/access.ts'
import type { Actor } from '../platform/http.ts'
import { counted, plural } from '../platform/russian.ts'
import type { EventSchool, NotificationEvent } from './events.ts'
import { tellSecurity } from './tell-security.ts'
import type { Told } from './told.ts'

/** Who is told, with today's grants. */
export interface Reader {
  actor: Actor
  watched: ReadonlySet<number>
}

const SCHOOLS = ['школа', 'школы', 'школ'] as const
const SHOWN = 10

/**
 * The event in words for one person: only what is theirs to know, in names and in counts.
 * @returns null where nothing of it concerns them, or no longer does. Pure.
 */
export function tell(
  event: NotificationEvent,
  regionId: number | null,
  { actor, watched }: Reader,
): Told | null {
  const region = { regionId, municipalityId: null, schoolId: null }
  const page = (path: string) => `/regions/${regionId}${path}`
  const sees = ({ id, municipalityId }: EventSchool) =>
    can(actor, 'school.read', { regionId, municipalityId, schoolId: id })
  // A list is made from all numbers, the small ones too: it is news for those who answer for the school.
  const answersFor = ({ id, municipalityId }: EventSchool) =>
    seesAllExactly(actor, { regionId, municipalityId, schoolId: id })
  const watches = (schools: EventSchool[]) =>
    schools.filter((school) => watched.has(school.id) && sees(school))
  switch (event.kind) {
    case 'import-committed':
      return !can(actor, 'import.read', region)
        ? null
        : {
            title: `Файл «${event.fileName}» принят`,
            text: `Результаты ${event.schoolYear} года: ${counted(event.schoolCount, SCHOOLS)}.`,
            href: page(`/imports/${event.importId}`),
          }
    case 'import-refused':
      return !can(actor, 'import.read', region)
        ? null
        : {
            title: `Файл «${event.fileName}» не принят`,
            text: event.reason,
            href: page(`/imports/${event.importId}`),
          }
    case 'match-waiting':
      return !can(actor, 'match.read', region)
        ? null
        : {
            title: `${counted(event.waiting, SCHOOLS)} из файла ${plural(event.waiting, ['ждёт', 'ждут', 'ждут'])} сопоставления`,
            text: `Файл «${event.fileName}»: пока школа не сопоставлена с реестром, её результаты не учитываются.`,
            href: page('/matching'),
          }
    case 'list-review':
      return !can(actor, 'list.approve', region)
        ? null
        : {
            title: `Перечень «${event.name}» передан комиссии`,
            text: `${event.schoolYear} год: ${counted(event.listed, SCHOOLS)}.`,
            href: page(`/lists/${event.listId}`),
          }
    case 'list-approved':
      return tellApproved(event, event.listed.filter(answersFor), can(actor, 'list.read', region), page)
    case 'document-signed': {
      const { municipalityId, schoolId } = event
      return !can(actor, 'document.read', { regionId, municipalityId, schoolId })
        ? null
        : {
            title: `Подписан документ «${event.name}»`,
            text: `№ ${event.number} от ${day(event.date)}.`,
            href: page(`/documents/${event.documentId}`),
          }
    }
    case 'watched-list': {
      const entered = watches(event.entered.filter(answersFor))
      const left = watches(event.left.filter(answersFor))
      const [first] = [...entered, ...left]
      if (!first) return null
      return {
        title: `Отмеченные школы: перечень «${event.name}»`,
        text: [
          entered.length > 0 ? `Вошли: ${names(entered)}.` : '',
          left.length > 0 ? `Вышли: ${names(left)}.` : '',
        ]
          .filter(Boolean)
          .join(' '),
        href: page(`/schools/${first.id}`),
      }
    }
    case 'watched-results': {
      const schools = watches(event.schools)
      const [first] = schools
      if (!first) return null
      return {
        title: `Новые результаты ${event.schoolYear} года`,
        text: `У отмеченных школ: ${names(schools)}.`,
        href: page(`/schools/${first.id}`),
      }
    }
    default:
      return tellSecurity(event)
  }
}

/** Those who read lists are told how many of their schools are in it, also when none is; others only of their own school. */
function tellApproved(
  event: Extract<NotificationEvent, { kind: 'list-approved' }>,
  own: EventSchool[],
  readsLists: boolean,
  page: (path: string) => string,
): Told | null {
  const order = `приказ № ${event.orderNumber} от ${day(event.orderDate)}`
  const [first] = own
  if (!readsLists && !first) return null
  return {
    title: `Утверждён перечень «${event.name}»`,
    text: first
      ? `${capital(order)}. Из ваших школ в перечне для поддержки ${own.length}: ${names(own)}.`
      : `${capital(order)}. Ваших школ в нём нет.`,
    href: readsLists ? page(`/lists/${event.listId}`) : page(`/schools/${first!.id}`),
  }
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase('ru') + text.slice(1)
const day = (iso: string) => iso.split('-').reverse().join('.')

/** «СОШ № 1, СОШ № 2 и ещё 5» */
function names(schools: readonly EventSchool[]): string {
  const shown = schools
    .slice(0, SHOWN)
    .map(({ name }) => name)
    .join(', ')
  return schools.length > SHOWN ? `${shown} и ещё ${schools.length - SHOWN}` : shown
}
