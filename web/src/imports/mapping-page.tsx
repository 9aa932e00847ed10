import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { importQuery, tableSampleQuery } from '../api.ts'
import { useScope } from '../scope.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { MappingEditor } from './mapping/mapping-editor.tsx'

/** Says once what stands in the columns of a table; the description is kept and offered again. */
export function MappingPage() {
  const scope = useScope()
  const { importId } = useParams({ from: '/regions/$regionId/imports/$importId/mapping' })
  const { data: file } = useSuspenseQuery(importQuery(Number(importId)))
  const { data: sample } = useSuspenseQuery(tableSampleQuery(Number(importId)))
  return (
    <Page
      title="Описание столбцов"
      heading="Что стоит в столбцах этой таблицы?"
      above={
        <Link
          to="/regions/$regionId/imports/$importId"
          params={{ regionId: String(scope.regionId), importId }}
        >
          {file.fileName}
        </Link>
      }
      lead="Нажмите на заголовок столбца и выберите, что в нём. Подходящее мы отметили сами — проверьте. Описание можно сохранить: для такой же таблицы мы предложим его снова."
    >
      {sample.sheets.length === 0 ? (
        <EmptyState title="В файле нет ни одной непустой строки">
          Откройте файл в Excel и проверьте, тот ли это файл.
        </EmptyState>
      ) : (
        <MappingEditor key={importId} file={file} sample={sample} regionId={scope.regionId} />
      )}
    </Page>
  )
}
