import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type EvidenceRow, type SchoolCard, sourcesQuery } from '../api.ts'
import { Term } from '../help/term.tsx'
import { Button } from '../ui/button.tsx'
import { counted, formatNumber, formatPercent } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Provenance, placeWords } from '../ui/provenance.tsx'
import { numberOf } from '../ui/value-text.tsx'
import { evidenceSources } from './evidence.ts'
import styles from './school-page.module.css'

const FEW = 6

const BASIS_WORDS = {
  exact: 'число из файла',
  recovered: 'восстановлено по доле',
  'share-only': 'только доля: число по ней не восстановить',
} as const

/** Where every number behind the conclusion comes from, down to the row of its file. */
export function SourcesSection({ card, regionId }: { card: SchoolCard; regionId: number }) {
  const [isAll, setAll] = useState(false)
  const rows = evidenceSources(card)
  if (rows.length === 0) return null
  return (
    <Section
      title={<Term id="source-file">Откуда числа</Term>}
      note="Каждое число вывода — файл, лист и строка. Файл открывает свою загрузку."
    >
      <SourcesOnPaper rows={rows} />
      <table className={`${styles.sources} no-print`}>
        <thead>
          <tr>
            <th scope="col">Процедура и год</th>
            <th scope="col">Ниже минимума</th>
            <th scope="col">Где стоит</th>
            <th scope="col">Что это за число</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const share = numberOf(row.share)
            return (
              <tr
                key={`${row.procedure} ${row.schoolYear}`}
                className={!isAll && index >= FEW ? styles.folded : undefined}
              >
                <th scope="row">
                  {row.name}, {row.schoolYear}
                </th>
                <td className="nowrap">
                  {row.low === null
                    ? ''
                    : `${formatNumber(row.low, 0)} из ${formatNumber(row.participants, 0)}, `}
                  {share === null ? '' : formatPercent(share)}
                </td>
                <td>
                  <Provenance source={row.source} regionId={regionId} />
                  <Alternatives
                    schoolId={card.id}
                    procedure={row.procedure}
                    year={row.schoolYear}
                    regionId={regionId}
                    count={alternativesOf(card, row.procedure, row.schoolYear)}
                  />
                </td>
                <td className="small muted">{BASIS_WORDS[row.countBasis]}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > FEW && (
        <div className={`${styles.more} no-print`}>
          <Button small look="quiet" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
            {isAll ? 'Свернуть' : `Показать все ${counted(rows.length, ['число', 'числа', 'чисел'])}`}
          </Button>
        </div>
      )}
    </Section>
  )
}

/** On paper by place: two sheets have no room for a line a number. */
function SourcesOnPaper({ rows }: { rows: readonly EvidenceRow[] }) {
  const places = Map.groupBy(rows, ({ source }) => `${source.importId} ${source.sheet} ${source.row}`)
  return (
    <ul className={`${styles.places} only-print`}>
      {[...places].map(([place, own]) => (
        <li key={place}>
          {own[0] && <strong>{placeWords(own[0].source)}</strong>}
          {': '}
          {own.map(numberWords).join('; ')}
        </li>
      ))}
    </ul>
  )
}

const numberWords = (row: EvidenceRow): string =>
  `${row.name}, ${row.schoolYear} — ${row.low === null ? 'доля из файла' : `${formatNumber(row.low, 0)} из ${formatNumber(row.participants, 0)}`}`

const alternativesOf = (card: SchoolCard, procedure: string, year: number): number =>
  card.procedures
    .find((history) => history.procedure === procedure)
    ?.years.find((item) => item.schoolYear === year)?.alternatives ?? 0

interface AlternativesProps {
  schoolId: number
  procedure: string
  year: number
  regionId: number
  count: number
}

/** Other sources of the same number: they stand aside and are never added together. */
function Alternatives({ schoolId, procedure, year, regionId, count }: AlternativesProps) {
  const [isOpen, setOpen] = useState(false)
  const { data, error } = useQuery({ ...sourcesQuery(schoolId, procedure, year), enabled: isOpen })
  if (count === 0) return null
  return (
    <div className={styles.alternatives}>
      <Button small look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Рядом ещё {counted(count, ['источник', 'источника', 'источников'])}, не учтено
      </Button>
      {isOpen && error && <ProblemPanel problem={error} />}
      {isOpen && (
        <ul>
          {data
            ?.filter((source) => !source.isActive)
            .map((source) => (
              <li key={`${source.source.importId} ${source.source.row}`}>
                {source.low === null
                  ? 'доля'
                  : `${formatNumber(source.low, 0)} из ${formatNumber(source.participants, 0)}`}
                {': '}
                <Provenance source={source.source} regionId={regionId} />
              </li>
            ))}
        </ul>
      )}
    </div>
  )
}
