import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type ImportSummary, importsQuery } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatMoment, formatSchoolYear } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Note, Tag } from '../ui/words.tsx'
import { DropZone } from './drop-zone.tsx'
import styles from './imports-page.module.css'
import { RegistryUpload } from './registry-upload.tsx'
import { TemplateDownload } from './template-download.tsx'
import { useSettled } from './use-settled.ts'
import { MOVING, STATE_TONES, STATE_WORDS } from './words.ts'

const SHOWN = 12
const NEEDS_PERSON = new Set(['checked', 'refused'])

/** «Загрузка данных»: give files, and see everything that was ever given. */
export function ImportsPage() {
  const scope = useScope()
  const { data: imports } = useSuspenseQuery(importsQuery(scope.regionId))
  useSettled(imports.some((item) => MOVING.has(item.state)))
  const [isAll, setAll] = useState(false)
  const waiting = imports.filter((item) => NEEDS_PERSON.has(item.state) || MOVING.has(item.state))
  const settled = imports.filter((item) => !waiting.includes(item))
  const shown = isAll ? settled : settled.slice(0, SHOWN)
  return (
    <Page
      title="Данные"
      heading="Загрузите файлы с результатами"
      lead="Сначала покажем, что поняли и что изменится. Ничего не запишется, пока вы не согласитесь, и любую загрузку можно отменить."
      above={scope.region.name}
    >
      {scope.region.waitingSchools > 0 && (
        <Note tone="caution" title="Не все названия школ узнаны">
          <p>
            {counted(scope.region.waitingSchools, ['название', 'названия', 'названий'])} из файлов пока не
            сопоставлено с реестром: их результаты подождут.{' '}
            <Link to="/regions/$regionId/matching" params={{ regionId: String(scope.regionId) }}>
              Сопоставить
            </Link>
          </p>
        </Note>
      )}
      <DropZone scope={scope} />
      {waiting.length > 0 && (
        <Section title="Ждут вас">
          <ImportLines imports={waiting} regionId={scope.regionId} />
        </Section>
      )}
      <Section
        title="Все загрузки"
        note="Отменённые и отложенные остаются здесь: видно, кто, что и когда загружал."
      >
        {settled.length === 0 ? (
          <p className="secondary">Пока ничего не загружено.</p>
        ) : (
          <ImportLines imports={shown} regionId={scope.regionId} />
        )}
        {settled.length > shown.length && (
          <Button small onClick={() => setAll(true)}>
            Показать все {settled.length}
          </Button>
        )}
      </Section>
      <TemplateDownload scope={scope} />
      <RegistryUpload regionId={scope.regionId} schools={scope.region.schools} />
      <p className="secondary">
        Уже сопоставленные названия и школы-предшественницы — на странице{' '}
        <Link to="/regions/$regionId/matching" params={{ regionId: String(scope.regionId) }}>
          «Сопоставление школ»
        </Link>
        .
      </p>
    </Page>
  )
}

function ImportLines({ imports, regionId }: { imports: readonly ImportSummary[]; regionId: number }) {
  return (
    <ul className={styles.lines}>
      {imports.map((item) => (
        <li key={item.id}>
          <div className={styles.file}>
            <Link
              to="/regions/$regionId/imports/$importId"
              params={{ regionId: String(regionId), importId: String(item.id) }}
            >
              {item.fileName}
            </Link>
            <span className="secondary">{item.sentence}</span>
          </div>
          <div className={styles.facts}>
            <Tag tone={STATE_TONES[item.state]}>{STATE_WORDS[item.state]}</Tag>
            <span className="small muted">
              {formatSchoolYear(item.schoolYear)} · {formatMoment(item.createdAt)}
            </span>
          </div>
        </li>
      ))}
    </ul>
  )
}
