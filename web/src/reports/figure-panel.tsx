import { Link } from '@tanstack/react-router'
import { MousePointerClick, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { DocumentFigure } from '../api.ts'
import { IconButton } from '../ui/button.tsx'
import { formatNumber } from '../ui/format.ts'
import { Facts } from '../ui/page.tsx'
import { Provenance } from '../ui/provenance.tsx'
import styles from './documents.module.css'

/** More rows than these are summed up: all of them are in the Excel file. */
const SHOWN = 12

interface FigurePanelProps {
  figure: DocumentFigure | undefined
  figures: ReadonlyMap<string, DocumentFigure>
  regionId: number
  schoolYear: number
  onChoose: (figure: string | undefined) => void
}

/** Where one number of the document comes from, down to the file, the sheet and the row. */
export function FigurePanel({ figure, figures, regionId, schoolYear, onChoose }: FigurePanelProps) {
  const panel = useRef<HTMLElement>(null)
  const id = figure?.id
  useEffect(() => {
    // On a phone the panel lies under the page: what was asked for is brought into sight.
    if (id !== undefined && window.matchMedia('(width <= 900px)').matches)
      panel.current?.scrollIntoView({ block: 'nearest' })
  }, [id])
  if (!figure)
    return (
      <aside className={styles.panel} aria-label="Откуда число" ref={panel}>
        <p className={styles.invite}>
          <MousePointerClick aria-hidden="true" />
          Нажмите на число в тексте, чтобы увидеть, как оно получено и из какой строки какого файла.
        </p>
      </aside>
    )
  return (
    <aside className={styles.panel} aria-label="Откуда число" aria-live="polite" ref={panel}>
      <div className={styles.panelHead}>
        <p className={styles.panelValue}>{figure.missing ?? figure.text}</p>
        <IconButton label="Закрыть" onClick={() => onChoose(undefined)}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <h2 className={styles.panelTitle}>{figure.title}</h2>
      <Facts
        items={[
          ...(figure.interval ? [{ name: '95-процентный интервал', value: figure.interval }] : []),
          ...(figure.formula ? [{ name: 'Как получено', value: figure.formula }] : []),
          ...(figure.origin ? [{ name: 'Откуда', value: figure.origin }] : []),
        ]}
      />
      <PlaceLink figure={figure} regionId={regionId} schoolYear={schoolYear} />
      {figure.places.length > 0 && (
        <ul className={styles.places}>
          {figure.places.slice(0, SHOWN).map((place) => (
            <li key={`${place.importId} ${place.sheet} ${place.row}`}>
              <Provenance source={place} regionId={regionId} />
            </li>
          ))}
          {figure.places.length > SHOWN && <More rest={figure.places.length - SHOWN} />}
        </ul>
      )}
      {figure.parts.length > 0 && (
        <>
          <h3 className={styles.partsTitle}>Из чего складывается</h3>
          <ul className={styles.parts}>
            {figure.parts.slice(0, SHOWN).map((part) => (
              <li key={part}>
                <button type="button" onClick={() => onChoose(part)}>
                  <span>{figures.get(part)?.title ?? part}</span>
                  <b>{figures.get(part)?.text}</b>
                </button>
              </li>
            ))}
            {figure.parts.length > SHOWN && <More rest={figure.parts.length - SHOWN} />}
          </ul>
        </>
      )}
    </aside>
  )
}

const More = ({ rest }: { rest: number }) => (
  <li className="small muted">и ещё {formatNumber(rest, 0)} — все они в файле Excel</li>
)

function PlaceLink({
  figure,
  regionId,
  schoolYear,
}: Pick<FigurePanelProps, 'regionId' | 'schoolYear'> & { figure: DocumentFigure }) {
  const { link } = figure
  const params = { regionId: String(regionId) }
  const search = { year: schoolYear }
  if (link === null) return null
  if (link.page === 'schools')
    return (
      <Link to="/regions/$regionId/schools" params={params} search={search}>
        Открыть список школ
      </Link>
    )
  return link.page === 'school' ? (
    <Link
      to="/regions/$regionId/schools/$schoolId"
      params={{ ...params, schoolId: String(link.id) }}
      search={search}
    >
      Открыть карточку школы
    </Link>
  ) : (
    <Link
      to="/regions/$regionId/lists/$listId"
      params={{ ...params, listId: String(link.id) }}
      search={{ where: 'final:listed' }}
    >
      Открыть перечень
    </Link>
  )
}
