import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { closeSchool, mergeSchool, renameSchool, reopenSchool } from '../api-places.ts'
import type { SchoolHistory } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './registry.module.css'
import { type SchoolChoice, SchoolFinder } from './school-finder.tsx'

type Action = SchoolHistory['allowedActions'][number]

interface RegistryDialogProps {
  action: Action
  school: SchoolHistory
  regionId: number
  onClose: () => void
}

const WORDS = {
  rename: {
    title: 'Переименовать школу',
    text: 'Прежнее название останется в истории, и файлы со старым названием будут узнаваться.',
    date: 'Последний день прежнего названия',
    button: 'Переименовать',
  },
  close: {
    title: 'Закрыть школу',
    text: 'Прошлые результаты останутся, в новые перечни школа не войдёт. Закрытие можно отменить.',
    date: 'Когда закрыта',
    button: 'Закрыть',
  },
  merge: {
    title: 'Присоединить к другой школе',
    text: 'Школа перестанет действовать, а её прошлые годы помогут понять новую. Присоединение можно отменить.',
    date: 'Когда присоединена',
    button: 'Присоединить',
  },
  reopen: {
    title: 'Вернуть школу в действующие?',
    text: 'Закрытие или присоединение отменится. Связь с той школой, к которой её присоединили, пропадёт.',
    date: null,
    button: 'Вернуть',
  },
} satisfies Record<Action, { title: string; text: string; date: string | null; button: string }>

/** One change of a school in the registry: what it means, its date, and nothing else. */
export function RegistryDialog({ action, school, regionId, onClose }: RegistryDialogProps) {
  const client = useQueryClient()
  const [name, setName] = useState(school.name)
  const [date, setDate] = useState('')
  const [into, setInto] = useState<SchoolChoice | null>(null)
  const [isTried, setTried] = useState(false)
  const words = WORDS[action]
  const newName = name.trim()
  const faults = {
    name: action === 'rename' && newName === school.name ? 'Напишите новое название' : null,
    into: action === 'merge' && into === null ? 'Выберите школу, к которой присоединяете' : null,
    date: words.date !== null && date === '' ? 'Укажите дату' : null,
  }
  const isWhole = Object.values(faults).every((fault) => fault === null) && newName.length > 1
  const save = useMutation({
    mutationFn: () => {
      const id = school.schoolId
      if (action === 'rename') return renameSchool(id, { name: newName, usedUntil: date })
      if (action === 'close') return closeSchool(id, { closedOn: date })
      if (action === 'merge' && into)
        return mergeSchool(id, { intoSchoolId: into.schoolId, happenedOn: date })
      return reopenSchool(id)
    },
    onSuccess: (next) => {
      client.setQueryData(['school-history', school.schoolId], next)
      void client.invalidateQueries()
      onClose()
    },
  })
  const submit = () => {
    setTried(true)
    if (isWhole) save.mutate()
  }
  return (
    <FormDialog
      title={words.title}
      onClose={onClose}
      size={600}
      submit={words.button}
      sending={save}
      onSubmit={submit}
    >
      <p>
        <strong>{school.name}</strong>
        <br />
        <span className="secondary">{words.text}</span>
      </p>
      {action === 'rename' && (
        <TextField
          label="Новое название"
          value={name}
          maxLength={500}
          data-autofocus
          fault={isTried ? faults.name : null}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      {action === 'merge' &&
        (into ? (
          <div className={styles.chosen}>
            <p>
              {into.name}
              <br />
              <span className="small muted">{into.place}</span>
            </p>
            <Button small look="quiet" onClick={() => setInto(null)}>
              Выбрать другую
            </Button>
          </div>
        ) : (
          <>
            <SchoolFinder
              regionId={regionId}
              purpose="присоединить к ней"
              verb="К этой"
              except={school.schoolId}
              onChoose={setInto}
            />
            {isTried && faults.into && <p role="alert">{faults.into}</p>}
          </>
        ))}
      {words.date !== null && (
        <TextField
          label={words.date}
          type="date"
          value={date}
          fault={isTried ? faults.date : null}
          onChange={(event) => setDate(event.target.value)}
        />
      )}
    </FormDialog>
  )
}
