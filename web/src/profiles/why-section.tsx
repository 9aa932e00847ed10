import { CircleCheck, CircleDashed, CircleHelp } from 'lucide-react'
import type { CriterionView, Cut, SchoolCard } from '../api.ts'
import { schoolChart } from '../api-charts.ts'
import { Chart } from '../charts/chart.tsx'
import { Term } from '../help/term.tsx'
import { Section } from '../ui/page.tsx'
import { Sentence } from '../ui/words.tsx'
import { CertaintySection } from './certainty-section.tsx'
import styles from './why-section.module.css'

/** The answer in one sentence, the procedures behind it, how sure it is, and what would change it. */
export function WhySection({ card, cut }: { card: SchoolCard; cut: Cut }) {
  const { explanation } = card
  return (
    <Section
      title={explanation.status === 'listed' ? 'Почему школа в перечне' : 'Почему вывод такой'}
      note={`По методике «${explanation.methodology.title}»`}
    >
      <Sentence big>{explanation.sentence}</Sentence>
      {explanation.criteria.length > 0 && (
        <div className={styles.chart}>
          <Chart source={schoolChart(card.id, 'why', cut)} print={{ width: 860, textSize: 14.5 }} isBare />
        </div>
      )}
      <div className={styles.answers}>
        <div>
          <h3>
            Насколько это <Term id="reliability">надёжно</Term>
          </h3>
          <p>{explanation.reliabilitySentence}</p>
          {explanation.certainty?.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        <div>
          <h3>
            Что изменило бы <Term id="finding">вывод</Term>
          </h3>
          <p>{explanation.distanceSentence}</p>
        </div>
      </div>
      {explanation.certainty && (
        <CertaintySection certainty={explanation.certainty} threshold={explanation.thresholdShare} />
      )}
      <Criteria criteria={explanation.criteria} />
    </Section>
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
      <h3>
        Как сработало <Term id="methodology">правило</Term>
      </h3>
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
