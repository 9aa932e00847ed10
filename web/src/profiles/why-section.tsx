import { CircleCheck, CircleDashed, CircleHelp } from 'lucide-react'
import { useState } from 'react'
import type { CriterionView, SchoolCard } from '../api.ts'
import { IntervalBar, IntervalScale, scaleMax } from '../charts/interval-bar.tsx'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { counted, formatInterval, formatNumber, formatPercent } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Sentence } from '../ui/words.tsx'
import { type WhyRow, whyRows } from './evidence.ts'
import styles from './why-section.module.css'

const FEW = 3

/** The answer in one sentence, the procedures behind it, how sure it is, and what would change it. */
export function WhySection({ card }: { card: SchoolCard; regionId: number }) {
  const { explanation } = card
  const rows = whyRows(card)
  const deciding = rows.filter((row) => row.isDeciding).length
  const [isAll, setAll] = useState(false)
  const few = Math.max(deciding, FEW)
  const max = scaleMax(
    rows.flatMap((row) => [row.share, row.interval?.high ?? 0, ...row.earlier.map((item) => item.share)]),
  )
  const threshold = explanation.thresholdShare
  return (
    <Section
      title={explanation.status === 'listed' ? 'Почему школа в перечне' : 'Почему вывод такой'}
      note={`По методике «${explanation.methodology.title}»`}
    >
      <Sentence big>{explanation.sentence}</Sentence>
      {rows.length > 0 && (
        <ul className={styles.rows} aria-label={`Процедуры ${explanation.schoolYear} года`}>
          <li className={classes(styles.row, styles.head)} aria-hidden="true">
            <div>Процедура</div>
            <div>Ниже минимума</div>
            <div className={styles.scale}>
              <IntervalScale max={max} threshold={threshold} />
            </div>
          </li>
          {rows.map((row, index) => (
            <Row
              key={row.procedure}
              row={row}
              max={max}
              threshold={threshold}
              isFolded={!isAll && index >= few}
            />
          ))}
        </ul>
      )}
      {rows.length > few && (
        <Button
          small
          look="quiet"
          className={classes(styles.more, 'no-print')}
          aria-expanded={isAll}
          onClick={() => setAll(!isAll)}
        >
          {isAll
            ? 'Показать только решающие'
            : `Показать все ${counted(rows.length, ['процедуру', 'процедуры', 'процедур'])}`}
        </Button>
      )}
      {rows.length > 0 && (
        <Key threshold={threshold} hasEarlier={rows.some((row) => row.earlier.length > 0)} />
      )}
      <div className={styles.answers}>
        <div>
          <h3>Насколько это надёжно</h3>
          <p>{explanation.reliabilitySentence}</p>
        </div>
        <div>
          <h3>Что изменило бы вывод</h3>
          <p>{explanation.distanceSentence}</p>
        </div>
      </div>
      <Criteria criteria={explanation.criteria} />
    </Section>
  )
}

interface RowProps {
  row: WhyRow
  max: number
  threshold: number | null
  isFolded: boolean
}

function Row({ row, max, threshold, isFolded }: RowProps) {
  const { participants, low, viaPredecessor, countBasis } = row.row
  return (
    <li className={classes(styles.row, isFolded && styles.folded)}>
      <div className={styles.name}>
        {row.name}
        {row.isDeciding && <span className={styles.deciding}>решающая</span>}
        {viaPredecessor && (
          <span className={styles.via}>по данным школы-предшественницы: {viaPredecessor}</span>
        )}
      </div>
      <div className={styles.numbers}>
        {low === null ? (
          <span>доля из файла, участников {formatNumber(participants, 0)}</span>
        ) : (
          <span>
            {formatNumber(low, 0)} из {formatNumber(participants, 0)}
          </span>
        )}
        <strong>{formatPercent(row.share)}</strong>
        {row.interval && (
          <span className={styles.interval}>{formatInterval(row.interval.low, row.interval.high)}</span>
        )}
        {countBasis === 'recovered' && (
          <span className="visually-hidden">число восстановлено по опубликованной доле</span>
        )}
      </div>
      <div className={styles.bar}>
        <IntervalBar
          share={row.share}
          interval={row.interval}
          threshold={threshold}
          earlier={row.earlier}
          max={max}
          isReached={row.row.meets}
        />
      </div>
    </li>
  )
}

function Key({ threshold, hasEarlier }: { threshold: number | null; hasEarlier: boolean }) {
  return (
    <ul className={styles.key}>
      <li>
        <i className={styles.reached} aria-hidden="true" /> порог достигнут
      </li>
      <li>
        <i className={styles.notReached} aria-hidden="true" /> порог не достигнут
      </li>
      <li>
        <i className={styles.chance} aria-hidden="true" /> сколько могла бы дать случайность (95 %)
      </li>
      {threshold !== null && (
        <li>
          <i className={styles.line} aria-hidden="true" /> порог {formatPercent(threshold)}
        </li>
      )}
      {hasEarlier && (
        <li>
          <i className={styles.before} aria-hidden="true" /> прошлые годы
        </li>
      )}
    </ul>
  )
}

const OUTCOMES = {
  met: { words: 'выполнено', icon: CircleCheck },
  'not-met': { words: 'не выполнено', icon: CircleDashed },
  'insufficient-data': { words: 'недостаточно данных', icon: CircleHelp },
} as const

/** The rule as a tree: every criterion with its outcome in words. */
function Criteria({ criteria }: { criteria: readonly CriterionView[] }) {
  return (
    <div className={styles.criteria}>
      <h3>Как сработало правило</h3>
      <ul>
        {criteria.map((criterion) => {
          const { words, icon: Icon } = OUTCOMES[criterion.outcome]
          return (
            <li
              key={criterion.id}
              style={{ '--depth': criterion.depth } as React.CSSProperties}
              data-outcome={criterion.outcome}
            >
              <Icon aria-hidden="true" />
              <div>
                <p>
                  {criterion.title} — <strong>{words}</strong>
                </p>
                <p>{criterion.sentence}</p>
                {criterion.legalSource && <p className="small muted">{criterion.legalSource}</p>}
              </div>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
