import type { SchoolCard } from '../api.ts'
import { formatNumber, formatPercent } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Provenance } from '../ui/provenance.tsx'
import { numberOf } from '../ui/value-text.tsx'
import { evidenceSources } from './evidence.ts'
import styles from './school-page.module.css'

const BASIS_WORDS = {
  exact: 'число из файла',
  recovered: 'число восстановлено по доле',
  'share-only': 'только доля: округление оставляет несколько возможностей',
} as const

/** Where every number behind the conclusion comes from, down to the row of its file. */
export function SourcesSection({ card, regionId }: { card: SchoolCard; regionId: number }) {
  const rows = evidenceSources(card)
  if (rows.length === 0) return null
  return (
    <Section
      title="Откуда числа"
      note="Каждое число вывода — файл, лист и строка. Файл открывает свою загрузку."
    >
      <table className={styles.sources}>
        <thead>
          <tr>
            <th scope="col">Процедура и год</th>
            <th scope="col">Ниже минимума</th>
            <th scope="col">Где стоит</th>
            <th scope="col">Что это за число</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const share = numberOf(row.share)
            return (
              <tr key={`${row.procedure} ${row.schoolYear}`}>
                <th scope="row">
                  {row.name}, {row.schoolYear}
                </th>
                <td className="nowrap">
                  {row.low === null
                    ? ''
                    : `${formatNumber(row.low, 0)} из ${formatNumber(row.participants, 0)}, `}
                  {share === null ? '' : formatPercent(share)}
                </td>
                <td>
                  <Provenance source={row.source} regionId={regionId} />
                </td>
                <td className="small muted">{BASIS_WORDS[row.countBasis]}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Section>
  )
}
