import type { SchoolCard } from '../api.ts'
import { Term } from '../help/term.tsx'
import { formatNumber, formatPercent, formatSchoolYear } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Provenance } from '../ui/provenance.tsx'
import { numberOf } from '../ui/value-text.tsx'
import { Sentence, Tag } from '../ui/words.tsx'
import styles from './objectivity-section.module.css'

type Journal = SchoolCard['objectivity']['journal'][number]
type MarkerYear = SchoolCard['objectivity']['markerYears'][number]

/** Marks against the journal's and published markers: questions to look into, never a verdict. */
export function ObjectivitySection({ card, regionId }: { card: SchoolCard; regionId: number }) {
  const { sentence, journal, markerYears } = card.objectivity
  if (journal.length === 0 && markerYears.length === 0) return null
  return (
    <Section
      title={<Term id="objectivity-marker">Объективность</Term>}
      note="Это повод разобраться, а не вывод о школе: на перечень и доли «2» эти сведения не влияют."
    >
      <Sentence>{sentence}</Sentence>
      {markerYears.map((year) => (
        <Markers key={year.schoolYear} year={year} regionId={regionId} />
      ))}
      {journal.length > 0 && (
        // Two sheets hold the card: on paper the sentence above says it for all procedures.
        <div className="no-print">
          <h3 className={styles.title}>
            <Term id="journal-comparison">Отметки за работу и по журналу</Term>
          </h3>
          <p className={styles.legend} aria-hidden="true">
            {SIDES.map(({ side, words }) => (
              <span key={side} data-side={side}>
                {words}
              </span>
            ))}
          </p>
          <ul className={styles.rows}>
            {journal.map((row) => (
              <JournalRow key={`${row.procedure} ${row.schoolYear}`} row={row} regionId={regionId} />
            ))}
          </ul>
        </div>
      )}
    </Section>
  )
}

const SIDES = [
  { side: 'lower', words: 'ниже журнальной' },
  { side: 'same', words: 'такая же' },
  { side: 'higher', words: 'выше журнальной' },
] as const

function JournalRow({ row, regionId }: { row: Journal; regionId: number }) {
  const sides = SIDES.map(({ side, words }) => ({
    side,
    words,
    count: row[side],
    share: numberOf(row[`${side}Share`]),
  }))
  const others = row.participants === null ? 0 : row.participants - row.withJournalMark
  return (
    <li>
      <h4>
        {row.name}, {formatSchoolYear(row.schoolYear)}
      </h4>
      {row.withJournalMark === 0 ? (
        <p className="muted">отметок по журналу нет ни у одного участника</p>
      ) : (
        <>
          <div className={styles.bar} aria-hidden="true">
            {sides.map(({ side, share }) => (
              <span key={side} data-side={side} style={{ flexGrow: share ?? 0 }} />
            ))}
          </div>
          <p className={styles.words}>
            {sides.map(({ side, words, count, share }) => (
              <span key={side}>
                {words} — {formatNumber(count, 0)}
                {share !== null && ` (${formatPercent(share)})`}
              </span>
            ))}
          </p>
        </>
      )}
      <p className="small muted">
        {formatNumber(row.withJournalMark, 0)} с отметкой по журналу
        {others > 0 && `, без неё ещё ${formatNumber(others, 0)}`}.{' '}
        <Provenance source={row.source} regionId={regionId} />
      </p>
    </li>
  )
}

function Markers({ year, regionId }: { year: MarkerYear; regionId: number }) {
  const source = year.procedures[0]?.source
  const differs = year.declaredCount !== null && year.declaredCount !== year.markedCount
  return (
    <div className={styles.markers}>
      <h3 className={styles.title}>Маркеры {formatSchoolYear(year.schoolYear)} года</h3>
      <p className={styles.tags}>
        {year.procedures.map((item) => (
          <Tag
            key={item.procedure}
            tone={item.isMarked ? 'caution' : 'neutral'}
            title={item.isMarked ? 'Возможный маркер, требует дополнительного анализа' : undefined}
          >
            {item.name}: {item.isMarked ? 'возможный маркер' : 'маркера нет'}
          </Tag>
        ))}
      </p>
      <p className="small muted">
        {differs && `Источник считает маркеров: ${formatNumber(year.declaredCount ?? 0, 0)}. `}
        {source && <Provenance source={source} regionId={regionId} />}
      </p>
    </div>
  )
}
