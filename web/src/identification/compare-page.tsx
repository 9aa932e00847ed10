import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { ComparedSchool, Comparison } from '../api.ts'
import { comparisonQuery, downloadComparison, methodologiesQuery } from '../api-rules.ts'
import { Term } from '../help/term.tsx'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { counted, formatNumber, formatSchoolYear, SCHOOLS } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './compare-page.module.css'
import { NoResults } from './no-results.tsx'

const MOVES = [
  { move: 'entered', title: 'Вошли бы' },
  { move: 'left', title: 'Вышли бы' },
  { move: 'stayed', title: 'Остались бы' },
] as const

/** Two methodologies on the same data: how the rules differ, and which schools that moves. */
export function ComparePage() {
  const scope = useScope()
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Сравнение методик" />
  return <Compare />
}

function Compare() {
  const scope = useScope()
  const search = useSearch({ from: '/regions/$regionId/comparison' })
  const navigate = useNavigate()
  const { data: methodologies } = useSuspenseQuery(methodologiesQuery(scope.regionId))
  const before = search.before ?? scope.methodology
  const after = search.after ?? methodologies.find(({ reference }) => reference !== before)!.reference
  const cut = { year: scope.year, before, after }
  const { data: comparison, error } = useQuery(comparisonQuery(scope.regionId, cut))
  const download = useMutation({ mutationFn: () => downloadComparison(scope.regionId, cut) })
  const choices = methodologies.map(({ reference, title, version, isOwn }) => ({
    value: reference,
    label: isOwn ? `${title}, версия ${version}` : title,
  }))
  const choose = (side: 'before' | 'after') => (reference: string) =>
    void navigate({
      to: '.',
      search: (old) => ({ ...old, before, after, [side]: reference }),
      replace: true,
      resetScroll: false,
    })
  return (
    <Page
      title="Сравнение методик"
      above={
        <Link to="/regions/$regionId/methodology" params={{ regionId: String(scope.regionId) }}>
          Методики
        </Link>
      }
      heading={comparison ? comparison.sentence : 'Две методики на одних и тех же данных'}
      lead={`Данные ${formatSchoolYear(scope.year)} учебного года. Составленные перечни сравнение не меняет.`}
      actions={
        <Button icon={<Download />} busy={download.isPending} onClick={() => download.mutate()}>
          Excel
        </Button>
      }
    >
      <div className={`${styles.pickers} no-print`}>
        <Select label="Прежняя методика" value={before} choices={choices} onValue={choose('before')} />
        <Select label="Новая методика" value={after} choices={choices} onValue={choose('after')} />
      </div>
      {download.error && <ProblemPanel problem={download.error} takesFocus />}
      {error && <ProblemPanel problem={error} />}
      {comparison ? (
        <Answer comparison={comparison} regionId={scope.regionId} />
      ) : (
        !error && <LinesSkeleton />
      )}
    </Page>
  )
}

