import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import type { MethodologyItem } from '../api.ts'
import { methodologiesQuery } from '../api-rules.ts'
import { useScope } from '../scope.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { Note, Tag } from '../ui/words.tsx'
import styles from './methodology-page.module.css'
import { MethodologyPaper } from './methodology-paper.tsx'
import { MethodologyVersions } from './methodology-versions.tsx'

/** «Методики»: each one read as a document, with the acts it stands on and what is only a setting. */
export function MethodologyPage() {
  const scope = useScope()
  const { read: readId } = useSearch({ from: '/regions/$regionId/methodology' })
  const { data: methodologies } = useSuspenseQuery(methodologiesQuery(scope.regionId))
  const wanted = readId ?? scope.methodology
  const found = methodologies.find(({ reference }) => reference === wanted)
  const read = found ?? methodologies[0]!
  // A rule whose versions are all withdrawn is in no list, yet its history is where one brings it back.
  const withdrawn = readId !== undefined && !found ? readId : null
  const params = { regionId: String(scope.regionId) }
  const mayTry = scope.may('what-if.read')
  const [own, common] = [true, false].map((isOwn) =>
    methodologies.filter((item) => item.isOwn === isOwn && (item.isNewest || item === read)),
  )
  return (
    <Page
      title="Методики"
      heading="По какому правилу школы попадают в перечень"
      lead="Правило хранится вместе с источником и датой. Другое правило можно приложить к тем же числам: уже составленные перечни от этого не изменятся."
      actions={
        <>
          {mayTry && (
            <ButtonLink
              look="primary"
              to="/regions/$regionId/what-if"
              params={params}
              search={{ year: scope.year, methodology: read.reference }}
            >
              Изменить и посмотреть, что будет
            </ButtonLink>
          )}
          <Button icon={<Printer />} onClick={() => window.print()}>
            Печать
          </Button>
        </>
      }
    >
      <div className={styles.desk}>
        <nav aria-label="Методики" className={`${styles.shelf} no-print`}>
          <Shelf title="Правила региона" items={own!} read={read} applied={scope.methodology} />
          <Shelf title="Идут с программой" items={common!} read={read} applied={scope.methodology} />
          {mayTry && (
            <Link
              to="/regions/$regionId/comparison"
              params={params}
              search={{
                year: scope.year,
                before: scope.methodology,
                ...(read.reference === scope.methodology ? {} : { after: read.reference }),
              }}
            >
              Сравнить две методики
            </Link>
          )}
        </nav>
        <div className={styles.read}>
          {withdrawn === null ? (
            <MethodologyPaper methodology={read} scope={scope} />
          ) : (
            <Note tone="neutral" title="Это правило отозвано">
              <p>По нему больше нельзя составить перечень. Ниже — его версии: любую можно вернуть.</p>
            </Note>
          )}
          <MethodologyVersions reference={withdrawn ?? read.reference} scope={scope} />
        </div>
      </div>
    </Page>
  )
}

interface ShelfProps {
  title: string
  items: MethodologyItem[]
  read: MethodologyItem
  applied: string
}

function Shelf({ title, items, read, applied }: ShelfProps) {
  if (items.length === 0) return null
  return (
    <div className={styles.group}>
      <h2>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item.reference}>
            <Link
              to="/regions/$regionId/methodology"
              params={(old) => ({ ...old, regionId: old.regionId ?? '' })}
              search={(old) => ({ ...old, read: item.reference })}
              aria-current={item === read ? 'true' : undefined}
              resetScroll={false}
              replace
            >
              {item.title}
              {item.isOwn && <span className="muted small">версия {item.version}</span>}
              {item.isDraft && <Tag tone="caution">черновик</Tag>}
              {item.reference === applied && <span className={styles.applied}>сейчас применяется</span>}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
