import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ListPlus } from 'lucide-react'
import { useState } from 'react'
import { listsQuery, type SchoolListSummary } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment, formatSchoolYear } from '../ui/format.ts'
import { RecordCard, RecordsPage } from '../ui/records-page.tsx'
import { Tag } from '../ui/words.tsx'
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
  const create = scope.may('list.write') && (
    <Button look="primary" icon={<ListPlus />} onClick={() => setDrafting(true)}>
      Составить перечень
    </Button>
  )
  return (
    <RecordsPage
      scope={scope}
      title="Перечни"
      heading="Перечни школ для поддержки"
      lead="Черновик составляет правило, решает комиссия, утверждает приказ. Утверждённый перечень больше не меняется."
      create={create}
      empty={{
        title: 'Перечней пока нет',
        first: create
          ? 'Здесь хранятся перечни вместе с числами и правилом, по которым они составлены: через год их можно открыть и проверить. Первый шаг — составить черновик.'
          : 'Здесь появятся перечни, которые составит региональный координатор, с решениями о ваших школах.',
        withoutResults: 'Перечень составляется по результатам. Сначала загрузите файлы в разделе «Данные».',
      }}
      items={lists}
      groups={GROUPS}
      card={(list) => <ListCard list={list} regionId={scope.regionId} />}
    >
      {isDrafting && (
        <NewListDialog scope={scope} listed={null} least={null} onClose={() => setDrafting(false)} />
      )}
    </RecordsPage>
  )
}

function ListCard({ list, regionId }: { list: SchoolListSummary; regionId: number }) {
  return (
    <RecordCard
      link={
        <Link
          to="/regions/$regionId/lists/$listId"
          params={{ regionId: String(regionId), listId: String(list.id) }}
          search={{ where: 'final:listed' }}
        >
          {list.name}
        </Link>
      }
      about={list.sentence}
      facts={[
        `${formatSchoolYear(list.schoolYear)} учебный год`,
        LEVEL_WORDS[list.level],
        list.methodologyTitle,
        `составлен ${formatMoment(list.createdAt)}`,
      ]}
      tag={<Tag tone={LIST_STATE_TONES[list.state]}>{LIST_STATE_WORDS[list.state]}</Tag>}
    />
  )
}