function Answer({ comparison, regionId }: { comparison: Comparison; regionId: number }) {
  const { before, after, differences, rows } = comparison
  const of = (move: ComparedSchool['move']) => rows.filter((row) => row.move === move)
  return (
    <>
      <dl className={styles.counts}>
        {MOVES.map(({ move, title }) => (
          <div key={move}>
            <dt>{title}</dt>
            <dd>{counted(of(move).length, SCHOOLS)}</dd>
          </div>
        ))}
      </dl>
      <Section
        title={
          <>
            Чем отличаются <Term id="setting-of-a-rule">правила</Term>
          </>
        }
      >
        <div className={styles.rules}>
          <Side title="Было бы" side={before} />
          <Side title="Стало бы" side={after} />
        </div>
        {differences.length === 0 ? (
          <p>Правила одинаковы.</p>
        ) : (
          <ScrollBox className={styles.scroll} label="Различия правил">
            <table className={`${styles.table} ${styles.differences}`}>
              <caption className="visually-hidden">Различия правил</caption>
              <thead>
                <tr>
                  <th scope="col">Что</th>
                  <th scope="col">Было бы</th>
                  <th scope="col">Стало бы</th>
                </tr>
              </thead>
              <tbody>
                {differences.map(({ label, before: was, after: is }) => (
                  <tr key={`${label} ${was} ${is}`}>
                    <th scope="row">{label}</th>
                    <td data-label="Было бы">{was ?? '—'}</td>
                    <td data-label="Стало бы">{is ?? '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </Section>
      <div className={styles.groups}>
        <Groups title="По муниципалитетам" of="Муниципалитет" groups={comparison.byMunicipality} />
        <Groups title="По численности школ" of="Численность" groups={comparison.bySize} />
      </div>
      {MOVES.map(({ move, title }) => (
        <Schools key={move} title={title} rows={of(move)} regionId={regionId} />
      ))}
    </>
  )
}

function Side({ title, side }: { title: string; side: Comparison['before'] }) {
  return (
    <div>
      <h3>
        {title}: {side.title}
      </h3>
      <p className="small muted">версия {side.version}</p>
      <p>{side.ruleSentence}</p>
      <p className="secondary">
        В перечне {counted(side.listed, SCHOOLS)}, недостаточно данных — {formatNumber(side.undecided, 0)}.
      </p>
    </div>
  )
}

/** So many are shown at once; the others on demand. */
const FIRST_SHOWN = 5

function Schools({ title, rows, regionId }: { title: string; rows: ComparedSchool[]; regionId: number }) {
  const [isWhole, setWhole] = useState(false)
  if (rows.length === 0) return null
  const shown = isWhole ? rows : rows.slice(0, FIRST_SHOWN)
  return (
    <Section title={`${title}: ${counted(rows.length, SCHOOLS)}`}>
      <ul className={styles.schools}>
        {shown.map((row) => (
          <li key={row.schoolId}>
            <p>
              <Link
                to="/regions/$regionId/schools/$schoolId"
                params={{ regionId: String(regionId), schoolId: String(row.schoolId) }}
              >
                {row.name}
              </Link>{' '}
              <span className="muted small">
                {row.municipality}, {row.size}
              </span>{' '}
              {row.statusAfter === 'insufficient-data' && <Tag tone="caution">недостаточно данных</Tag>}
            </p>
            <dl className={styles.why}>
              <dt>Было бы</dt>
              <dd>{row.sentenceBefore}</dd>
              <dt>Стало бы</dt>
              <dd>{row.sentenceAfter}</dd>
            </dl>
          </li>
        ))}
      </ul>
      {shown.length < rows.length && (
        <Button className={`${styles.more} no-print`} onClick={() => setWhole(true)}>
          Показать все {formatNumber(rows.length, 0)}
        </Button>
      )}
    </Section>
  )
}

/** So many rows stand at once; where there are a few more, all of them. */
const FIRST_GROUPS = 8

function Groups({ title, of, groups }: { title: string; of: string; groups: Comparison['bySize'] }) {
  const [isWhole, setWhole] = useState(groups.length <= FIRST_GROUPS + 2)
  const shown = isWhole ? groups : groups.slice(0, FIRST_GROUPS)
  return (
    <Section title={title}>
      <ScrollBox className={styles.scroll} label={title}>
        <table className={`${styles.table} ${styles.counted}`}>
          <caption className="visually-hidden">{title}: школы перечня до и после</caption>
          <thead>
            <tr>
              <th scope="col">{of}</th>
              <th scope="col">Было бы</th>
              <th scope="col">Стало бы</th>
              <th scope="col">Вошли</th>
              <th scope="col">Вышли</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((group) => (
              <tr key={group.name}>
                <th scope="row">{group.name}</th>
                <td>{formatNumber(group.before, 0)}</td>
                <td>{formatNumber(group.after, 0)}</td>
                <td>{formatNumber(group.entered, 0)}</td>
                <td>{formatNumber(group.left, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {!isWhole && (
        <Button className={`${styles.more} no-print`} onClick={() => setWhole(true)}>
          Показать все {formatNumber(groups.length, 0)}
        </Button>
      )}
    </Section>
  )
}
