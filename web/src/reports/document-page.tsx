import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { documentQuery } from '../api-documents.ts'
import { formatDate, formatSchoolYear } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Note, Tag } from '../ui/words.tsx'
import { ChangesPanel } from './changes-panel.tsx'
import { DocumentActions } from './document-actions.tsx'
import { DocumentSheet } from './document-sheet.tsx'
import styles from './documents.module.css'
import { FigurePanel } from './figure-panel.tsx'
import { DOCUMENT_STATE_TONES } from './words.ts'

/** The text as a page on the left, the number that was clicked with its source on the right. */
export function DocumentPage() {
  const { regionId, documentId } = useParams({ from: '/regions/$regionId/documents/$documentId' })
  const { figure: chosen } = useSearch({ from: '/regions/$regionId/documents/$documentId' })
  const { data: document } = useSuspenseQuery(documentQuery(Number(documentId)))
  const navigate = useNavigate()
  const figures = useMemo(
    () => new Map(document.page.figures.map((figure) => [figure.id, figure])),
    [document.page.figures],
  )
  const choose = useCallback(
    (figure: string | undefined) =>
      void navigate({ to: '.', search: (old) => ({ ...old, figure }), replace: true, resetScroll: false }),
    [navigate],
  )
  return (
    <Page
      title={document.name}
      above={
        <Link to="/regions/$regionId/documents" params={{ regionId }}>
          Документы
        </Link>
      }
      lead={
        <p className={styles.lead}>
          <Tag tone={DOCUMENT_STATE_TONES[document.state]}>{document.stateLabel}</Tag>
          <span>{formatSchoolYear(document.schoolYear)} учебный год</span>
          {document.signedOn !== null && (
            <span>
              № {document.number} от {formatDate(document.signedOn)}
            </span>
          )}
        </p>
      }
      actions={<DocumentActions document={document} />}
    >
      {document.notSignable !== null && <Note tone="caution">{document.notSignable}</Note>}
      <ChangesPanel document={document} />
      <div className={styles.columns}>
        <DocumentSheet document={document} chosen={chosen} onChoose={choose} />
        <FigurePanel
          figure={chosen === undefined ? undefined : figures.get(chosen)}
          figures={figures}
          regionId={Number(regionId)}
          schoolYear={document.schoolYear}
          onChoose={choose}
        />
      </div>
    </Page>
  )
}
