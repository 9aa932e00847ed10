import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { MethodologyControls, RuleChanges } from '../api.ts'
import { makeDraft } from '../api-rules.ts'
import type { Scope } from '../scope.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { TextArea, TextField, Tick } from '../ui/field.tsx'
import styles from './what-if.module.css'

interface DraftDialogProps {
  scope: Scope
  controls: MethodologyControls
  changes: RuleChanges
  onClose: () => void
}

/** What was tried becomes a named version of a methodology, with the act that adopts it or as a draft. */
export function DraftDialog({ scope, controls, changes, onClose }: DraftDialogProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [isNewVersion, setNewVersion] = useState(controls.isOwn)
  const [title, setTitle] = useState(controls.isOwn ? controls.title : `${scope.region.name}: своё правило`)
  const [version, setVersion] = useState(`${scope.year}.1`)
  const [hasAct, setHasAct] = useState(false)
  const [act, setAct] = useState({ title: '', number: '', date: '' })
  const [note, setNote] = useState('')
  const [withList, setWithList] = useState(false)
  const [listName, setListName] = useState(`Перечень школ для поддержки, ${scope.year} год (проба)`)
  const [isTried, setTried] = useState(false)
  const isActWhole = !hasAct || Object.values(act).every((words) => words.trim() !== '')
  const isWhole =
    title.trim() !== '' && version.trim() !== '' && isActWhole && (!withList || listName.trim() !== '')
  const make = useMutation({
    mutationFn: () =>
      makeDraft(scope.regionId, {
        basedOn: controls.reference,
        changes,
        title: title.trim(),
        version: version.trim(),
        ...(isNewVersion ? { code: controls.reference.split('@')[0]! } : {}),
        act: hasAct ? { title: act.title.trim(), number: act.number.trim(), date: act.date } : null,
        note: note.trim(),
        list: withList ? { schoolYear: scope.year, name: listName.trim(), level: 'regional' } : null,
      }),
    onSuccess: async ({ reference, listId }) => {
      await client.invalidateQueries({ queryKey: ['methodologies', scope.regionId] })
      void client.invalidateQueries({ queryKey: ['session'] })
      void client.invalidateQueries({ queryKey: ['lists', scope.regionId] })
      const params = { regionId: String(scope.regionId) }
      if (listId === null)
        void navigate({ to: '/regions/$regionId/methodology', params, search: { read: reference } })
      else
        void navigate({
          to: '/regions/$regionId/lists/$listId',
          params: { ...params, listId: String(listId) },
          search: { where: 'final:listed' },
        })
    },
  })
  const fault = (words: string, what: string) => (isTried && words.trim() === '' ? what : null)
  return (
    <FormDialog
      title="Сохранить правило"
      onClose={onClose}
      size={600}
      noValidate
      submit="Сохранить"
      sending={make}
      onSubmit={() => {
        setTried(true)
        if (isWhole) make.mutate()
      }}
    >
      <p className="secondary">
        Получится отдельная версия по методике «{controls.title}». Ни она, ни составленные перечни не
        изменятся.
      </p>
      <TextField
        label="Название"
        value={title}
        maxLength={200}
        data-autofocus
        fault={fault(title, 'Назовите правило, чтобы его можно было найти')}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextField
        label="Версия"
        hint="Буквы, цифры, точка и дефис"
        value={version}
        maxLength={30}
        fault={fault(version, 'Обозначьте версию')}
        onChange={(event) => setVersion(event.target.value)}
      />
      {controls.isOwn && (
        <Tick checked={isNewVersion} onChange={setNewVersion}>
          Это новая версия правила «{controls.title}»
        </Tick>
      )}
      <Tick
        checked={hasAct}
        onChange={setHasAct}
        hint="Без приказа правило останется черновиком, и это будет сказано везде, где оно применено"
      >
        Правило утверждено приказом
      </Tick>
      {hasAct && (
        <div className={styles.act}>
          <TextField
            label="Документ"
            hint="Например: приказ департамента образования"
            value={act.title}
            maxLength={300}
            fault={fault(act.title, 'Назовите документ')}
            onChange={(event) => setAct({ ...act, title: event.target.value })}
          />
          <TextField
            label="Номер документа"
            value={act.number}
            maxLength={100}
            fault={fault(act.number, 'Напишите номер')}
            onChange={(event) => setAct({ ...act, number: event.target.value })}
          />
          <TextField
            label="Дата документа"
            type="date"
            value={act.date}
            fault={fault(act.date, 'Укажите дату')}
            onChange={(event) => setAct({ ...act, date: event.target.value })}
          />
        </div>
      )}
      <TextArea
        label="Зачем меняется правило"
        hint="Останется в истории версий"
        rows={2}
        value={note}
        maxLength={2000}
        onValue={setNote}
      />
      <Tick checked={withList} onChange={setWithList}>
        Сразу составить черновик перечня по этому правилу
      </Tick>
      {withList && (
        <TextField
          label="Название перечня"
          value={listName}
          maxLength={200}
          fault={fault(listName, 'Назовите перечень')}
          onChange={(event) => setListName(event.target.value)}
        />
      )}
    </FormDialog>
  )
}
