import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FilePlus } from 'lucide-react'
import { useState } from 'react'
import type { DocumentSummary } from '../api.ts'
import { documentsQuery } from '../api-documents.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatDate, formatMoment, formatSchoolYear } from '../ui/format.ts'
import { RecordCard, RecordsPage } from '../ui/records-page.tsx'
import { Tag } from '../ui/words.tsx'
import { NewDocumentDialog } from './new-document-dialog.tsx'
import { DOCUMENT_STATE_TONES } from './words.ts'

const GROUPS: readonly { title: string; states: readonly DocumentSummary['state'][] }[] = [
  { title: 'Черновики', states: ['draft'] },
  { title: 'Подписаны', states: ['signed'] },
]

/** «Документы»: drafts first, then what is signed. */
export function DocumentsPage() {
  const scope = useScope()
  const { data: documents } = useSuspenseQuery(documentsQuery(scope.regionId))
  const [isMaking, setMaking] = useState(false)
  const create = (
    <Button look="primary" icon={<FilePlus />} onClick={() => setMaking(true)}>
      Составить документ
    </Button>
  )
  return (
    <RecordsPage
      scope={scope}
      title="Документы"
      heading="Приказы и записки"
      lead="Текст и числа берутся из данных. Текст можно исправить, числа останутся связаны с источником. Подписанный документ больше не меняется."
      create={create}
      empty={{
        title: 'Документов пока нет',
        first:
          'Здесь составляются приказ с перечнем школ и аналитическая записка — в Word, PDF и Excel, с указанием, откуда взято каждое число.',
        withoutResults: 'Документы составляются по результатам. Сначала загрузите файлы в разделе «Данные».',
      }}
      items={documents}
      groups={GROUPS}
      card={(document) => <DocumentCard document={document} regionId={scope.regionId} />}
    >
      {isMaking && <NewDocumentDialog scope={scope} onClose={() => setMaking(false)} />}
    </RecordsPage>
  )
}

function DocumentCard({ document, regionId }: { document: DocumentSummary; regionId: number }) {
  const { number, signedOn, editCount } = document
  return (
    <RecordCard
      link={
        <Link
          to="/regions/$regionId/documents/$documentId"
          params={{ regionId: String(regionId), documentId: String(document.id) }}
        >
          {document.name}
        </Link>
      }
      facts={[
        document.kindTitle,
        `${formatSchoolYear(document.schoolYear)} учебный год`,
        signedOn !== null
          ? `№ ${number} от ${formatDate(signedOn)}`
          : `последнее изменение ${formatMoment(document.changedAt)}`,
        ...(editCount > 0 ? [`исправлено: ${counted(editCount, ['место', 'места', 'мест'])}`] : []),
      ]}
      tag={<Tag tone={DOCUMENT_STATE_TONES[document.state]}>{document.stateLabel}</Tag>}
    />
  )
}
