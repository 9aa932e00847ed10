import type { Sensitivity } from '../api.ts'
import { formatNumber } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import styles from './what-if.module.css'

interface SensitivityProps {
  table: Sensitivity
  onChoose: (threshold: number, k: number) => void
}

/** How the length of the list hangs on two numbers of the rule; a cell is a rule that can be tried. */
export function SensitivityTable({ table, onChoose }: SensitivityProps) {
  if (table.reason !== null) return <p className="muted">{table.reason}</p>
  return (
    <Section
      title="Если взять другие порог и число процедур"
      note="Сколько школ вошло бы в перечень и у скольких из них надёжность вывода низкая: решили результаты немногих участников. Остальные настройки — как выше. Нажмите на клетку, чтобы попробовать это правило."
    >
      <ScrollBox className={styles.scroll} label="Таблица порогов и числа процедур">
        <table className={styles.table}>
          <caption className="visually-hidden">
            Число школ в перечне при разных порогах и числах процедур
          </caption>
          <thead>
            <tr>
              <th scope="col">
                Порог <span className="visually-hidden">и число процедур</span>
              </th>
              {table.ks.map(({ value }) => (
                <th key={value} scope="col">
                  {value === 1 ? 'хотя бы 1' : `${value} и более`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.thresholds.map((threshold, row) => (
              <tr key={threshold.value}>
                <th scope="row">{threshold.value / 100} %</th>
                {table.ks.map((k, column) => {
                  const cell = table.cells[row]![column]!
                  const isNow = threshold.isNow && k.isNow
                  return (
                    <td key={k.value} data-now={isNow || undefined}>
                      <button
                        type="button"
                        aria-pressed={isNow}
                        onClick={() => onChoose(threshold.value, k.value)}
                      >
                        <span className="visually-hidden">
                          Порог {threshold.value / 100} %, процедур {k.value}: школ{' '}
                        </span>
                        <span className={styles.cellNumber}>{formatNumber(cell.listed, 0)}</span>
                        <span className={styles.cellNote}>
                          <span className="visually-hidden">, надёжность </span>
                          {cell.lowReliability > 0
                            ? `низкая у ${formatNumber(cell.lowReliability, 0)}`
                            : 'низкой нет'}
                        </span>
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Section>
  )
}
