import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { methodologiesQuery } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { formatDate } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './lists.module.css'

/** «Методика»: the rule in plain words and the acts it stands on; another one can be tried on the same data. */
export function MethodologyPage() {
  const scope = useScope()
  const { data: methodologies } = useSuspenseQuery(methodologiesQuery)
  const navigate = useNavigate()
  return (
    <Page
      title="Методика"
      heading="По какому правилу школы попадают в перечень"
      lead="Правило хранится как данные с источником и датой. Другое правило можно приложить к тем же числам — перечни, которые уже составлены, от этого не изменятся."
      narrow
    >
      {methodologies.map((item) => {
        const isChosen = item.id === scope.methodology
        return (
          <Section
            key={item.id}
            title={item.title}
            actions={
              isChosen ? (
                <Tag tone="accent" icon={Check}>
                  сейчас применяется
                </Tag>
              ) : (
                <Button
                  small
                  onClick={() =>
                    void navigate({
                      to: '/regions/$regionId/schools',
                      params: { regionId: String(scope.regionId) },
                      search: { year: scope.year, methodology: item.id },
                    })
                  }
                >
                  Посмотреть школы по этому правилу
                </Button>
              )
            }
          >
            <p className={styles.rule}>{item.ruleSentence}</p>
            <h3 className={styles.sourcesTitle}>На чём основано</h3>
            <ul className={styles.sources}>
              {item.legalSources.map((source) => (
                <li key={source.title}>
                  {source.title}
                  {source.date && <span className="muted">, {formatDate(source.date)}</span>}
                </li>
              ))}
            </ul>
          </Section>
        )
      })}
    </Page>
  )
}
