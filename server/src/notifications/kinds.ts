import { z } from 'zod'
import type { Action } from '../accounts/access.ts'

/** How one is told: not at all, on the page only, or by a letter too, at once or with the day's others. */
export const Channel = z.enum(['off', 'page', 'mail-now', 'mail-daily'])
export type Channel = z.infer<typeof Channel>

export const CHANNEL_LABELS = {
  off: 'не сообщать',
  page: 'только здесь',
  'mail-now': 'здесь и письмом сразу',
  'mail-daily': 'здесь и письмом раз в день',
} satisfies Record<Channel, string>

/** What people are told of, how where they have not said otherwise, and to whom it is offered at all. */
export const KINDS = {
  'import-committed': { label: 'Файл принят', usual: 'page', action: 'import.read' },
  'import-refused': { label: 'Файл не принят', usual: 'mail-daily', action: 'import.read' },
  'match-waiting': { label: 'Школы из файлов ждут сопоставления', usual: 'page', action: 'match.read' },
  'list-review': { label: 'Перечень передан комиссии', usual: 'mail-daily', action: 'list.approve' },
  'list-approved': { label: 'Перечень утверждён', usual: 'mail-now', action: 'school.read' },
  'document-signed': { label: 'Документ подписан', usual: 'mail-daily', action: 'document.read' },
  'watched-list': {
    label: 'Отмеченная школа вошла в перечень или вышла из него',
    usual: 'mail-daily',
    action: 'watch.read',
  },
  'watched-results': { label: 'Новые результаты отмеченной школы', usual: 'page', action: 'watch.read' },
  'security-sign-in': { label: 'Вход в учётную запись', usual: 'mail-now', action: 'profile.read' },
  'security-password': { label: 'Пароль', usual: 'mail-now', action: 'profile.read' },
  'security-second-factor': { label: 'Второй фактор', usual: 'mail-now', action: 'profile.read' },
  'security-provider': { label: 'Вход через внешнюю систему', usual: 'mail-now', action: 'profile.read' },
  'security-role': { label: 'Роли', usual: 'mail-now', action: 'profile.read' },
} as const satisfies Record<string, { label: string; usual: Channel; action: Action }>

/** News of one's own account: always told, so there is nothing to choose. */
export const isSecurity = (kind: string): boolean => kind.startsWith('security-')

export const NotificationKind = z.enum(Object.keys(KINDS) as [keyof typeof KINDS])
export type NotificationKind = z.infer<typeof NotificationKind>
