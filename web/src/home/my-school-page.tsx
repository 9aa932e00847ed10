import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { schoolTodayQuery } from '../api-home.ts'
import { Term } from '../help/term.tsx'
import { NoResults } from '../identification/no-results.tsx'
import { STATUS_SENTENCES, STATUS_TONES } from '../identification/words.ts'
import { useScope } from '../scope.ts'
import { ButtonLink } from '../ui/button.tsx'
import { formatDate } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Sentence, Tag } from '../ui/words.tsx'
import { ContactsSection } from './contacts-section.tsx'
import styles from './first-screens.module.css'

/** «Наша школа»: where we stand and why, in three sentences; by which works; who helps. */
export function MySchoolPage() {
  const scope = useScope()
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Наша школа" />
  return <Today />
}

function Today() {
  const scope = useScope()
  const { schoolId } = useParams({ from: '/regions/$regionId/schools/$schoolId/today' })
  const { data } = useSuspenseQuery(schoolTodayQuery(Number(schoolId), scope.cut))
  const params = { regionId: String(scope.regionId), schoolId }
  const [first = '', ...others] = data.sentences
  return (
    <Page
      title="Наша школа"
      above={`Наша школа · ${data.name}, ${data.municipality.name}`}
      heading={first}
      actions={
        <ButtonLink to="/regions/$regionId/schools/$schoolId" params={params}>
          Карточка школы
        </ButtonLink>
      }
      lead={
        <div className={styles.state}>
          {data.isRisk && data.status !== 'listed' ? (
            <Tag tone="caution">Зона риска</Tag>
          ) : (
            <Tag tone={STATUS_TONES[data.status]}>{STATUS_SENTENCES[data.status]}</Tag>
          )}
          {data.status === 'listed' && data.dynamicsLabel && (
            <Tag icon={null}>Динамика: {data.dynamicsLabel}</Tag>
          )}
        </div>
      }
    >
      {others.length > 0 && (
        <Section
          title={
            <>
              Насколько это <Term id="reliability">надёжно</Term> и что изменило бы вывод
            </>
          }
        >
          <div className={styles.sentences}>
            {others.map((sentence) => (
              <Sentence key={sentence}>{sentence}</Sentence>
            ))}
          </div>
        </Section>
      )}
      <div className={styles.pair}>
        <Section
          title={
            <>
              <Term id="procedure">Процедуры</Term> {data.schoolYear} года
            </>
          }
          note={
            <>
              Сколько участников <Term id="low">ниже минимума</Term>.
            </>
          }
        >
          {data.procedures.length === 0 ? (
            <p className="secondary">Результатов, по которым делается вывод, за этот год нет.</p>
          ) : (
            <dl className={styles.results}>
              {data.procedures.map((row) => (
                <div key={row.procedure}>
                  <dt>{row.name}</dt>
                  <dd>
                    <span className="nowrap">{row.text}</span>
                    {row.meets && <Tag tone="warm">достигает порога</Tag>}
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {data.lacking.length > 0 && (
            <p className="small secondary">
              Не хватает результатов: {data.lacking.join(', ')}. Если работа была, сообщите координатору.
            </p>
          )}
        </Section>
        <ContactsSection title="Кто нам помогает" contacts={data.contacts} />
      </div>
      {data.lists.length > 0 && (
        <Section title="В утверждённых перечнях">
          <ul className={styles.lines}>
            {data.lists.map((list) => (
              <li key={list.id}>
                <span>
                  {list.name}: {list.listed ? 'школа включена' : 'школа не входит'}
                </span>
                {list.orderDate && (
                  <span className="small muted">
                    приказ № {list.orderNumber} от {formatDate(list.orderDate)}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <p className="no-print">
        <Link to="/regions/$regionId/schools/$schoolId" params={params}>
          Все результаты по годам и откуда взяты числа
        </Link>
      </p>
    </Page>
  )
}
