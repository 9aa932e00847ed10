import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Scope } from '../scope.ts'
import { ButtonLink } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import { Page, Section } from './page.tsx'
import styles from './records-page.module.css'

interface RecordsPageProps<Item extends { id: number; state: string }> {
  scope: Scope
  title: string
  heading: string
  lead: string
  /** The button that makes a new one. */
  create: ReactNode
  empty: { title: string; first: string; withoutResults: string }
  items: readonly Item[]
  /** In the order of the page; a group without items is not shown. */
  groups: readonly { title: string; states: readonly Item['state'][] }[]
  card: (item: Item) => ReactNode
  children?: ReactNode
}

/** Everything of one kind that people made of the results, by how far it has come. */
export function RecordsPage<Item extends { id: number; state: string }>(props: RecordsPageProps<Item>) {
  const { scope, title, heading, lead, create, empty, items, groups, card, children } = props
  const toFiles = scope.may('import.write') && (
    <ButtonLink look="primary" to="/regions/$regionId/imports" params={{ regionId: String(scope.regionId) }}>
      Загрузить результаты
    </ButtonLink>
  )
  return (
    <Page
      title={title}
      heading={heading}
      above={scope.region.name}
      lead={lead}
      actions={items.length > 0 && scope.hasResults ? create : undefined}
    >
      {items.length === 0 && (
        <EmptyState title={empty.title} actions={scope.hasResults ? create : toFiles}>
          {scope.hasResults ? empty.first : empty.withoutResults}
        </EmptyState>
      )}
      {groups.map((group) => {
        const some = items.filter((item) => group.states.includes(item.state))
        if (some.length === 0) return null
        return (
          <Section key={group.title} title={group.title} bare>
            <ul className={styles.items}>
              {some.map((item) => (
                <li key={item.id} className={styles.item}>
                  {card(item)}
                  <ChevronRight aria-hidden="true" className={styles.open} />
                </li>
              ))}
            </ul>
          </Section>
        )
      })}
      {children}
    </Page>
  )
}

/** A card: the link of its name opens it whole, `facts` stand in a line below, `tag` at its end. */
export function RecordCard(props: {
  link: ReactNode
  about?: string
  facts: readonly string[]
  tag: ReactNode
}) {
  return (
    <>
      <div className={styles.words}>
        <h3>{props.link}</h3>
        {props.about && <p>{props.about}</p>}
        <p className={styles.facts}>
          {props.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      </div>
      {props.tag}
    </>
  )
}
