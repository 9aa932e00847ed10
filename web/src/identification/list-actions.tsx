import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { approveList, moveList, type SchoolListDetail } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { counted, SCHOOLS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { RequisitesDialog } from '../ui/requisites-dialog.tsx'
import styles from './list-path.module.css'

const MOVES = {
  review: 'Передать комиссии',
  reopen: 'Вернуть в черновик',
  cancel: 'Отменить перечень',
} as const

/** The next steps of a list: exactly what the server allows. */
export function ListActions({ list }: { list: SchoolListDetail }) {
  const client = useQueryClient()
  const [asked, setAsked] = useState<'approve' | 'cancel' | null>(null)
  const settle = (next: SchoolListDetail) => {
    setAsked(null)
    client.setQueryData(['list', list.id], next)
    void client.invalidateQueries({ queryKey: ['lists', list.regionId] })
  }
  const move = useMutation({
    mutationFn: (action: keyof typeof MOVES) => moveList(list.id, action),
    onSuccess: settle,
  })
  const can = (action: SchoolListDetail['allowedActions'][number]) => list.allowedActions.includes(action)
  if (!can('review') && !can('approve') && !can('cancel') && !can('reopen')) return null
  return (
    <div className={`${styles.actions} no-print`}>
      {move.error && <ProblemPanel problem={move.error} takesFocus />}
      <div className={styles.buttons}>
        {can('approve') && (
          <Button look="primary" onClick={() => setAsked('approve')}>
            Утвердить приказом
          </Button>
        )}
        {can('review') && (
          <Button look="primary" busy={move.isPending} onClick={() => move.mutate('review')}>
            {MOVES.review}
          </Button>
        )}
        {can('reopen') && (
          <Button busy={move.isPending} onClick={() => move.mutate('reopen')}>
            {MOVES.reopen}
          </Button>
        )}
        {can('cancel') && (
          <Button look="quiet" onClick={() => setAsked('cancel')}>
            {MOVES.cancel}
          </Button>
        )}
      </div>
      {asked === 'approve' && (
        <RequisitesDialog
          title="Утвердить перечень приказом"
          submit="Утвердить"
          of="приказа"
          send={({ number, date }) => approveList(list.id, { orderNumber: number, orderDate: date })}
          onSent={settle}
          onClose={() => setAsked(null)}
        >
          После утверждения перечень нельзя изменить: {counted(list.listed, SCHOOLS)}, правило и числа
          сохранятся вместе с ним.
        </RequisitesDialog>
      )}
      <Dialog title="Отменить перечень?" isOpen={asked === 'cancel'} onClose={() => setAsked(null)}>
        <p>
          Он останется в списке как отменённый, но вернуть его в работу будет нельзя. Можно составить новый
          черновик.
        </p>
        <DialogActions>
          <Button look="danger" busy={move.isPending} onClick={() => move.mutate('cancel')}>
            Отменить перечень
          </Button>
          <Button onClick={() => setAsked(null)}>Оставить</Button>
        </DialogActions>
      </Dialog>
    </div>
  )
}
