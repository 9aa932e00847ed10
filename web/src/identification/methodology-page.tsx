import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type MethodologySummary, methodologiesQuery } from '../api.ts'
import { type Scope, useScope } from '../scope.ts'
import { ButtonLink } from '../ui/button.tsx'
import { formatDate } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './methodology-page.module.css'

/** «Методики»: each one read as a document, with the acts it stands on and what is only a setting. */
export function MethodologyPage() {
  const scope = useScope()
  const { data: methodologies } = useSuspenseQuery(methodologiesQuery)
  const [readId, setReadId] = useState(scope.methodology)
  const read = methodologies.find((item) => item.id === readId) ?? methodologies[0]
  return (
    <Page
      title="Методики"
      heading="По какому правилу школы попадают в перечень"
      lead="Правило хранится вместе с источником и датой. Другое правило можно приложить к тем же числам: уже составленные перечни от этого не изменятся."
    >
      <div className={styles.desk}>
        <nav aria-label="Методики" className={`${styles.shelf} no-print`}>
          {methodologies.map((item) => (
            <button
              type="button"
              key={item.id}
              aria-pressed={item.id === read?.id}
              onClick={() => setReadId(item.id)}
            >
              {item.title}
              {item.id === scope.methodology && <span className={styles.applied}>сейчас применяется</span>}
            </button>
          ))}
        </nav>
        {read && <MethodologyDocument methodology={read} scope={scope} />}
      </div>
    </Page>
  )
}

function MethodologyDocument({ methodology, scope }: { methodology: MethodologySummary; scope: Scope }) {
  return (
    <article className={styles.paper} aria-label={methodology.title}>
      <header className={styles.head}>
        <h2>{methodology.title}</h2>
        <p className="small muted">
          Принята: {methodology.adopted} · версия {methodology.version}
        </p>
        <p className={styles.rule}>{methodology.ruleSentence}</p>
        {methodology.id !== scope.methodology && (
          <ButtonLink
            small
            className="no-print"
            to="/regions/$regionId/schools"
            params={{ regionId: String(scope.regionId) }}
            search={{ year: scope.year, methodology: methodology.id }}
          >
            Посмотреть школы по этому правилу
          </ButtonLink>
        )}
      </header>
      <section>
        <h3>На чём основана</h3>
        <ul className={styles.sources}>
          {methodology.legalSources.map((source) => (
            <li key={source.title}>
              {source.title}
              {source.date && <span className="muted">, {formatDate(source.date)}</span>}
            </li>
          ))}
        </ul>
      </section>
      {methodology.parts.map((part) => (
        <section key={part.title}>
          <h3>{part.title}</h3>
          <Lines lines={part.lines} />
        </section>
      ))}
      <details className={styles.procedures}>
        <summary>Процедуры, на которые смотрит методика: {methodology.procedures.length}</summary>
        <ul>
          {methodology.procedures.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </details>
    </article>
  )
}

function Lines({ lines }: { lines: MethodologySummary['parts'][number]['lines'] }) {
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={`${line.level} ${line.text}`} style={{ '--level': line.level } as React.CSSProperties}>
          <p>
            {line.text}{' '}
            {line.isSetting && (
              <Tag
                tone="caution"
                icon={null}
                title="Открытые документы этого не определяют: так выбрано здесь, и можно выбрать иначе"
              >
                настройка
              </Tag>
            )}
          </p>
          {line.note && <p className="small muted">{line.note}</p>}
          {line.source && <p className="small muted">{line.source}</p>}
        </li>
      ))}
    </ul>
  )
}
