import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type ImportPreview, type ProblemGroup, problemsQuery, type RowProblem } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatNumber, PLACES, plural, SCHOOLS } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './import-page.module.css'

interface ProblemsSectionProps {
  preview: ImportPreview
  importId: number
  regionId: number
}

/** «Что мы не поняли»: grouped, each with its places, an example and what to do. */
export function ProblemsSection({ preview, importId, regionId }: ProblemsSectionProps) {
  const { schools, problems } = preview
  const [isAll, setAll] = useState(false)
  const isClear = problems.length === 0 && schools.waiting === 0
  return (
    <Section title={isClear ? 'Всё понятно' : 'Что мы не поняли'}>
      {isClear && <p className="secondary">Все строки прочитаны, все школы узнаны.</p>}
      {schools.waiting > 0 && (
        <div className={styles.group}>
          <div className={styles.groupHead}>
            <h3>
              {plural(schools.waiting, ['Не узнана', 'Не узнаны', 'Не узнано'])}{' '}
              {counted(schools.waiting, SCHOOLS)}
            </h3>
            <Tag tone="caution">ждёт сопоставления</Tag>
          </div>
          <p>
            Их результаты сохранятся под названием из файла и учтутся сами, как только вы{' '}
            <Link to="/regions/$regionId/matching" params={{ regionId: String(regionId) }}>
              сопоставите названия
            </Link>
            .
          </p>
          <ul className={styles.examples}>
            {schools.waitingExamples.slice(0, 4).map((school) => (
              <li key={`${school.key} ${school.name}`}>
                {school.name ?? school.key}
                {school.municipality && <span className="muted">, {school.municipality}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {problems.map((group) => (
        <Group key={`${group.code} ${group.severity}`} group={group} />
      ))}
      {preview.problemCount > 0 && (
        <Button small aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? 'Свернуть' : `Показать все ${counted(preview.problemCount, PLACES)} по порядку файла`}
        </Button>
      )}
      {isAll && <AllProblems importId={importId} total={preview.problemCount} />}
    </Section>
  )
}

const placeOf = (problem: RowProblem) =>
  `лист «${problem.sheet}», строка ${problem.rowNumber}${problem.column ? `, «${problem.column}»` : ''}`

function Group({ group }: { group: ProblemGroup }) {
  const example = group.examples[0]
  return (
    <div className={styles.group}>
      <div className={styles.groupHead}>
        <h3>
          {group.title} <span className={styles.groupCount}>{counted(group.count, PLACES)}</span>
        </h3>
        <Tag tone={group.severity === 'rejected' ? 'bad' : 'caution'}>
          {group.severity === 'rejected' ? 'строки не учтены' : 'учтено, проверьте'}
        </Tag>
      </div>
      <p>{group.remedy}</p>
      {example && (
        <ul className={styles.examples}>
          {group.examples.slice(0, 3).map((problem) => (
            <li key={`${problem.sheet} ${problem.rowNumber} ${problem.column}`}>
              {placeOf(problem)}
              <WhatStands problem={problem} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const PAGE = 100

function AllProblems({ importId, total }: { importId: number; total: number }) {
  const [limit, setLimit] = useState(PAGE)
  const { data, error } = useQuery({
    ...problemsQuery(importId, limit),
    placeholderData: (previous) => previous,
  })
  if (error) return <ProblemPanel problem={error} />
  if (!data) return <LinesSkeleton />
  return (
    <ScrollBox label="Все замечания" className={styles.wide}>
      <table className={styles.facts}>
        <caption className="visually-hidden">Все замечания по порядку файла</caption>
        <thead>
          <tr>
            <th scope="col">Где</th>
            <th scope="col">Что стоит</th>
            <th scope="col">Что ожидалось</th>
          </tr>
        </thead>
        <tbody>
          {data.map((problem) => (
            <tr key={`${problem.sheet} ${problem.rowNumber} ${problem.column} ${problem.code}`}>
              <th scope="row">{placeOf(problem)}</th>
              <td>{problem.given ?? UNSAID[problem.code] ?? '—'}</td>
              <td>{problem.expected}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.length < total && data.length === limit && limit < 1000 && (
        <Button small onClick={() => setLimit((now) => Math.min(1000, now + 300))}>
          Показать ещё, показано {formatNumber(data.length, 0)} из {formatNumber(total, 0)}
        </Button>
      )}
    </ScrollBox>
  )
}

/** What stands in a cell that is empty; words that might be somebody's name are not repeated at all. */
const UNSAID: Partial<Record<RowProblem['code'], string>> = {
  'cell-missing': 'пусто',
  'school-key-missing': 'пусто',
}

/** Kinds whose heading says everything: there is no value that a person could put in. */
const NOTICES: ReadonlySet<RowProblem['code']> = new Set([
  'row-total',
  'personal-data-dropped',
  'row-out-of-section',
])

function WhatStands({ problem }: { problem: RowProblem }) {
  if (NOTICES.has(problem.code)) return null
  if (problem.code === 'participants-differ') return <>: {problem.expected}</>
  const given = problem.given ?? UNSAID[problem.code]
  return (
    <>
      :{' '}
      {given !== undefined && (
        <>
          стоит <q>{given}</q>,{' '}
        </>
      )}
      нужно: {problem.expected}
    </>
  )
}
