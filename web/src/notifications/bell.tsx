import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell as BellIcon } from 'lucide-react'
import { notificationsQuery } from '../api-notifications.ts'
import { counted } from '../ui/format.ts'
import styles from './notifications.module.css'

const NEWS = ['новое уведомление', 'новых уведомления', 'новых уведомлений'] as const
const MOST = 99

/** The way to the news, with how many are unread. A failure to ask is silent: the page itself will say. */
export function Bell() {
  const { data } = useQuery(notificationsQuery)
  const unread = data?.unread ?? 0
  const words = unread > 0 ? counted(unread, NEWS) : 'новых нет'
  return (
    <Link
      to="/notifications"
      className={styles.bell}
      aria-label={`Уведомления: ${words}`}
      title={`Уведомления: ${words}`}
    >
      <BellIcon aria-hidden="true" />
      {unread > 0 && <span className={styles.badge}>{unread > MOST ? `${MOST}+` : unread}</span>}
    </Link>
  )
}
