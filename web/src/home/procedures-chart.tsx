import type { RegionToday } from '../api.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { IntervalBar, IntervalScale } from '../charts/interval-bar.tsx'
import { counted, formatNumber, formatPercent, formatPoints, PARTICIPANTS } from '../ui/format.ts'
import { numberOf, ValueText } from '../ui/value-text.tsx'
import styles from './region-page.module.css'

/** Shares of low results in the region by procedure, this year and the one before. */
export function ProceduresChart({ today }: { today: RegionToday }) {
  const known = today.procedures.flatMap((item) => {
    const share = numberOf(item.share)
    return share === null ? [] : [{ item, share, before: numberOf(item.previousShare) }]
  })
  const worst = [...known].sort((a, b) => b.share - a.share)[0]
  const title = worst
    ? `Ниже минимума чаще всего оказываются в процедуре «${worst.item.name}»: ${formatPercent(worst.share)}`
    : 'Результатов по процедурам пока нет'
  const max = Math.max(
    0.2,
    Math.ceil(Math.max(0, ...known.map(({ share, before }) => Math.max(share, before ?? 0))) * 10) / 10,
  )
  const participants = known.reduce((sum, { item }) => sum + item.participants, 0)
  return (
    <ChartFrame
      title={title}
      plainTitle={title}
      note={
        today.previousYear ? `Точка — ${today.schoolYear} год, кружок — ${today.previousYear}` : undefined
      }
      source={`Источник: загруженные результаты, ${counted(participants, PARTICIPANTS)} процедур. Доля считается от участников.`}
      fileName={`Процедуры ${today.schoolYear}`}
      canDownload={false}
      table={{
        head: ['Процедура', 'Участников', 'Ниже минимума', 'Доля', 'Год назад', 'Школ у порога и выше'],
        rows: today.procedures.map((item) => {
          const share = numberOf(item.share)
          const before = numberOf(item.previousShare)
          return [
            item.name,
            formatNumber(item.participants, 0),
            formatNumber(item.low, 0),
            share === null ? 'нет данных' : formatPercent(share),
            before === null ? 'нет данных' : formatPercent(before),
            `${formatNumber(item.lowSchools, 0)} из ${formatNumber(item.schools, 0)}`,
          ]
        }),
      }}
    >
      <table className={styles.procedures}>
        <caption className="visually-hidden">
          Доля участников с результатом ниже минимума по процедурам
        </caption>
        <thead>
          <tr>
            <th scope="col">Процедура</th>
            <th scope="col" className={styles.bar}>
              <span className="visually-hidden">Доля на шкале</span>
              <IntervalScale max={max} threshold={null} />
            </th>
            <th scope="col" className={styles.end}>
              За год
            </th>
          </tr>
        </thead>
        <tbody>
          {known.map(({ item, share, before }) => (
            <tr key={item.procedure}>
              <th scope="row">{item.name}</th>
              <td className={styles.bar}>
                <IntervalBar
                  share={share}
                  interval={null}
                  threshold={null}
                  earlier={
                    before !== null && today.previousYear ? [{ year: today.previousYear, share: before }] : []
                  }
                  max={max}
                  isReached={null}
                  namesYears={false}
                />
              </td>
              <td className={`${styles.end} nowrap`}>
                {before === null ? (
                  <ValueText value={item.previousShare} short />
                ) : (
                  formatPoints(share - before)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
