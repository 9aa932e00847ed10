import { useSuspenseQuery } from '@tanstack/react-query'
import { systemQuery } from '../api-home.ts'
import { formatMoment, formatNumber } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Note } from '../ui/words.tsx'
import styles from './first-screens.module.css'

const bytes = (size: number): string =>
  size >= 1e9
    ? `${formatNumber(size / 1e9, 1)} ГБ`
    : size >= 1e6
      ? `${formatNumber(size / 1e6, 1)} МБ`
      : `${formatNumber(size / 1e3, 0)} КБ`

/** «Состояние системы»: whether the installation is well, for those who run it. */
export function SystemPage() {
  const { data } = useSuspenseQuery(systemQuery)
  const { storage, jobs, signIns, imports, versions, people } = data
  const usedShare = 1 - storage.freeBytes / storage.totalBytes
  return (
    <Page
      title="Состояние системы"
      above={`Состояние системы · ${formatMoment(data.checkedAt)}`}
      heading={data.sentence}
    >
      {data.warnings.slice(1).map((warning) => (
        <Note key={warning} tone="caution">
          <p>{warning}</p>
        </Note>
      ))}
      <div className={styles.facts}>
        <Section title="Люди и входы">
          <Facts
            items={[
              { name: 'Учётных записей', value: formatNumber(people.active, 0) },
              { name: 'Закрытых', value: formatNumber(people.disabled, 0) },
              { name: 'Входов за неделю', value: formatNumber(signIns.done, 0) },
              { name: 'Не удалось войти', value: formatNumber(signIns.refused, 0) },
            ]}
          />
        </Section>
        <Section title="Загрузки за неделю">
          <Facts
            items={[
              { name: 'Принято', value: formatNumber(imports.committed, 0) },
              { name: 'Не принято', value: formatNumber(imports.refused, 0) },
              { name: 'В работе сейчас', value: formatNumber(imports.underWay, 0) },
            ]}
          />
        </Section>
        <Section title="Задания">
          <Facts
            items={[
              { name: 'Ждут очереди', value: formatNumber(jobs.waiting, 0) },
              { name: 'Выполняются', value: formatNumber(jobs.running, 0) },
              { name: 'Не выполнены', value: formatNumber(jobs.failed.length, 0) },
            ]}
          />
          {jobs.failed.length > 0 && (
            <ul className={styles.lines}>
              {jobs.failed.map((job) => (
                <li key={`${job.name} ${job.at}`}>
                  <span>
                    <code>{job.name}</code>: {job.error}
                  </span>
                  <span className="small muted">{formatMoment(job.at)}</span>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section title="Хранилище">
          <progress
            className={styles.disk}
            value={usedShare}
            max={1}
            aria-label={`Диск занят на ${formatNumber(usedShare * 100, 0)} %`}
          />
          <Facts
            items={[
              {
                name: 'Свободно на диске',
                value: `${bytes(storage.freeBytes)} из ${bytes(storage.totalBytes)}`,
              },
              { name: 'База данных', value: bytes(storage.databaseBytes) },
              { name: 'Исходные файлы', value: inFiles(storage.files) },
              { name: 'Результаты', value: inFiles(storage.results) },
              {
                name: 'Резервная копия',
                value: data.lastBackupAt ? formatMoment(data.lastBackupAt) : 'нет сведений',
              },
            ]}
          />
        </Section>
        <Section title="Версии">
          <Facts
            items={[
              { name: 'Траектория', value: versions.product },
              { name: 'Node.js', value: versions.node },
              { name: 'PostgreSQL', value: versions.database },
            ]}
          />
        </Section>
      </div>
    </Page>
  )
}

const inFiles = ({ files, bytes: size }: { files: number; bytes: number }): string =>
  `${bytes(size)}, файлов: ${formatNumber(files, 0)}`
