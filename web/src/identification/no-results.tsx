import { ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'

/** In place of a page that shows findings, while the region has no results. */
export function NoResults({ regionId, title }: { regionId: number; title: string }) {
  return (
    <Page title={title}>
      <EmptyState
        title="Результатов пока нет"
        actions={
          <ButtonLink look="primary" to="/regions/$regionId/imports" params={{ regionId: String(regionId) }}>
            Загрузить файлы
          </ButtonLink>
        }
      >
        Как только появятся результаты хотя бы одной процедуры, здесь будет видно, каким школам нужна
        поддержка и почему. Первый шаг — загрузить файлы ФИС ОКО или таблицу региона.
      </EmptyState>
    </Page>
  )
}
