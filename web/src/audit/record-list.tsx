import type { JournalRecord } from '../api-types.ts'
import { formatDate, formatNumber } from '../ui/format.ts'
import { Tag, type Tone } from '../ui/words.tsx'
import styles from './journal.module.css'

interface RecordListProps {
  records: readonly JournalRecord[]
  onSubject: (subject: { kind: string; id: string }) => void
}

/** Records under their days. */
export function RecordList({ records, onSubject }: RecordListProps) {
  const days = Map.groupBy(records, ({ at }) => formatDate(at))
  return [...days].map(([day, ofDay]) => (
    <section key={day} className={styles.day}>
      <h3>{day}</h3>
      <ol className={styles.records}>
        {ofDay.map((record) => (
          <RecordLine key={record.key} record={record} onSubject={onSubject} />
        ))}
      </ol>
    </section>
  ))
}

const TONES = {
  write: 'accent',
  read: 'neutral',
  export: 'caution',
  'sign-in': 'good',
} satisfies Record<JournalRecord['kind'], Tone>

const TIME = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

function RecordLine({
  record,
  onSubject,
}: {
  record: JournalRecord
  onSubject: RecordListProps['onSubject']
}) {
  const { actor, subject, differences } = record
  const isSaid = actor.role === actor.name.toLowerCase()
  return (
    <li className={styles.record}>
      <div className={styles.when}>
        <time dateTime={record.at}>{TIME.format(new Date(record.at))}</time>
        <Tag tone={TONES[record.kind]} icon={null}>
          {record.kindLabel}
        </Tag>
      </div>
      <div className={styles.what}>
        <p className={styles.action}>
          {record.actionLabel}
          {!record.isDone && <Tag tone="bad">{record.resultLabel}</Tag>}
        </p>
        {subject && (
          <button
            type="button"
            className={styles.subject}
            title="Показать только записи об этом"
            onClick={() => onSubject(subject)}
          >
            {subject.title === null
              ? `${subject.kindLabel} № ${subject.id}`
              : `${subject.kindLabel}: ${subject.title}`}
          </button>
        )}
        <Differences of={differences} />
      </div>
      <div className={styles.who}>
        <span>{actor.name || actor.id || 'Неизвестно кто'}</span>
        <span className="small muted">
          {[isSaid ? null : actor.role, record.address].filter(Boolean).join(' · ')}
        </span>
        <span className="small muted">
          {record.seq === null ? 'ещё не запечатано' : `№ ${formatNumber(record.seq, 0)}`}
        </span>
      </div>
    </li>
  )
}

const SHOWN_AT_ONCE = 3

/** The first few at once; of a record with a dozen fields the others are opened. */
function Differences({ of: all }: { of: JournalRecord['differences'] }) {
  if (all.length === 0) return null
  const hidden = all.slice(SHOWN_AT_ONCE)
  return (
    <>
      <DifferenceLines of={all.slice(0, SHOWN_AT_ONCE)} />
      {hidden.length > 0 && (
        <details className={styles.more}>
          <summary>ещё {formatNumber(hidden.length, 0)}</summary>
          <DifferenceLines of={hidden} />
        </details>
      )}
    </>
  )
}

const DifferenceLines = ({ of: all }: { of: JournalRecord['differences'] }) => (
  <dl className={styles.differences}>
    {all.map(({ field, before, after }) => (
      <div key={field}>
        <dt>{field}</dt>
        <dd>
          {before !== null && (
            <>
              <del>{before}</del> <span aria-hidden="true">→</span>{' '}
            </>
          )}
          {after === null ? <span className="muted">убрано</span> : <ins>{after}</ins>}
        </dd>
      </div>
    ))}
  </dl>
)
