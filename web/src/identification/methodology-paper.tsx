import type { MethodologyItem } from '../api.ts'
import type { Scope } from '../scope.ts'
import { ButtonLink } from '../ui/button.tsx'
import { formatDate } from '../ui/format.ts'
import { Tag, type Tone } from '../ui/words.tsx'
import styles from './methodology-page.module.css'

/** A methodology as people read an annex to an order: numbered lines, each with where it comes from. */
export function MethodologyPaper({ methodology, scope }: { methodology: MethodologyItem; scope: Scope }) {
  return (
    <article className={styles.paper} aria-label={methodology.title} data-print="upright">
      <header className={styles.head}>
        <h2>{methodology.title}</h2>
        <p className="small muted">
          {methodology.isDraft ? 'Черновик, приказом не утверждён' : `Принята: ${methodology.adopted}`} ·
          версия {methodology.version}
        </p>
        <p className={styles.rule}>{methodology.ruleSentence}</p>
        {methodology.reference !== scope.methodology && (
          <ButtonLink
            small
            className="no-print"
            to="/regions/$regionId/schools"
            params={{ regionId: String(scope.regionId) }}
            search={{ year: scope.year, methodology: methodology.reference }}
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
        <p className={`small muted ${styles.legend}`}>
          <Mark tag="published" /> сказано в открытом акте; <Mark tag="source" /> напечатано в документе, по
          которому сделана программа; <Mark tag="setting" /> открытые документы этого не определяют: так
          выбрано здесь, и можно выбрать иначе.
        </p>
      </section>
      {methodology.parts.map((part) => (
        <section key={part.number}>
          <h3>
            {part.number}. {part.title}
          </h3>
          <Lines lines={part.lines} />
        </section>
      ))}
      <details className={styles.procedures} open={methodology.procedures.length < 12}>
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

type Line = MethodologyItem['parts'][number]['lines'][number]

function Lines({ lines }: { lines: Line[] }) {
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={line.number} style={{ '--level': line.level } as React.CSSProperties}>
          <span className={styles.number}>{line.number}</span>
          <div>
            <p>
              {line.text} {line.tag && <Mark tag={line.tag} />}
            </p>
            {line.note && <p className="small muted">{line.note}</p>}
            {line.source && <p className="small muted">{line.source}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}

const MARKS = {
  published: { words: 'опубликовано', tone: 'good' },
  source: { words: 'из источника', tone: 'accent' },
  setting: { words: 'настройка', tone: 'caution' },
} as const satisfies Record<NonNullable<Line['tag']>, { words: string; tone: Tone }>

function Mark({ tag }: { tag: NonNullable<Line['tag']> }) {
  const { words, tone } = MARKS[tag]
  return (
    <Tag tone={tone} icon={null}>
      {words}
    </Tag>
  )
}
