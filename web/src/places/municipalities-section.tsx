import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { saveMunicipalityForms } from '../api-places.ts'
import type { Municipality } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { writeWhere } from '../ui/data-table/table-search.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { counted, SCHOOLS } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import styles from './registry.module.css'

interface MunicipalitiesProps {
  municipalities: readonly Municipality[]
  regionId: number
}

/** Territories and how their names are declined: a form nobody stored is never guessed. */
export function MunicipalitiesSection({ municipalities, regionId }: MunicipalitiesProps) {
  const [edited, setEdited] = useState<Municipality | null>(null)
  const isFull = (item: Municipality) => item.nameGenitive !== null && item.namePrepositional !== null
  const lacking = municipalities.filter((item) => !isFull(item)).length
  return (
    <Section
      title="Как названия территорий стоят в тексте"
      note={
        lacking === 0
          ? 'Формы заданы для всех территорий: в отчётах и на страницах названия стоят в нужном падеже.'
          : `Форм нет у ${lacking} из ${municipalities.length}. Сами мы названия не склоняем: пока форма не задана, пишем «в муниципалитете „…“».`
      }
    >
      <ul className={styles.places}>
        {municipalities.map((item) => (
          <li key={item.id}>
            <div>
              <h3>{item.name}</h3>
              <p className="small muted">
                {item.schools === 0 ? (
                  'школ нет'
                ) : (
                  <Link
                    to="/regions/$regionId/registry"
                    params={{ regionId: String(regionId) }}
                    search={{ where: writeWhere({ municipality: [item.name] }) }}
                  >
                    {counted(item.schools, SCHOOLS)}
                  </Link>
                )}
                {`, код ${item.code}`}
                {item.oktmo !== null && `, ОКТМО ${item.oktmo}`}
              </p>
            </div>
            <p>
              школы {item.nameGenitive ?? `муниципалитета «${item.name}»`}
              <br />
              {item.nameIn}
            </p>
            <Button small look="quiet" onClick={() => setEdited(item)}>
              {isFull(item) ? 'Изменить' : 'Задать формы'}
              <span className="visually-hidden">: {item.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {edited && <FormsDialog item={edited} onClose={() => setEdited(null)} />}
    </Section>
  )
}

function FormsDialog({ item, onClose }: { item: Municipality; onClose: () => void }) {
  const client = useQueryClient()
  const [genitive, setGenitive] = useState(item.nameGenitive ?? '')
  const [prepositional, setPrepositional] = useState(item.namePrepositional ?? '')
  const save = useMutation({
    mutationFn: () =>
      saveMunicipalityForms(item.id, {
        nameGenitive: genitive.trim() || null,
        namePrepositional: prepositional.trim() || null,
      }),
    onSuccess: () => {
      void client.invalidateQueries()
      onClose()
    },
  })
  return (
    <FormDialog
      title={item.name}
      onClose={onClose}
      submit="Сохранить"
      sending={save}
      onSubmit={() => save.mutate()}
    >
      <TextField
        label="Школы чего?"
        hint="Например: Вяземского района"
        value={genitive}
        maxLength={200}
        data-autofocus
        onChange={(event) => setGenitive(event.target.value)}
      />
      <TextField
        label="Где?"
        hint="Вместе с предлогом, например: в Вяземском районе, во Власовском районе, на Северном"
        value={prepositional}
        maxLength={200}
        onChange={(event) => setPrepositional(event.target.value)}
      />
      <p className="secondary">Пустое поле — форма не задана.</p>
    </FormDialog>
  )
}
