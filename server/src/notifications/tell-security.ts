import type { SecurityEvent } from '../accounts/security-events.ts'
import type { Told } from './told.ts'

const NOT_YOU = 'Если это были не вы, сразу смените пароль и завершите чужие сеансы в профиле.'

/** News of one's own account in words. Pure. */
export function tellSecurity(event: SecurityEvent): Told {
  const { title, text } = wordsOf(event)
  return { title, text: `${moment(event.at)}. ${text}`, href: '/profile' }
}

function wordsOf(event: SecurityEvent): Omit<Told, 'href'> {
  switch (event.kind) {
    case 'security-sign-in':
      return {
        title: 'Вход с нового устройства',
        text: `Адрес ${event.address}, программа: ${event.program ?? 'неизвестна'}. ${NOT_YOU}`,
      }
    case 'security-password':
      return {
        title: 'Пароль изменён',
        text: `${event.way === 'link' ? 'Новый пароль задан по ссылке из письма, все сеансы завершены.' : 'Остальные сеансы завершены.'} ${NOT_YOU}`,
      }
    case 'security-second-factor':
      return { title: SECOND_FACTOR[event.is], text: NOT_YOU }
    case 'security-provider':
      return { title: PROVIDER[event.is], text: NOT_YOU }
    case 'security-role':
      return {
        title: `Вам назначена роль «${event.role}»`,
        text: `Место: ${event.place}. Назначил: ${event.by}. Если вы этого не ждали, спросите администратора.`,
      }
    default:
      return event satisfies never
  }
}

const SECOND_FACTOR = {
  on: 'Включён второй фактор входа',
  off: 'Второй фактор входа выключен',
  codes: 'Выданы новые запасные коды, прежние не действуют',
}
const PROVIDER = {
  linked: 'К учётной записи привязан вход через внешнюю систему',
  unlinked: 'Вход через внешнюю систему отвязан',
}

const moment = (at: string) =>
  `${new Date(at).toLocaleString('ru', { timeZone: 'Europe/Moscow', dateStyle: 'short', timeStyle: 'short' })} по Москве`
