import { z } from 'zod'

/** How one is told: not at all, on the page only, or by a letter too, at once or with the day's others. */
export const Channel = z.enum(['off', 'page', 'mail-now', 'mail-daily'])
export type Channel = z.infer<typeof Channel>

export const CHANNEL_LABELS = {
  off: 'не сообщать',
  page: 'только здесь',
  'mail-now': 'здесь и письмом сразу',
  'mail-daily': 'здесь и письмом раз в день',
} satisfies Record<Channel, string>

/** What people are told of, and how where they have not said otherwise. */
export const KINDS = {
  'import-committed': { label: 'Файл принят', usual: 'page' },
  'import-refused': { label: 'Файл не принят', usual: 'mail-daily' },
  'match-waiting': { label: 'Школы из файлов ждут сопоставления', usual: 'page' },
  'list-review': { label: 'Перечень передан комиссии', usual: 'mail-daily' },
  'list-approved': { label: 'Перечень утверждён', usual: 'mail-now' },
  'document-signed': { label: 'Документ подписан', usual: 'mail-daily' },
  'watched-list': { label: 'Отмеченная школа вошла в перечень или вышла из него', usual: 'mail-daily' },
  'watched-results': { label: 'Новые результаты отмеченной школы', usual: 'page' },
} as const satisfies Record<string, { label: string; usual: Channel }>

export const NotificationKind = z.enum(Object.keys(KINDS) as [keyof typeof KINDS])
export type NotificationKind = z.infer<typeof NotificationKind>
