/** Pages that belong to no region, by what the person may do. */
export const PERSON_PAGES = [
  { to: '/profile', label: 'Мой профиль', action: 'profile.read' },
  { to: '/people', label: 'Люди', action: 'account.read' },
  { to: '/notifications/settings', label: 'Настройка уведомлений', action: 'notification.read' },
  { to: '/system', label: 'Состояние системы', action: 'system.read' },
  { to: '/journal', label: 'Журнал', action: 'audit.read' },
  { to: '/glossary', label: 'Словарь', action: 'session.read' },
] as const
