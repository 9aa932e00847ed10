import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, ListPlus } from 'lucide-react'
import { useState } from 'react'
import { listsQuery, type SchoolListSummary } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatMoment, formatSchoolYear } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './lists.module.css'
import { NewListDialog } from './new-list-dialog.tsx'
import { LEVEL_WORDS, LIST_STATE_TONES, LIST_STATE_WORDS } from './words.ts'

const GROUPS: readonly { title: string; states: readonly SchoolListSummary['state'][] }[] = [
  { title: 'В работе', states: ['draft', 'review'] },
  { title: 'Утверждены', states: ['approved'] },
  { title: 'Отменены', states: ['cancelled'] },
]

/** «Перечни»: what waits for the commission first, then approved lists, then the cancelled. */
export function ListsPage() {
  const scope = useScope()
  const { data: lists } = useSuspenseQuery(listsQuery(scope.regionId))
  const [isDrafting, setDrafting] = useState(false)
  const create = (
    <Button look="primary" icon={<ListPlus />} onClick={() => setDrafting(true)}>
      Составить перечень
    </Button>
  )
  return (
    <Page
      title="Перечни"
      heading="Перечни школ для поддержки"
      above={scope.region.name}
      lead="Черновик составляет правило, решает комиссия, утверждает приказ. Утверждённый перечень больше не меняется."
      actions={lists.length > 0 && scope.hasResults ? create : undefined}
    >
      {lists.length === 0 && (
        <EmptyState
          title="Перечней пока нет"
          actions={
            scope.hasResults ? (
              create
            ) : (
              <ButtonLink
                look="primary"
                to="/regions/$regionId/imports"
                params={{ regionId: String(scope.regionId) }}
              >
                Загрузить результаты
              </ButtonLink>
            )
          }
        >
          {scope.hasResults
            ? 'Здесь хранятся перечни вместе с числами и правилом, по которым они составлены: через год их можно открыть и проверить. Первый шаг — составить черновик.'
            : 'Перечень составляется по результатам. Сначала загрузите файлы в разделе «Данные».'}
        </EmptyState>
      )}
      {GROUPS.map(({ title, states }) => {
        const some = lists.filter((list) => states.includes(list.state))
        if (some.length === 0) return null
        return (
          <Section key={title} title={title} bare>
            <ul className={styles.items}>
              {some.map((list) => (
                <Item key={list.id} list={list} regionId={scope.regionId} />
              ))}
            </ul>
          </Section>
        )
      })}
      {isDrafting && (
        <NewListDialog scope={scope} listed={null} least={null} onClose={() => setDrafting(false)} />
      )}
    </Page>
  )
}

function Item({ list, regionId }: { list: SchoolListSummary; regionId: number }) {
  return (
    <li className={styles.item}>
      <div className={styles.itemWords}>
        <h3>
          <Link
            to="/regions/$regionId/lists/$listId"
            params={{ regionId: String(regionId), listId: String(list.id) }}
            search={{ where: 'final:listed' }}
          >
            {list.name}
          </Link>
        </h3>
        <p>{list.sentence}</p>
        <p className={styles.meta}>
          <span>{formatSchoolYear(list.schoolYear)} учебный год</span>
          <span>{LEVEL_WORDS[list.level]}</span>
          <span>{list.methodologyTitle}</span>
          <span>составлен {formatMoment(list.createdAt)}</span>
        </p>
      </div>
      <Tag tone={LIST_STATE_TONES[list.state]}>{LIST_STATE_WORDS[list.state]}</Tag>
      <ChevronRight aria-hidden="true" className={styles.open} />
    </li>
  )
}
