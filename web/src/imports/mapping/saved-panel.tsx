import { useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { mappingsQuery, type TableSample } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Note } from '../../ui/words.tsx'
import styles from './mapping.module.css'
import { isMapping } from './saved-draft.ts'

interface Named {
  name: string
  definition: unknown
}

interface SavedPanelProps {
  regionId: number
  sample: TableSample
  busy: boolean
  onApply: (saved: Named) => void
  onOpen: (saved: Named) => void
}

/** Descriptions made before: those of tables with the same header at hand, all others and a file on demand. */
export function SavedPanel({ regionId, sample, busy, onApply, onOpen }: SavedPanelProps) {
  const picker = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<string | null>(null)
  const { data: all = [] } = useQuery(mappingsQuery(regionId))
  const here = new Set(sample.savedMappings.map(({ id }) => id))
  const others = all.filter(({ id }) => !here.has(id))

  const openFile = async (file: File) => {
    setFault(null)
    try {
      const definition: unknown = JSON.parse(await file.text())
      if (!isMapping(definition)) throw new Error('not a mapping')
      onOpen({ name: String(definition.name ?? file.name), definition })
    } catch {
      setFault(`«${file.name}» — не описание таблицы. Нужен файл .json, какие лежат в samples/mappings.`)
    }
  }

  return (
    <>
      {sample.savedMappings.length > 0 && (
        <Note tone="accent" title="Такую таблицу уже описывали">
          <ul className={styles.saved}>
            {sample.savedMappings.map((saved) => (
              <li key={saved.id}>
                <span>«{saved.name}»</span>
                <Button small busy={busy} onClick={() => onApply(saved)}>
                  Применить
                </Button>
                <Button small look="quiet" onClick={() => onOpen(saved)}>
                  Изменить
                </Button>
              </li>
            ))}
          </ul>
        </Note>
      )}
      <div className={styles.start}>
        {others.length > 0 && (
          <Select
            label="Начать с другого описания"
            value=""
            choices={[
              { value: '', label: 'Выберите описание' },
              ...others.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            onValue={(value) => {
              const chosen = others.find(({ id }) => String(id) === value)
              if (chosen) onOpen(chosen)
            }}
          />
        )}
        <Button small icon={<FileUp />} onClick={() => picker.current?.click()}>
          Взять описание из файла
        </Button>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          aria-label="Файл описания"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) void openFile(file)
          }}
        />
      </div>
      {fault && <Note tone="bad">{fault}</Note>}
    </>
  )
}
