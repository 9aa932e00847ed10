import type { SchoolListEntry } from '../api.ts'
import { counted, formatNumber, PLACES, SCHOOLS } from '../ui/format.ts'
import { Facts } from '../ui/page.tsx'
import styles from './simulator.module.css'
import { type Outlook, outlookOf } from './simulator.ts'

interface SummaryProps {
  entries: SchoolListEntry[]
  isIn: (entry: SchoolListEntry) => boolean
  places: number | null
}

/** The list as it would be: how long, within its places or beyond them, how sure, and where. */
export function SimulatorSummary({ entries, isIn, places }: SummaryProps) {
  const outlook = outlookOf(entries, isIn)
  const { listed, before, reliability, municipalities } = outlook
  const changed = municipalities.filter((place) => place.before !== place.after)
  return (
    <>
      <p className={styles.big} role="status">
        В перечне {listed === before ? '' : 'было бы '}
        {counted(listed, SCHOOLS)}
        {listed !== before && <span className="muted">, сейчас {formatNumber(before, 0)}</span>}
      </p>
      {places !== null && Number.isInteger(places) && places >= 0 && (
        <p className={styles.places} data-over={listed > places || undefined}>
          {listed > places
            ? `Мест ${formatNumber(places, 0)}: школ больше на ${formatNumber(listed - places, 0)}`
            : `Из ${counted(places, PLACES)} свободно ${formatNumber(places - listed, 0)}`}
        </p>
      )}
      <Facts
        items={[
          { name: 'Надёжность высокая', value: formatNumber(reliability.high, 0) },
          { name: 'Средняя', value: formatNumber(reliability.medium, 0) },
          { name: 'Низкая', value: formatNumber(reliability.low, 0) },
          { name: 'Вывода нет', value: formatNumber(reliability.none, 0) },
        ]}
      />
      <Municipalities places={changed} title="Что меняется по муниципалитетам" />
      {changed.length < municipalities.length && (
        <details className={styles.rest}>
          <summary>
            {changed.length === 0 ? 'По муниципалитетам' : 'Без изменений'}:{' '}
            {formatNumber(municipalities.length - changed.length, 0)}
          </summary>
          <Municipalities
            places={municipalities.filter((place) => !changed.includes(place))}
            title="Муниципалитеты, где ничего не меняется"
          />
        </details>
      )}
    </>
  )
}

function Municipalities({ places, title }: { places: Outlook['municipalities']; title: string }) {
  if (places.length === 0) return null
  return (
    <table className={styles.table}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">Муниципалитет</th>
          <th scope="col">Сейчас</th>
          <th scope="col">Было бы</th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place.name} data-changed={place.before !== place.after || undefined}>
            <th scope="row">{place.name}</th>
            <td>{formatNumber(place.before, 0)}</td>
            <td>{formatNumber(place.after, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
