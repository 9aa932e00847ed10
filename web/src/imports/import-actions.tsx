import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { commitImport, discardImport, type ImportDetail, undoImport } from '../api.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Tick } from '../ui/field.tsx'
import { counted, formatNumber, RESULTS } from '../ui/format.ts'
import { ActionBar } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { CheckAgainDialog } from './check-again-dialog.tsx'

/** What can be done with the file now: exactly what the server allows. */
export function ImportActions({ data, regionId }: { data: ImportDetail; regionId: number }) {
  const client = useQueryClient()
  const [isUndoing, setUndoing] = useState(false)
  const [isChecking, setChecking] = useState(false)
  const [replace, setReplace] = useState(data.options.replace)
  // Numbers of the whole region follow an import: everything shown may be other than before.
  const refresh = () => client.invalidateQueries()
  const commit = useMutation({ mutationFn: () => commitImport(data.id, replace), onSuccess: refresh })
  const discard = useMutation({ mutationFn: () => discardImport(data.id), onSuccess: refresh })
  const undo = useMutation({
    mutationFn: () => undoImport(data.id),
    onSuccess: () => {
      setUndoing(false)
      return refresh()
    },
  })
  const can = (action: ImportDetail['allowedActions'][number]) => data.allowedActions.includes(action)
  const problem = commit.error ?? discard.error
  const alternatives = data.preview?.changes.alternatives ?? 0
  if (data.allowedActions.length === 0) return null

  return (
    <>
      {can('commit') && alternatives > 0 && (
        <Tick
          checked={replace}
          onChange={setReplace}
          hint="Прежний источник останется виден рядом; числа никогда не складываются"
        >
          Заменить этим файлом {counted(alternatives, ['прежнее число', 'прежних числа', 'прежних чисел'])}
        </Tick>
      )}
      {problem && <ProblemPanel problem={problem} takesFocus />}
      <ActionBar
        sentence={
          can('commit') && data.preview
            ? `Запишется ${counted(data.preview.resultCount, RESULTS)}`
            : undefined
        }
        more={
          can('check') || can('discard') ? (
            <>
              {can('check') && <Button onClick={() => setChecking(true)}>Проверить иначе</Button>}
              {data.state === 'checked' && can('check') && (
                <ButtonLink
                  to="/regions/$regionId/imports/$importId/mapping"
                  params={{ regionId: String(regionId), importId: String(data.id) }}
                >
                  Описать столбцы
                </ButtonLink>
              )}
              {can('discard') && (
                <Button look="quiet" busy={discard.isPending} onClick={() => discard.mutate()}>
                  Отложить файл
                </Button>
              )}
            </>
          ) : undefined
        }
      >
        {can('commit') && (
          <Button look="primary" busy={commit.isPending} onClick={() => commit.mutate()}>
            Согласиться и загрузить
          </Button>
        )}
        {can('undo') && (
          <Button look="danger" onClick={() => setUndoing(true)}>
            Отменить загрузку
          </Button>
        )}
      </ActionBar>
      {isChecking && <CheckAgainDialog data={data} onClose={() => setChecking(false)} />}
      <Dialog title="Отменить эту загрузку?" isOpen={isUndoing} onClose={() => setUndoing(false)}>
        <p>
          {data.preview &&
            `${formatNumber(data.preview.resultCount, 0)} чисел этого файла перестанут учитываться. `}
          Если рядом есть другой источник тех же чисел, действовать станет он. Утверждённые перечни не
          изменятся. Файл можно загрузить снова.
        </p>
        {undo.error && <ProblemPanel problem={undo.error} takesFocus />}
        <DialogActions>
          <Button look="danger" busy={undo.isPending} onClick={() => undo.mutate()}>
            Отменить загрузку
          </Button>
          <Button onClick={() => setUndoing(false)}>Оставить как есть</Button>
        </DialogActions>
      </Dialog>
    </>
  )
}
