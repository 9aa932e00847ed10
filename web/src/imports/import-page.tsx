import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ImportDetail, importQuery } from '../api.ts'
import { ImportFindings } from '../quality/import-findings.tsx'
import { useScope } from '../scope.ts'
import { formatMoment, formatPercent, formatSchoolYear } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Note, Tag } from '../ui/words.tsx'
import { ChangesSection } from './changes-section.tsx'
import { ImportActions } from './import-actions.tsx'
import styles from './import-page.module.css'
import { ProblemsSection } from './problems-section.tsx'
import { RefusedPanel } from './refused-panel.tsx'
import { UnderstoodSection } from './understood-section.tsx'
import { useSettled } from './use-settled.ts'
import { MOVING, STATE_TONES, STATE_WORDS } from './words.ts'

/** One file: what was understood, what was not, what changes, and the decision. The same page stays for ever. */
export function ImportPage() {
  const scope = useScope()
  const { importId } = useParams({ from: '/regions/$regionId/imports/$importId' })
  const { data } = useSuspenseQuery(importQuery(Number(importId)))
  const { preview } = data
  useSettled(MOVING.has(data.state))
  return (
    <Page
      title={data.fileName}
      above={
        <Link to="/regions/$regionId/imports" params={{ regionId: String(scope.regionId) }}>
          Данные
        </Link>
      }
      lead={
        <div className={styles.tags}>
          <Tag tone={STATE_TONES[data.state]}>{STATE_WORDS[data.state]}</Tag>
          <Tag icon={null}>{formatSchoolYear(data.schoolYear)} учебный год</Tag>
          {preview && !data.options.mappingName && <Tag icon={null}>{preview.formatTitle}</Tag>}
          {data.options.mappingName && <Tag icon={null}>описание «{data.options.mappingName}»</Tag>}
        </div>
      }
    >
      <Steps state={data.state} />
      <Situation data={data} />
      {data.state === 'refused' && <RefusedPanel data={data} regionId={scope.regionId} />}
      {preview && (
        <>
          <UnderstoodSection preview={preview} />
          <ProblemsSection preview={preview} importId={data.id} regionId={scope.regionId} />
          <ChangesSection preview={preview} state={data.state} />
        </>
      )}
      {data.state === 'committed' && (
        <ImportFindings importId={data.id} regionId={scope.regionId} year={data.schoolYear} />
      )}
      <ImportActions data={data} regionId={scope.regionId} />
    </Page>
  )
}

const STEPS = [
  { words: 'Получен', states: ['received'] },
  { words: 'Проверен', states: ['checking', 'checked', 'refused'] },
  { words: 'Загружен', states: ['committing', 'committed'] },
] as const

function Steps({ state }: { state: ImportDetail['state'] }) {
  const now = STEPS.findIndex((step) => (step.states as readonly string[]).includes(state))
  if (now === -1) return null
  return (
    <ol className={styles.steps} aria-label="Шаги загрузки">
      {STEPS.map((step, index) => (
        <li
          key={step.words}
          data-state={index < now || state === 'committed' ? 'done' : index === now ? 'now' : 'next'}
          aria-current={index === now ? 'step' : undefined}
        >
          {step.words}
        </li>
      ))}
    </ol>
  )
}

/** What is going on with the file right now, in a sentence. */
function Situation({ data }: { data: ImportDetail }) {
  switch (data.state) {
    case 'received':
    case 'checking':
    case 'committing':
      return (
        <div className={styles.progress} role="status">
          <p>{data.progress ? data.progress.step : data.sentence}</p>
          {data.progress && data.progress.total > 0 ? (
            <>
              <progress value={data.progress.done} max={data.progress.total} aria-label="Обработка файла" />
              <span className="small muted">
                {formatPercent(data.progress.done / data.progress.total, 0)}
              </span>
            </>
          ) : (
            <progress aria-label="Обработка файла" />
          )}
        </div>
      )
    case 'checked':
      return (
        <Note tone="accent" title="Пока ничего не записано">
          <p>Посмотрите, что мы поняли, и согласитесь внизу страницы.</p>
        </Note>
      )
    case 'committed':
      return (
        <Note tone="good" title={data.sentence}>
          {data.committedAt && (
            <p>Записано {formatMoment(data.committedAt)}. Отменить можно в любое время, внизу страницы.</p>
          )}
        </Note>
      )
    case 'undone':
      return (
        <Note tone="neutral" title="Загрузка отменена">
          <p>
            {data.undoneAt && `${formatMoment(data.undoneAt)}. `}Её чисел больше нет в выводах; сам файл и эта
            страница сохранены.
          </p>
        </Note>
      )
    case 'discarded':
      return (
        <Note tone="neutral" title="Файл отложен">
          <p>Ничего не записано. Чтобы вернуться к нему, загрузите файл ещё раз.</p>
        </Note>
      )
    case 'refused':
      return null
  }
}
