import { useQueryClient } from '@tanstack/react-query'
import type { DocumentDetail } from '../api.ts'
import { signDocument } from '../api-documents.ts'
import { RequisitesDialog } from '../ui/requisites-dialog.tsx'

/** Number and date freeze the document. An order takes those of the list it approves. */
export function SignDialog({ document, onClose }: { document: DocumentDetail; onClose: () => void }) {
  const client = useQueryClient()
  return (
    <RequisitesDialog
      title="Подписать документ"
      submit="Подписать"
      of="документа"
      given={document.requisites}
      send={(requisites) => signDocument(document.id, requisites)}
      onSent={(next) => {
        client.setQueryData(['document', document.id], next)
        void client.invalidateQueries({ queryKey: ['documents', document.regionId] })
        onClose()
      }}
      onClose={onClose}
    >
      Текст, числа и их источники сохранятся такими, какие они сейчас. Изменить подписанный документ нельзя.
      {document.requisites && ' Номер и дата взяты из утверждённого перечня.'}
    </RequisitesDialog>
  )
}
