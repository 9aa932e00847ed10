import { useScope } from '../scope.ts'
import { ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'

/** In place of a page that shows findings, while the region has no results. */
export function NoResults({ regionId, title }: { regionId: number; title: string }) {
  const mayLoad = useScope().may('import.write')
  return (
    <Page title={title}>
      <EmptyState
        title="Результатов пока нет"
        actions={
          mayLoad && (
            <ButtonLink
              look="primary"
              to="/regions/$regionId/imports"
              params={{ regionId: String(regionId) }}
            >
              Загрузить файлы
            </ButtonLink>
          )
        }
      >
        Как только появятся результаты хотя бы одной процедуры, здесь будет видно, каким школам нужна
        поддержка и почему.{' '}
        {mayLoad
          ? 'Первый шаг — загрузить файлы ФИС ОКО или таблицу региона.'
          : 'Файлы загружает координатор региона.'}
      </EmptyState>
    </Page>
  )
}
