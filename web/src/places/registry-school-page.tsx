import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { schoolHistoryQuery } from '../api-places.ts'
import type { SchoolHistory } from '../api-types.ts'
import { useScope } from '../scope.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { formatDate, formatMoment } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import styles from './registry.module.css'
import { RegistryDialog } from './registry-actions.tsx'

export type RegistryAction = SchoolHistory['allowedActions'][number]

const ACTION_WORDS = {
  rename: 'Переименовать',
  merge: 'Присоединить к другой',
  close: 'Закрыть',
  reopen: 'Вернуть в действующие',
} satisfies Record<RegistryAction, string>

/** One school as the registry knows it: names, codes, what became of it, and who changed what. */
export function RegistrySchoolPage() {
  const scope = useScope()
  const { schoolId } = useParams({ from: '/regions/$regionId/registry/$schoolId' })
  const { data: school } = useSuspenseQuery(schoolHistoryQuery(Number(schoolId)))
  const [asked, setAsked] = useState<RegistryAction | null>(null)
  return (
    <Page
      title={school.name}
      lead={statusWords(school)}
      actions={
        <>
          {school.allowedActions.map((action) => (
            <Button key={action} onClick={() => setAsked(action)}>
              {ACTION_WORDS[action]}
            </Button>
          ))}
          <ButtonLink
            look="quiet"
            to="/regions/$regionId/schools/$schoolId"
            params={{ regionId: String(scope.regionId), schoolId }}
          >
            Результаты школы
          </ButtonLink>
        </>
      }
    >
      <div className={styles.pair}>
        <Section title="Коды" note="По любому из них школа узнаётся в файлах.">
          {school.identifiers.length === 0 ? (
            <p className="secondary">Кодов нет: школа узнаётся только по названию.</p>
          ) : (
            <Facts items={school.identifiers.map(({ label, value }) => ({ name: label, value }))} />
          )}
        </Section>
        <Section title="Названия и преемственность">
          <Names school={school} regionId={scope.regionId} />
        </Section>
      </div>
      <Section title="Что менялось" note="Записи остаются навсегда: видно, кто, что и когда изменил.">
        {school.changes.length === 0 ? (
          <p className="secondary">С тех пор как школа внесена в реестр, ничего не менялось.</p>
        ) : (
          <ul className={styles.lines}>
            {school.changes.map((change) => (
              <li key={`${change.at} ${change.sentence}`}>
                {change.sentence}
                <span className="small muted">{formatMoment(change.at)}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {asked && (
        <RegistryDialog
          action={asked}
          school={school}
          regionId={scope.regionId}
          onClose={() => setAsked(null)}
        />
      )}
    </Page>
  )
}

function statusWords({ status, closedOn, successors }: SchoolHistory): string {
  if (status === 'open') return 'Действует.'
  const when = closedOn ? ` ${formatDate(closedOn)}` : ''
  if (status === 'closed') return `Закрыта${when}. Прошлые результаты остаются, новые перечни её не включают.`
  const into = successors.find((item) => item.kind === 'merge')
  return `Присоединена${when}${into ? ` к школе ${into.name}` : ''}. Прошлые результаты остаются при ней.`
}

function Names({ school, regionId }: { school: SchoolHistory; regionId: number }) {
  const { earlierNames, predecessors, successors } = school
  if (earlierNames.length + predecessors.length + successors.length === 0)
    return <p className="secondary">Название не менялось, других школ она не продолжает.</p>
  const related = (item: SchoolHistory['predecessors'][number], words: string) => (
    <li key={`${words} ${item.schoolId}`}>
      <span>
        {words}{' '}
        <Link
          to="/regions/$regionId/registry/$schoolId"
          params={{ regionId: String(regionId), schoolId: String(item.schoolId) }}
        >
          {item.name}
        </Link>
        {item.happenedOn && <span className="muted">, {formatDate(item.happenedOn)}</span>}
      </span>
      {item.evidence.length > 0 && (
        <ul className={styles.evidence} aria-label="На основании чего">
          {item.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </li>
  )
  return (
    <ul className={styles.lines}>
      {earlierNames.map(({ name, usedUntil }) => (
        <li key={name}>
          Называлась {name}
          {usedUntil && <span className="small muted">до {formatDate(usedUntil)}</span>}
        </li>
      ))}
      {predecessors.map((item) =>
        related(item, item.kind === 'merge' ? 'К ней присоединена' : 'Продолжает школу'),
      )}
      {successors.map((item) =>
        related(item, item.kind === 'merge' ? 'Присоединена к школе' : 'Её продолжает'),
      )}
    </ul>
  )
}
