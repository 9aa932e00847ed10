import type { SchoolCard } from '../api.ts'
import { Term } from '../help/term.tsx'
import { formatNumber, formatPercent } from '../ui/format.ts'
import { ScrollBox } from '../ui/scroll-box.tsx'
import styles from './certainty-section.module.css'

type Certainty = NonNullable<SchoolCard['explanation']['certainty']>
type Procedure = Certainty['procedures'][number]

/** What chance leaves of every number behind the verdict: advice beside the rule, folded until it is asked for. */
export function CertaintySection({
  certainty,
  threshold,
}: {
  certainty: Certainty
  threshold: number | null
}) {
  if (certainty.procedures.length === 0) return null
  const above = threshold === null ? 'выше порога' : `выше ${formatPercent(threshold, 0)}`
  return (
    <>
      {certainty.risk.length > 0 && (
        <div className={styles.risk}>
          <h3>
            Почему в <Term id="risk">зоне риска</Term>
          </h3>
          <ul>
            {certainty.risk.map(({ title, words }) => (
              <li key={title}>
                {title}
                {words !== '' && <strong> — {words}</strong>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <details className={styles.details}>
        <summary>Сколько в этих числах случая</summary>
        <p className="secondary">{certainty.shrinkageNote}</p>
        <ScrollBox label="Сглаженные доли по процедурам" className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Процедура</th>
                <th scope="col">
                  <Term id="low">Ниже минимума</Term>
                </th>
                <th scope="col">
                  <Term id="shrunk-share">Сглаженная доля</Term>
                </th>
                <th scope="col">Вероятность, что {above}</th>
                <th scope="col">За несколько лет вместе</th>
                <th scope="col">
                  <Term id="distinguishable">Изменение за год</Term>
                </th>
              </tr>
            </thead>
            <tbody>
              {certainty.procedures.map((one) => (
                <Row key={one.procedure} one={one} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      </details>
    </>
  )
}

function Row({ one }: { one: Procedure }) {
  const { year, pooled } = one
  return (
    <tr>
      <th scope="row">{one.name}</th>
      <td>
        {'share' in year
          ? `${formatNumber(year.low, 0)} из ${formatNumber(year.participants, 0)} (${formatPercent(year.low / year.participants, 0)})`
          : one.intervalWords}
      </td>
      <td>
        {'share' in year && 'estimate' in year.share
          ? `${formatPercent(year.share.estimate, 0)}, ${one.intervalWords}`
          : '—'}
      </td>
      <td>{'above' in year ? probability(year.above) : '—'}</td>
      <td>
        {'share' in pooled && pooled.years > 1
          ? `${formatNumber(pooled.low, 0)} из ${formatNumber(pooled.participants, 0)}, ${probability(pooled.above)}`
          : '—'}
      </td>
      <td>{one.changeWords}</td>
    </tr>
  )
}

const probability = (value: number) =>
  value < 0.005 ? 'меньше 1 %' : value > 0.995 ? 'больше 99 %' : formatPercent(value, 0)
