import { Link } from '@tanstack/react-router'
import type { CoverageLine } from '../api.ts'
import { Term } from '../help/term.tsx'
import { useScope } from '../scope.ts'
import { counted, formatNumber, SCHOOLS_GENITIVE } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import styles from './place-sections.module.css'

const FEW = 6

/** Which municipalities or schools have not given which results: by name, with the way to the files. */
export function CoverageSection({
  coverage,
  regionId,
}: {
  coverage: readonly CoverageLine[]
  regionId: number
}) {
  const scope = useScope()
  const lacking = coverage.filter((line) => line.expected !== null && line.got < line.expected)
  return (
    <Section
      title={
        <Term id="coverage">
          {lacking.length === 0 ? 'Результаты есть у всех, кого ждём' : 'Чьих результатов не хватает'}
        </Term>
      }
      note="Ждём процедуру от школы, где учатся в этом классе. Школа без параллели в этом году тоже попадёт в список."
      actions={
        scope.may('quality.read') && (
          <Link to="/regions/$regionId/quality" params={{ regionId: String(regionId) }}>
            Качество данных
          </Link>
        )
      }
    >
      {coverage.length === 0 ? (
        <p className="secondary">За этот год не загружено ни одного файла.</p>
      ) : (
        <ul className={styles.coverage}>
          {coverage.map((line) => (
            <li key={line.procedure}>
              <div className={styles.measure}>
                <span>{line.name}</span>
                <span className="nowrap">
                  {line.expected === null
                    ? counted(line.got, ['школа', 'школы', 'школ'])
                    : `${formatNumber(line.got, 0)} из ${counted(line.expected, SCHOOLS_GENITIVE)}`}
                </span>
              </div>
              {line.expected !== null && (
                <progress
                  max={line.expected}
                  value={line.got}
                  aria-label={`${line.name}: ${line.got} из ${line.expected}`}
                />
              )}
              <Missing line={line} regionId={regionId} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Missing({ line, regionId }: { line: CoverageLine; regionId: number }) {
  const region = String(regionId)
  const names = [
    ...line.missingPlaces.map((place) => ({
      id: `p${place.id}`,
      link: (
        <>
          <Link
            to="/regions/$regionId/municipalities/$municipalityId"
            params={{ regionId: region, municipalityId: String(place.id) }}
          >
            {place.name}
          </Link>
          {` (${place.got} из ${place.expected})`}
        </>
      ),
    })),
    ...line.missingSchools.map((school) => ({
      id: `s${school.id}`,
      link: (
        <Link
          to="/regions/$regionId/schools/$schoolId"
          params={{ regionId: region, schoolId: String(school.id) }}
        >
          {school.name}
        </Link>
      ),
    })),
  ]
  if (names.length === 0) return null
  const rest = names.slice(FEW)
  return (
    <div className="small secondary">
      Нет: {commas(names.slice(0, FEW))}
      {rest.length > 0 && (
        <details className={styles.rest}>
          <summary>и ещё {formatNumber(rest.length, 0)}</summary>
          {commas(rest)}
        </details>
      )}
    </div>
  )
}

const commas = (items: readonly { id: string; link: React.ReactNode }[]) =>
  items.map((item, index) => (
    <span key={item.id}>
      {index > 0 && ', '}
      {item.link}
    </span>
  ))
