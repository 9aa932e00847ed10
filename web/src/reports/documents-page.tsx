import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, FilePlus } from 'lucide-react'
import { useState } from 'react'
import type { DocumentSummary } from '../api.ts'
import { documentsQuery } from '../api-documents.ts'
import { useScope } from '../scope.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { counted, formatDate, formatMoment, formatSchoolYear } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './documents.module.css'
import { NewDocumentDialog } from './new-document-dialog.tsx'
import { DOCUMENT_STATE_TONES } from './words.ts'

const GROUPS: readonly { title: string; state: DocumentSummary['state'] }[] = [
  { title: 'Черновики', state: 'draft' },
  { title: 'Подписаны', state: 'signed' },
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
    <Page
      title="Документы"
      heading="Приказы и записки"
      above={scope.region.name}
      lead="Текст и числа берутся из данных. Текст можно исправить, числа останутся связаны с источником. Подписанный документ больше не меняется."
      actions={documents.length > 0 && scope.hasResults ? create : undefined}
    >
      {documents.length === 0 && (
        <EmptyState
          title="Документов пока нет"
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
            ? 'Здесь составляются приказ с перечнем школ и аналитическая записка — в Word, PDF и Excel, с указанием, откуда взято каждое число.'
            : 'Документы составляются по результатам. Сначала загрузите файлы в разделе «Данные».'}
        </EmptyState>
      )}
      {GROUPS.map(({ title, state }) => {
        const some = documents.filter((document) => document.state === state)
        if (some.length === 0) return null
        return (
          <Section key={state} title={title} bare>
            <ul className={styles.items}>
              {some.map((document) => (
                <Item key={document.id} document={document} regionId={scope.regionId} />
              ))}
            </ul>
          </Section>
        )
      })}
      {isMaking && <NewDocumentDialog scope={scope} onClose={() => setMaking(false)} />}
    </Page>
  )
}

function Item({ document, regionId }: { document: DocumentSummary; regionId: number }) {
  const { number, signedOn, editCount } = document
  return (
    <li className={styles.item}>
      <div>
        <h3>
          <Link
            to="/regions/$regionId/documents/$documentId"
            params={{ regionId: String(regionId), documentId: String(document.id) }}
          >
            {document.name}
          </Link>
        </h3>
        <p className={styles.meta}>
          <span>{document.kindTitle}</span>
          <span>{formatSchoolYear(document.schoolYear)} учебный год</span>
          {signedOn !== null ? (
            <span>
              № {number} от {formatDate(signedOn)}
            </span>
          ) : (
            <span>последнее изменение {formatMoment(document.changedAt)}</span>
          )}
          {editCount > 0 && <span>исправлено: {counted(editCount, ['место', 'места', 'мест'])}</span>}
        </p>
      </div>
      <Tag tone={DOCUMENT_STATE_TONES[document.state]}>{document.stateLabel}</Tag>
      <ChevronRight aria-hidden="true" className={styles.open} />
    </li>
  )
}
