import { counted, formatNumber, SCHOOLS } from '../ui/format.ts'
import { ScrollBox } from '../ui/scroll-box.tsx'
import styles from './transition-matrix.module.css'

export interface Transition {
  /** 0…3; null = not known. */
  from: number | null
  to: number | null
  schools: number
}

interface TransitionMatrixProps {
  transitions: readonly Transition[]
  /** Words of the clusters 0…3, for the heads of rows and columns. */
  labels: readonly string[]
  unknownLabel: string
  caption: string
  fromWords: string
  toWords: string
}

/** How many schools moved from where to where. The diagonal is framed: they stayed. Better is to the left of it. */
export function TransitionMatrix(props: TransitionMatrixProps) {
  const { transitions, labels } = props
  const hasUnknown = transitions.some((item) => item.from === null || item.to === null)
  const states: (number | null)[] = [...labels.keys(), ...(hasUnknown ? [null] : [])]
  const nameOf = (state: number | null) => (state === null ? props.unknownLabel : (labels[state] ?? ''))
  const countOf = (from: number | null, to: number | null) =>
    transitions.find((item) => item.from === from && item.to === to)?.schools ?? 0
  // Staying outside the list is the usual case and would drown the colours of all the others.
  const greatest = Math.max(
    1,
    ...transitions.filter((item) => !(item.from === 0 && item.to === 0)).map((item) => item.schools),
  )
  return (
    <div className={styles.place}>
      <ScrollBox label={props.caption} className={styles.scroll}>
        <table className={styles.matrix}>
          <caption className="visually-hidden">{props.caption}</caption>
          <thead>
            <tr>
              <td className={styles.corner}>
                {props.fromWords} ↓ {props.toWords} →
              </td>
              {states.map((to) => (
                <th key={String(to)} scope="col">
                  {nameOf(to)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {states.map((from) => (
              <tr key={String(from)}>
                <th scope="row">{nameOf(from)}</th>
                {states.map((to) => {
                  const schools = countOf(from, to)
                  const move = moveOf(from, to)
                  return (
                    <td
                      key={String(to)}
                      data-move={move}
                      style={
                        {
                          '--weight': schools === 0 ? 0 : 0.16 + 0.84 * Math.min(1, schools / greatest),
                        } as React.CSSProperties
                      }
                      title={`${nameOf(from)} → ${nameOf(to)}: ${counted(schools, SCHOOLS)}`}
                    >
                      {schools === 0 ? <span className={styles.none}>–</span> : formatNumber(schools, 0)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <ul className={styles.legend}>
        <li data-move="better">стало лучше</li>
        <li data-move="worse">стало хуже</li>
        <li data-move="same">без изменений</li>
      </ul>
    </div>
  )
}

const moveOf = (from: number | null, to: number | null) =>
  from === null || to === null ? 'unknown' : to < from ? 'better' : to > from ? 'worse' : 'same'
