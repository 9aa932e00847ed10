import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { uploadFile } from '../api.ts'
import type { Scope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { Select, Tick } from '../ui/field.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './imports-page.module.css'
import { FORMATS } from './words.ts'

interface Sending {
  fileName: string
  share: number
  rest: number
}

/** Far enough back for the tables people compare with: other countries publish theirs from the nineties on. */
const YEARS_BACK = 30

const yearChoices = (newest: number) =>
  Array.from({ length: YEARS_BACK }, (_, back) => newest + 1 - back).map((year) => ({
    value: String(year),
    label: `${formatSchoolYear(year)} учебный год`,
  }))

/** Takes one file or several; one opens its check at once, several go one by one into the list. */
export function DropZone({ scope }: { scope: Scope }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const pickerId = useId()
  const [year, setYear] = useState(scope.year)
  const [format, setFormat] = useState('auto')
  const [createSchools, setCreateSchools] = useState(scope.region.schools === 0)
  const [isOver, setOver] = useState(false)
  const [sending, setSending] = useState<Sending | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const newest = Math.max(scope.region.years[0] ?? 0, scope.year, new Date().getFullYear())

  const send = async (files: File[]) => {
    setProblem(null)
    let last: number | null = null
    try {
      for (const [index, file] of files.entries()) {
        const rest = files.length - index - 1
        setSending({ fileName: file.name, share: 0, rest })
        const made = await uploadFile(scope.regionId, file, { year, format, createSchools }, (done, total) =>
          setSending({ fileName: file.name, share: total > 0 ? done / total : 0, rest }),
        )
        last = made.id
      }
    } catch (cause) {
      setProblem(cause)
    }
    setSending(null)
    void client.invalidateQueries({ queryKey: ['imports', scope.regionId] })
    if (files.length === 1 && last !== null) {
      void navigate({
        to: '/regions/$regionId/imports/$importId',
        params: { regionId: String(scope.regionId), importId: String(last) },
      })
    }
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0 && !sending) void send(files)
  }

  return (
    <section className={styles.zone} aria-label="Новая загрузка">
      {/* The button inside does the same for the keyboard; dropping is an addition. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a drop target has no role of its own */}
      <div
        className={styles.target}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <FileUp aria-hidden="true" />
        <p>Перетащите файлы сюда</p>
        <p>
          xlsx, xls или csv: выгрузки ФИС ОКО, таблицы региона или любая таблица, которую вы опишете один раз
        </p>
        <input
          ref={picker}
          id={pickerId}
          type="file"
          multiple
          accept=".xlsx,.xls,.csv,.txt"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Файлы с результатами"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])]
            event.target.value = ''
            if (files.length > 0) void send(files)
          }}
        />
        <Button look="primary" busy={sending !== null} onClick={() => picker.current?.click()}>
          Выбрать файлы
        </Button>
      </div>
      <div className={styles.options}>
        <Select
          label="За какой год результаты"
          hint="Если год назван в самом файле, верим файлу и скажем о разнице"
          value={String(year)}
          choices={yearChoices(newest)}
          onValue={(value) => setYear(Number(value))}
        />
        <Select label="Вид файла" value={format} choices={FORMATS} onValue={setFormat} />
        <Tick
          checked={createSchools}
          onChange={setCreateSchools}
          hint="Школы и территории заведутся из столбцов файла. Без этого незнакомые школы подождут сопоставления"
        >
          Дополнить реестр из файла
        </Tick>
      </div>
      {sending && (
        <div className={styles.sending} role="status">
          <p>
            Передаём «{sending.fileName}»{sending.rest > 0 && `, за ним ещё ${sending.rest}`}
          </p>
          <progress value={sending.share} max={1} aria-label="Передача файла" />
        </div>
      )}
      {problem !== null && (
        <div className={styles.sending}>
          <ProblemPanel problem={problem} takesFocus />
        </div>
      )}
    </section>
  )
}
