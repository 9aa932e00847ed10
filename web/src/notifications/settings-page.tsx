import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { NotificationSettings } from '../api.ts'
import { notificationSettingsQuery, saveNotificationSettings } from '../api-notifications.ts'
import { Term } from '../help/term.tsx'
import { Button } from '../ui/button.tsx'
import { Select, Tick } from '../ui/field.tsx'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './notifications.module.css'

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}))
const QUIET = { from: 21, until: 7 }

/** Zones of Russia first; others keep whatever this browser says. */
const ZONES = [
  { value: 'Europe/Kaliningrad', label: 'Калининград (МСК−1)' },
  { value: 'Europe/Moscow', label: 'Москва' },
  { value: 'Europe/Samara', label: 'Самара (МСК+1)' },
  { value: 'Asia/Yekaterinburg', label: 'Екатеринбург (МСК+2)' },
  { value: 'Asia/Omsk', label: 'Омск (МСК+3)' },
  { value: 'Asia/Krasnoyarsk', label: 'Красноярск (МСК+4)' },
  { value: 'Asia/Irkutsk', label: 'Иркутск (МСК+5)' },
  { value: 'Asia/Yakutsk', label: 'Якутск (МСК+6)' },
  { value: 'Asia/Vladivostok', label: 'Владивосток (МСК+7)' },
  { value: 'Asia/Magadan', label: 'Магадан (МСК+8)' },
  { value: 'Asia/Kamchatka', label: 'Камчатка (МСК+9)' },
]
const zonesWith = (zone: string) =>
  ZONES.some(({ value }) => value === zone) ? ZONES : [...ZONES, { value: zone, label: zone }]

type Kind = keyof NotificationSettings['channels']
type Channel = NotificationSettings['channels'][Kind]

/** «Уведомления: настройка»: what one is told of, how, and when letters may come. */
export function NotificationSettingsPage() {
  const { data } = useSuspenseQuery(notificationSettingsQuery)
  const client = useQueryClient()
  const [draft, setDraft] = useState(data.settings)
  const save = useMutation({
    mutationFn: saveNotificationSettings,
    onSuccess: (answer) => client.setQueryData(notificationSettingsQuery.queryKey, answer),
  })
  const change = (part: Partial<NotificationSettings>) => {
    save.reset()
    setDraft((old) => ({ ...old, ...part }))
  }
  const channels = data.channels.map(({ channel, label }) => ({ value: channel, label }))
  const isChannel = (value: string): value is Channel => channels.some((one) => one.value === value)
  return (
    <Page
      title="Настройка уведомлений"
      above={<Link to="/notifications">Уведомления</Link>}
      lead="О чём сообщать и когда присылать письма. В уведомлениях и письмах — только ваши школы."
      narrow
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(draft)
        }}
      >
        <Section title="О чём сообщать">
          <div className={styles.kinds}>
            {data.kinds.map(({ kind, label }) => (
              <Select
                key={kind}
                label={label}
                choices={channels}
                value={draft.channels[kind]}
                onValue={(value) =>
                  isChannel(value) && change({ channels: { ...draft.channels, [kind]: value } })
                }
              />
            ))}
          </div>
        </Section>
        <Section title="Когда присылать письма">
          <p className="secondary">
            <Term id="daily-digest">Письмо раз в день</Term> собирает все новости дня. В{' '}
            <Term id="quiet-hours">тихие часы</Term> письма ждут.
          </p>
          <div className={styles.hours}>
            <Select
              label="Часовой пояс"
              choices={zonesWith(draft.timeZone)}
              value={draft.timeZone}
              onValue={(timeZone) => change({ timeZone })}
            />
            <Select
              label="Письмо раз в день: в котором часу"
              choices={HOURS}
              value={String(draft.digestHour)}
              onValue={(hour) => change({ digestHour: Number(hour) })}
            />
          </div>
          <Tick checked={draft.quiet !== null} onChange={(is) => change({ quiet: is ? QUIET : null })}>
            Тихие часы
          </Tick>
          {draft.quiet && (
            <div className={styles.hours}>
              <Select
                label="Не присылать с"
                choices={HOURS}
                value={String(draft.quiet.from)}
                onValue={(hour) => change({ quiet: { ...QUIET, ...draft.quiet, from: Number(hour) } })}
              />
              <Select
                label="до"
                choices={HOURS}
                value={String(draft.quiet.until)}
                onValue={(hour) => change({ quiet: { ...QUIET, ...draft.quiet, until: Number(hour) } })}
              />
            </div>
          )}
        </Section>
        {save.error && <ProblemPanel problem={save.error} takesFocus />}
        <div className={styles.foot}>
          <Button type="submit" look="primary" busy={save.isPending}>
            Сохранить
          </Button>
          <span role="status" className="secondary">
            {save.isSuccess && 'Сохранено.'}
          </span>
        </div>
      </form>
    </Page>
  )
}
