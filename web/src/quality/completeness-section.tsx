import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { missingSchoolsQuery } from '../api-quality.ts'
import type { RegionQuality } from '../api-types.ts'
import { counted, formatNumber, formatSchoolYear, SCHOOLS_GENITIVE } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Popup, PopupTitle } from '../ui/popup.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import styles from './quality.module.css'
import { KIND_WORDS } from './words.ts'

type Completeness = RegionQuality['completeness']
type Procedure = Completeness['procedures'][number]
type Cell = Completeness['municipalities'][number]['cells'][number]

interface CompletenessSectionProps {
  data: Completeness
  regionId: number
  year: number
}

/** Who has numbers and who has not: territories down, procedures across. */
export function CompletenessSection({ data, regionId, year }: CompletenessSectionProps) {
  const waiting = data.procedures.filter((procedure) => procedure.waiting > 0)
  return (
    <Section
      title={completenessTitle(data)}
      note={
        <>
          «18 из 20» — сколько школ имеют результат из тех, где процедура бывает по типу школы; одно число —
          процедура по выбору или по жребию, её ждать не от всех. {data.source}.
        </>
      }
    >
      {waiting.length > 0 && (
        <p className={styles.waiting}>
          Ещё не сопоставлены с реестром:{' '}
          {waiting.map(({ shortName, waiting: n }) => `${shortName} — ${formatNumber(n, 0)}`).join(', ')}.{' '}
          <Link to="/regions/$regionId/matching" params={{ regionId: String(regionId) }}>
            Сопоставить школы
          </Link>
        </p>
      )}
      <Years years={data.years} />
      <ScrollBox label="Полнота данных по территориям и процедурам" className={styles.matrixPlace}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Территория
              </th>
              {kindsOf(data.procedures).map(({ kind, span }) => (
                <th key={kind} scope="colgroup" colSpan={span} className={styles.kind}>
                  {KIND_WORDS[kind] ?? kind}
                </th>
              ))}
            </tr>
            <tr>
              {data.procedures.map((procedure) => (
                <th key={procedure.code} scope="col" title={procedure.name}>
                  {withoutKind(procedure)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={styles.total}>
              <th scope="row">Весь регион</th>
              {data.procedures.map((procedure) => (
                <CellView key={procedure.code} cell={procedure} />
              ))}
            </tr>
            {data.municipalities.map(({ id, name, cells }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <CellView
                    key={cell.procedure}
                    cell={cell}
                    missing={{
                      regionId,
                      query: { year, procedure: cell.procedure, municipality: id },
                      title: `${name}: ${data.procedures[index]!.name}`,
                    }}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Section>
  )
}

/** Whole sources by year: a year or a kind that is not there at all is seen at once. */
function Years({ years }: { years: Completeness['years'] }) {
  const kinds = [...new Set(years.map(({ kind }) => kind))]
  const numbers = new Map(years.map(({ kind, schoolYear, schools }) => [`${kind} ${schoolYear}`, schools]))
  return (
    <table className={styles.years}>
      <caption className="small secondary">Школы с результатами по годам</caption>
      <thead>
        <tr>
          <th scope="col">Год</th>
          {kinds.map((kind) => (
            <th key={kind} scope="col">
              {KIND_WORDS[kind] ?? kind}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...new Set(years.map(({ schoolYear }) => schoolYear))].map((year) => (
          <tr key={year}>
            <th scope="row">{formatSchoolYear(year)}</th>
            {kinds.map((kind) => {
              const schools = numbers.get(`${kind} ${year}`)
              return (
                <td key={kind} data-fill={schools === undefined ? 'none' : 'full'}>
                  {schools === undefined ? 'нет данных' : formatNumber(schools, 0)}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The finding: which of the expected procedures lacks most. */
function completenessTitle({ procedures }: Completeness): string {
  const lacking = procedures
    .map(({ name, got, expected }) => ({ name, lacks: (expected ?? got) - got }))
    .filter(({ lacks }) => lacks > 0)
    .sort((a, b) => b.lacks - a.lacks)
  const [worst] = lacking
  if (!worst) return 'Полнота: всё, чего мы ждём, загружено'
  return `Полнота: больше всего не хватает «${worst.name}» — нет ${counted(worst.lacks, SCHOOLS_GENITIVE)}`
}

function kindsOf(procedures: readonly Procedure[]): { kind: string; span: number }[] {
  const kinds: { kind: string; span: number }[] = []
  for (const { kind } of procedures) {
    const last = kinds.at(-1)
    if (last?.kind === kind) last.span += 1
    else kinds.push({ kind, span: 1 })
  }
  return kinds
}

/** The group's head says the kind already. */
const withoutKind = ({ shortName, kind }: Procedure) =>
  shortName.startsWith(`${KIND_WORDS[kind]} `) ? shortName.slice(KIND_WORDS[kind]!.length + 1) : shortName

interface MissingOf {
  regionId: number
  query: { year: number; procedure: string; municipality: number }
  title: string
}

function CellView({ cell, missing }: { cell: Pick<Cell, 'got' | 'expected'>; missing?: MissingOf }) {
  const { got, expected } = cell
  if (expected === null) return <td data-fill="choice">{got === 0 ? '—' : formatNumber(got, 0)}</td>
  if (expected === 0) return <td data-fill="choice">—</td>
  const words = `${formatNumber(got, 0)} из ${formatNumber(expected, 0)}`
  const fill = got === expected ? 'full' : got === 0 ? 'none' : 'part'
  if (!missing || got === expected) return <td data-fill={fill}>{words}</td>
  return (
    <td data-fill={fill}>
      <Popup
        label={`Нет данных. ${missing.title}`}
        width={320}
        button={({ toggle, isOpen }) => (
          <button type="button" onClick={toggle} aria-expanded={isOpen}>
            {words}
          </button>
        )}
      >
        <MissingSchools {...missing} />
      </Popup>
    </td>
  )
}

function MissingSchools({ regionId, query, title }: MissingOf) {
  const { data } = useQuery(missingSchoolsQuery(regionId, query))
  return (
    <div className={styles.missing}>
      <PopupTitle>{title}</PopupTitle>
      {data && (
        <>
          <p className="small secondary">Нет данных — результаты не представлены:</p>
          <ul>
            {data.map(({ schoolId, name }) => (
              <li key={schoolId}>
                <Link
                  to="/regions/$regionId/schools/$schoolId"
                  params={{ regionId: String(regionId), schoolId: String(schoolId) }}
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
