import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { uploadClusters } from '../api-places.ts'
import type { ClusterSummary } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { counted, formatSchoolYear, plural, ROWS, SCHOOLS } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import styles from './procedures.module.css'
import { yearChoices } from './words.ts'

const FEW = 5

/** Official clusters from a table: where one stands, it goes before the computed one. */
export function ClustersUpload(props: { regionId: number; year: number; newest: number }) {
  const client = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const [year, setYear] = useState(props.year)
  const upload = useMutation({
    mutationFn: (file: File) => uploadClusters(props.regionId, year, file, () => {}),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <Section
      title="Официальные кластеры"
      note="Таблица со школами и кластером словом или числом от 0 до 3: xlsx или csv. Официальный кластер важнее рассчитанного; новый файл за тот же год заменяет прежние значения."
    >
      <div className={styles.upload}>
        <Select
          label="За какой год"
          value={String(year)}
          choices={yearChoices(props.newest).map((item) => ({
            value: String(item),
            label: formatSchoolYear(item),
          }))}
          onValue={(value) => setYear(Number(value))}
        />
        <input
          ref={picker}
          type="file"
          accept=".xlsx,.csv"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Файл с официальными кластерами"
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) upload.mutate(file)
          }}
        />
        <Button busy={upload.isPending} onClick={() => picker.current?.click()}>
          Выбрать файл
        </Button>
      </div>
      <div role="status">{upload.data && <Summary summary={upload.data} />}</div>
      {upload.error && <ProblemPanel problem={upload.error} takesFocus />}
    </Section>
  )
}

function Summary({ summary }: { summary: ClusterSummary }) {
  const { saved, waiting, problems } = summary
  const done = `${plural(saved, ['Записан', 'Записаны', 'Записано'])} ${counted(saved, ['кластер', 'кластера', 'кластеров'])}`
  return (
    <Note tone={problems.length > 0 || waiting > 0 ? 'caution' : 'good'} title={`${done}.`}>
      {waiting > 0 && (
        <p>
          {counted(waiting, SCHOOLS)} {plural(waiting, ['ждёт', 'ждут', 'ждут'])} сопоставления с реестром.
        </p>
      )}
      {problems.length > 0 && (
        <>
          <p>
            Не {plural(problems.length, ['понята', 'поняты', 'понято'])} {counted(problems.length, ROWS)}:
          </p>
          <ul className={styles.problems}>
            {problems.slice(0, FEW).map((problem) => (
              <li key={`${problem.sheet} ${problem.rowNumber} ${problem.column}`}>
                Строка {problem.rowNumber}: {problem.given && `«${problem.given}», `}нужно {problem.expected}
              </li>
            ))}
          </ul>
        </>
      )}
    </Note>
  )
}
