import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import type { DocumentDetail } from '../api.ts'
import { documentChangesQuery, refreshDocument } from '../api-documents.ts'
import { Button } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import styles from './documents.module.css'

const SHOWN = 8

/** What the data say otherwise than the document: a draft can take it over, a signed one stays as it is. */
export function ChangesPanel({ document }: { document: DocumentDetail }) {
  const client = useQueryClient()
  const { data: changes = [], error } = useQuery(documentChangesQuery(document.id))
  const refresh = useMutation({
    mutationFn: () => refreshDocument(document.id),
    onSuccess: (next) => {
      client.setQueryData(['document', document.id], next)
      client.setQueryData(['document-changes', document.id], [])
      void client.invalidateQueries({ queryKey: ['documents', document.regionId] })
    },
  })
  if (error)
    return (
      <Note tone="caution" title="Сравнить документ с данными не удалось">
        {error.message}
      </Note>
    )
  if (changes.length === 0) return null
  const isDraft = document.allowedActions.includes('refresh')
  return (
    <Note
      tone="caution"
      title={`С тех пор в данных изменилось: ${counted(changes.length, ['место', 'места', 'мест'])} документа`}
    >
      <ul className={styles.changes}>
        {changes.slice(0, SHOWN).map((change) => (
          <li key={`${change.title} ${change.was} ${change.now}`}>
            {change.title}: {change.was ?? 'не было'} → {change.now ?? 'больше нет'}
          </li>
        ))}
        {changes.length > SHOWN && <li>и ещё {changes.length - SHOWN}</li>}
      </ul>
      {isDraft ? (
        <Button small icon={<RefreshCw />} busy={refresh.isPending} onClick={() => refresh.mutate()}>
          Обновить документ по данным
        </Button>
      ) : (
        <p>Подписанный документ остаётся таким, каким его подписали. Можно составить новый.</p>
      )}
      {refresh.error && <ProblemPanel problem={refresh.error} takesFocus />}
    </Note>
  )
}
