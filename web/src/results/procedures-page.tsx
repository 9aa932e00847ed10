import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { proceduresQuery } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { BreakDialog } from './break-dialog.tsx'
import { BreakLines } from './break-lines.tsx'
import { type Asked, type CatalogueProps, CatalogueSection } from './catalogue-section.tsx'
import { ClustersUpload } from './clusters-upload.tsx'
import styles from './procedures.module.css'
import { ScaleDialog } from './scale-dialog.tsx'
import { SCORE_WORDS } from './words.ts'

/** «Процедуры»: years that may not be compared, scales of marks, official clusters, and the catalogue itself. */
export function ProceduresPage() {
  const scope = useScope()
  const { data: procedures } = useSuspenseQuery(proceduresQuery(scope.regionId))
  const [asked, setAsked] = useState<Asked | null>(null)
  const newest = Math.max(scope.region.years[0] ?? 0, new Date().getFullYear())
  const mayWrite = scope.may('place.write')
  const onAsk = mayWrite ? setAsked : null
  const dialog = { regionId: scope.regionId, procedures, newest, onClose: () => setAsked(null) }
  return (
    <Page
      title="Процедуры"
      heading="Что с чем сравнивать и как баллы становятся отметками"
      lead="Пока здесь ничего не сказано, соседние годы считаются сопоставимыми, а отметка берётся только из файла: сами мы её не угадываем."
    >
      <div className={styles.columns}>
        <Section
          title="Годы, которые нельзя сравнивать с предыдущим"
          note="По таким годам правило «два года подряд» и динамика не считаются, а на графике линия разрывается."
          actions={
            mayWrite && (
              <Button small onClick={() => setAsked({ form: 'break', procedure: null })}>
                Отметить год
              </Button>
            )
          }
        >
          <BreakLines regionId={scope.regionId} procedures={procedures} mayWrite={mayWrite} />
        </Section>
        <Section
          title="Шкалы отметок"
          note="Нужны там, где в файле стоят только баллы. Отметки выводятся при проверке файла: загруженные раньше не изменятся."
          actions={
            mayWrite && (
              <Button small onClick={() => setAsked({ form: 'scale', procedure: null, schoolYear: null })}>
                Добавить шкалу
              </Button>
            )
          }
        >
          <Scales procedures={procedures} onAsk={onAsk} />
        </Section>
      </div>
      {mayWrite && <ClustersUpload regionId={scope.regionId} year={scope.year} newest={newest} />}
      <CatalogueSection procedures={procedures} onAsk={onAsk} />
      {asked?.form === 'break' && <BreakDialog {...dialog} procedure={asked.procedure} />}
      {asked?.form === 'scale' && (
        <ScaleDialog {...dialog} procedure={asked.procedure} schoolYear={asked.schoolYear} />
      )}
    </Page>
  )
}

function Scales({ onAsk, ...props }: CatalogueProps) {
  const scales = props.procedures.flatMap((procedure) =>
    procedure.scales.map((scale) => ({ procedure, scale })),
  )
  if (scales.length === 0) return <p className="secondary">Ни одной шкалы пока нет.</p>
  return (
    <ul className={styles.lines}>
      {scales.map(({ procedure, scale }) => (
        <li key={`${scale.procedure} ${scale.schoolYear}`}>
          <div>
            <p className={styles.lineTitle}>
              {procedure.name}, {formatSchoolYear(scale.schoolYear)}
            </p>
            <p>
              «3» от {scale.bounds[3]}, «4» от {scale.bounds[4]}, «5» от {scale.bounds[5]}
            </p>
            <p className="small muted">
              {SCORE_WORDS[scale.scoreKind]} · {scale.source}
            </p>
          </div>
          {onAsk && (
            <Button
              small
              look="quiet"
              onClick={() => onAsk({ form: 'scale', procedure, schoolYear: scale.schoolYear })}
            >
              Изменить
              <span className="visually-hidden">
                : шкала {procedure.name}, {formatSchoolYear(scale.schoolYear)}
              </span>
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
