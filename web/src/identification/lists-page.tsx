import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ListPlus } from 'lucide-react'
import { useState } from 'react'
import { listsQuery, type SchoolListSummary } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { counted, formatDate, formatMoment, formatSchoolYear, SCHOOLS } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './lists.module.css'
import { NewListDialog } from './new-list-dialog.tsx'
import { LEVEL_WORDS, LIST_STATE_TONES } from './words.ts'

/** «Перечни»: drafts, those with the commission, approved ones and the cancelled. */
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
      {lists.length === 0 ? (
        <EmptyState title="Перечней пока нет" actions={scope.hasResults ? create : undefined}>
          {scope.hasResults
            ? 'Здесь хранятся перечни вместе с числами и правилом, по которым они составлены: через год их можно открыть и проверить. Первый шаг — составить черновик.'
            : 'Чтобы составить перечень, сначала загрузите результаты в разделе «Данные».'}
        </EmptyState>
      ) : (
        <ul className={styles.items}>
          {lists.map((list) => (
            <Item key={list.id} list={list} regionId={scope.regionId} />
          ))}
        </ul>
      )}
      {isDrafting && <NewListDialog scope={scope} listed={null} onClose={() => setDrafting(false)} />}
    </Page>
  )
}

function Item({ list, regionId }: { list: SchoolListSummary; regionId: number }) {
  return (
    <li className={styles.item}>
      <div>
        <h2>
          <Link
            to="/regions/$regionId/lists/$listId"
            params={{ regionId: String(regionId), listId: String(list.id) }}
          >
            {list.name}
          </Link>
        </h2>
        <p className={styles.meta}>
          <span>{formatSchoolYear(list.schoolYear)} учебный год</span>
          <span>{LEVEL_WORDS[list.level]}</span>
          <span>{counted(list.listed, SCHOOLS)}</span>
          {list.orderNumber && list.orderDate ? (
            <span>
              приказ № {list.orderNumber} от {formatDate(list.orderDate)}
            </span>
          ) : (
            <span>составлен {formatMoment(list.createdAt)}</span>
          )}
        </p>
      </div>
      <Tag tone={LIST_STATE_TONES[list.state]}>{list.stateLabel}</Tag>
    </li>
  )
}
