import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Building2, Download, FileSignature, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { DocumentDetail } from '../api.ts'
import { discardDocument, downloadDocument } from '../api-documents.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Popup, PopupChoice } from '../ui/popup.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { LetterheadDialog } from './letterhead-dialog.tsx'
import { SignDialog } from './sign-dialog.tsx'

const FILES = [
  ['docx', 'Word — для правки и печати'],
  ['pdf', 'PDF — для хранения'],
  ['xlsx', 'Excel — таблицы и все числа с источниками'],
] as const

/** What the server allows to do with a document now, and its files. */
export function DocumentActions({ document }: { document: DocumentDetail }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState<'sign' | 'letterhead' | 'discard' | null>(null)
  const close = () => setAsked(null)
  const file = useMutation({
    mutationFn: (format: 'docx' | 'pdf' | 'xlsx') => downloadDocument(document.id, format),
  })
  const discard = useMutation({
    mutationFn: () => discardDocument(document.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['documents', document.regionId] })
      void navigate({
        to: '/regions/$regionId/documents',
        params: { regionId: String(document.regionId) },
      })
    },
  })
  const can = (action: DocumentDetail['allowedActions'][number]) => document.allowedActions.includes(action)
  return (
    <>
      {file.error && <ProblemPanel problem={file.error} takesFocus />}
      <Popup
        label="Скачать документ"
        position="bottom-end"
        button={({ toggle, isOpen }) => (
          <Button icon={<Download />} busy={file.isPending} onClick={toggle} aria-expanded={isOpen}>
            Скачать
          </Button>
        )}
      >
        {(shut) =>
          FILES.map(([format, words]) => (
            <PopupChoice
              key={format}
              onChoose={() => {
                shut()
                file.mutate(format)
              }}
            >
              {words}
            </PopupChoice>
          ))
        }
      </Popup>
      {can('edit') && (
        <Button icon={<Building2 />} onClick={() => setAsked('letterhead')}>
          Реквизиты
        </Button>
      )}
      {can('sign') && (
        <Button
          look="primary"
          icon={<FileSignature />}
          aria-disabled={document.notSignable !== null || undefined}
          onClick={() => document.notSignable === null && setAsked('sign')}
        >
          Подписать
        </Button>
      )}
      {can('discard') && (
        <Button look="quiet" icon={<Trash2 />} onClick={() => setAsked('discard')}>
          Удалить
        </Button>
      )}
      {asked === 'letterhead' && <LetterheadDialog document={document} onClose={close} />}
      {asked === 'sign' && <SignDialog document={document} onClose={close} />}
      <Dialog title="Удалить черновик?" isOpen={asked === 'discard'} onClose={close}>
        <p>Исправления в тексте пропадут. Сам документ можно составить заново по тем же данным.</p>
        {discard.error && <ProblemPanel problem={discard.error} takesFocus />}
        <DialogActions>
          <Button look="danger" busy={discard.isPending} onClick={() => discard.mutate()}>
            Удалить черновик
          </Button>
          <Button onClick={close}>Оставить</Button>
        </DialogActions>
      </Dialog>
    </>
  )
}
