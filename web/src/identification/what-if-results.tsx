import { Link } from '@tanstack/react-router'
import type { MovedSchool, WhatIfAnswer } from '../api.ts'
import { counted, formatNumber, SCHOOLS } from '../ui/format.ts'
import { Tag } from '../ui/words.tsx'
import styles from './what-if.module.css'
import { RELIABILITY_WORDS } from './words.ts'

/** Three counts that move with the rule, and the names behind two of them. */
export function WhatIfResults({
  answer,
  regionId,
  isStale,
}: {
  answer: WhatIfAnswer
  regionId: number
  isStale: boolean
}) {
  const { entered, left, stayed, before, after } = answer
  return (
    <section className={styles.results} aria-label="Что изменилось бы" data-stale={isStale || undefined}>
      <div className={styles.counts}>
        <Count words="вошли бы" count={entered.length} tone="in" />
        <Count words="вышли бы" count={left.length} tone="out" />
        <Count words="остались бы" count={stayed} />
      </div>
      <p className="visually-hidden" role="status">
        {answer.sentence}
      </p>
      <p className={styles.totals}>
        В перечне было бы {counted(after.listed, SCHOOLS)} из {formatNumber(answer.schools, 0)}; сейчас —{' '}
        {formatNumber(before.listed, 0)}. Недостаточно данных: {formatNumber(after.undecided, 0)}, сейчас —{' '}
        {formatNumber(before.undecided, 0)}. С низкой надёжностью вывода в перечне:{' '}
        {formatNumber(after.lowReliability, 0)}, сейчас — {formatNumber(before.lowReliability, 0)}.
      </p>
      <div className={styles.names}>
        <Names title="Вошли бы" schools={entered} regionId={regionId} empty="Никто не вошёл бы." />
        <Names title="Вышли бы" schools={left} regionId={regionId} empty="Никто не вышел бы." />
      </div>
    </section>
  )
}

function Count({ words, count, tone }: { words: string; count: number; tone?: 'in' | 'out' }) {
  return (
    <p className={styles.count} data-tone={count > 0 ? tone : undefined}>
      <span className={styles.countNumber}>{formatNumber(count, 0)}</span> <span>{words}</span>
    </p>
  )
}

interface NamesProps {
  title: string
  schools: MovedSchool[]
  regionId: number
  empty: string
}

/** In the order of the registry, which says nothing of how good a school is. */
function Names({ title, schools, regionId, empty }: NamesProps) {
  return (
    <section aria-label={title}>
      <h3>
        {title} <span className="muted">{formatNumber(schools.length, 0)}</span>
      </h3>
      {schools.length === 0 ? (
        <p className="muted">{empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached from the keyboard
        <ul className={styles.list} tabIndex={0} aria-label={`${title}: школы`}>
          {schools.map((school) => (
            <li key={school.schoolId}>
              <p className={styles.name}>
                <Link
                  to="/regions/$regionId/schools/$schoolId"
                  params={{ regionId: String(regionId), schoolId: String(school.schoolId) }}
                >
                  {school.name}
                </Link>{' '}
                <span className="muted small">{school.municipality}</span>
              </p>
              <p className={styles.why}>{school.sentence}</p>
              <p className={styles.marks}>
                {school.status === 'insufficient-data' && <Tag tone="caution">недостаточно данных</Tag>}
                {school.reliability === 'low' && (
                  <Tag tone="caution">надёжность {RELIABILITY_WORDS[school.reliability]}</Tag>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
