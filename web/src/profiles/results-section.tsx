import { useState } from 'react'
import type { Cut, SchoolCard } from '../api.ts'
import { schoolChart } from '../api-charts.ts'
import { Chart } from '../charts/chart.tsx'
import { Term } from '../help/term.tsx'
import { Button } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { numberOf } from '../ui/value-text.tsx'
import { evidenceSources } from './evidence.ts'
import styles from './school-page.module.css'

/** Results by procedure over the years, with the middle half of the region's schools behind. */
export function ResultsSection({ card, cut }: { card: SchoolCard; cut: Cut }) {
  const [isAll, setAll] = useState(false)
  const held = card.procedures.filter((history) =>
    history.years.some((year) => numberOf(year.share) !== null),
  )
  if (held.length === 0) {
    return (
      <Section title={<Term id="history">Результаты по годам</Term>}>
        <p className="secondary">Ни в одном из загруженных файлов результатов этой школы нет.</p>
      </Section>
    )
  }
  const ruled = new Set(evidenceSources(card).map((row) => row.procedure))
  const others = ruled.size === 0 ? [] : held.filter((history) => !ruled.has(history.procedure))
  return (
    <>
      {others.length < held.length && (
        <Chart source={schoolChart(card.id, 'history', cut)} print={{ width: 1000, textSize: 15 }} />
      )}
      {others.length > 0 && (
        <div className={`${styles.more} no-print`}>
          <Button small look="quiet" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
            {isAll
              ? 'Только процедуры правила'
              : `Ещё ${counted(others.length, ['процедура', 'процедуры', 'процедур'])}, на которые правило не смотрит`}
          </Button>
        </div>
      )}
      {isAll && <Chart source={schoolChart(card.id, 'other', cut)} />}
    </>
  )
}
