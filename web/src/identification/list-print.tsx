import type { SchoolListDetail } from '../api.ts'
import { formatDate, formatSchoolYear } from '../ui/format.ts'
import { groundText } from './list-columns.tsx'
import styles from './list-print.module.css'
import { CLUSTER_FULL } from './words.ts'

/** The list as people sign it: only the listed schools, numbered, with the ground of each; seen on paper alone. */
export function ListPrint({ list, region }: { list: SchoolListDetail; region: string }) {
  const listed = list.entries.filter((entry) => entry.listed)
  const isApproved = list.state === 'approved' && list.orderNumber && list.orderDate
  return (
    <div className={styles.paper} data-print="upright">
      <p className={styles.stamp}>
        {isApproved ? (
          <>
            Утверждён
            <br />
            приказом № {list.orderNumber}
            <br />
            от {list.orderDate && formatDate(list.orderDate)}
          </>
        ) : (
          'Проект'
        )}
      </p>
      <p className={styles.title}>{list.name}</p>
      <p className={styles.under}>
        {region}, {formatSchoolYear(list.schoolYear)} учебный год. Методика: {list.methodologyTitle}.
      </p>
      {list.leastParticipants !== null && (
        <p className={styles.under}>
          Оговорка: в решающих процедурах не меньше {list.leastParticipants} участников; меньше их у{' '}
          {list.belowLeast} из {listed.length} школ перечня.
        </p>
      )}
      <table className={styles.table}>
        <thead>
          <tr>
            <th>№</th>
            <th>Территория</th>
            <th>Школа</th>
            <th>Кластер</th>
            <th>Основание</th>
          </tr>
        </thead>
        <tbody>
          {listed.map((entry, index) => (
            <tr key={entry.schoolId}>
              <td>{index + 1}</td>
              <td>{entry.municipality}</td>
              <td>{entry.name}</td>
              <td>
                {'value' in entry.cluster && entry.cluster.value > 0
                  ? CLUSTER_FULL[entry.cluster.value]
                  : '—'}
              </td>
              <td>{groundText(entry)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.signatures}>
        {['Председатель комиссии', 'Секретарь комиссии'].map((who) => (
          <p key={who}>
            <span>{who}</span>
            <span className={styles.line} />
            <span className={styles.line} />
          </p>
        ))}
      </div>
      <p className={styles.fingerprint}>Отпечаток чисел и правила: {list.inputsSha256}</p>
    </div>
  )
}
