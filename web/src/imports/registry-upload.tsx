import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { commitRegistry, previewRegistry, type RegistryPreview } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, SCHOOLS } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import styles from './imports-page.module.css'

const FEW = 5

/** The registry of schools from a file: seen first, then taken. */
export function RegistryUpload({ regionId, schools }: { regionId: number; schools: number }) {
  const client = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const [isTaken, setTaken] = useState(false)
  const preview = useMutation({
    mutationFn: (file: File) => previewRegistry(regionId, file, () => {}),
    onMutate: () => setTaken(false),
  })
  const commit = useMutation({
    mutationFn: (seen: RegistryPreview) =>
      commitRegistry(regionId, { sha256: seen.sha256, fileName: seen.fileName }),
    onSuccess: () => {
      setTaken(true)
      preview.reset()
      void client.invalidateQueries()
    },
  })
  return (
    <Section title="Реестр школ" note="Школы, территории, коды, слияния и границы: xlsx, csv или GeoJSON.">
      <div className={styles.registry}>
        <p>{schools === 0 ? 'В реестре пока нет школ.' : `В реестре ${counted(schools, SCHOOLS)}.`}</p>
        <input
          ref={picker}
          type="file"
          accept=".xlsx,.csv,.geojson,.json"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Файл реестра"
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) preview.mutate(file)
          }}
        />
        <Button busy={preview.isPending} onClick={() => picker.current?.click()}>
          Выбрать файл реестра
        </Button>
      </div>
      <div role="status">{isTaken && <p>Реестр обновлён.</p>}</div>
      {(preview.error ?? commit.error) && <ProblemPanel problem={preview.error ?? commit.error} takesFocus />}
      {preview.data && (
        <div className={styles.registryFacts}>
          <Note tone="accent" title="Что изменится">
            <p>{preview.data.sentence}</p>
            <Changes preview={preview.data} />
          </Note>
          <div className={styles.registry}>
            <Button look="primary" busy={commit.isPending} onClick={() => commit.mutate(preview.data)}>
              Согласиться и обновить реестр
            </Button>
            <Button onClick={() => preview.reset()}>Не обновлять</Button>
          </div>
        </div>
      )}
    </Section>
  )
}

function Changes({ preview }: { preview: RegistryPreview }) {
  return (
    <ul className={styles.plain}>
      {preview.renamed.slice(0, FEW).map((school) => (
        <li key={school.schoolId}>
          «{school.from}» станет «{school.to}»
        </li>
      ))}
      {preview.closed.slice(0, FEW).map((school) => (
        <li key={school.schoolId}>Закроется: {school.name}</li>
      ))}
      {preview.missing.length > 0 && (
        <li>
          В файле нет {counted(preview.schools.missing, ['школы', 'школ', 'школ'])} из реестра, они останутся
          как есть:{' '}
          {preview.missing
            .slice(0, FEW)
            .map((school) => school.name)
            .join(', ')}
        </li>
      )}
      {preview.problems.slice(0, FEW).map((problem) => (
        <li key={`${problem.sheet} ${problem.rowNumber} ${problem.column}`}>
          Лист «{problem.sheet}», строка {problem.rowNumber}: {problem.expected}
        </li>
      ))}
    </ul>
  )
}
