import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { CheckCheck } from 'lucide-react'
import type { NotificationItem } from '../api.ts'
import { notificationsQuery, readNotifications } from '../api-notifications.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { counted, formatMoment } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './notifications.module.css'

const NEWS = ['новое уведомление', 'новых уведомления', 'новых уведомлений'] as const

/** «Уведомления»: what happened with one's schools and files, the latest first. */
export function NotificationsPage() {
  const { data } = useSuspenseQuery(notificationsQuery)
  const client = useQueryClient()
  const read = useMutation({
    mutationFn: readNotifications,
    onSuccess: (answer) => client.setQueryData(notificationsQuery.queryKey, answer),
  })
  return (
    <Page
      title="Уведомления"
      heading={data.unread === 0 ? 'Новых уведомлений нет' : `У вас ${counted(data.unread, NEWS)}`}
      above="Уведомления"
      narrow
      actions={
        <>
          {data.unread > 0 && (
            <Button icon={<CheckCheck />} busy={read.isPending} onClick={() => read.mutate(null)}>
              Всё прочитано
            </Button>
          )}
          <ButtonLink to="/notifications/settings">Настроить</ButtonLink>
        </>
      }
    >
      {read.error && <ProblemPanel problem={read.error} takesFocus />}
      {data.items.length === 0 ? (
        <EmptyState title="Пока ничего не произошло">
          Здесь появятся новости о ваших школах: утверждённые перечни, принятые файлы, подписанные документы.
          Отметьте школу звёздочкой на её карточке, чтобы узнавать о ней первым.
        </EmptyState>
      ) : (
        <Section title="Что произошло">
          <ul className={styles.items}>
            {data.items.map((item) => (
              <Item key={item.id} item={item} onOpen={() => !item.isRead && read.mutate([item.id])} />
            ))}
          </ul>
        </Section>
      )}
    </Page>
  )
}

function Item({ item, onOpen }: { item: NotificationItem; onOpen: () => void }) {
  const router = useRouter()
  return (
    <li data-read={item.isRead || undefined}>
      <p>
        <a
          href={item.href}
          onClick={(event) => {
            onOpen()
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
            event.preventDefault()
            router.history.push(item.href)
          }}
        >
          {item.title}
        </a>{' '}
        {!item.isRead && <Tag tone="accent">новое</Tag>}
      </p>
      <p>{item.text}</p>
      <p className="small muted">
        {item.kindLabel}, <time dateTime={item.at}>{formatMoment(item.at)}</time>
      </p>
    </li>
  )
}
