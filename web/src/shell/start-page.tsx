import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Navigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { sessionQuery } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, SCHOOLS } from '../ui/format.ts'
import { DemoBanner } from './demo-banner.tsx'
import { chosenScreen, screenLink } from './screens.ts'
import styles from './shell.module.css'

const RegionDialog = lazy(() =>
  import('../places/region-dialog.tsx').then((file) => ({ default: file.RegionDialog })),
)

/** The first page: straight into the only region, a choice among several, or the first step of an empty installation. */
export function StartPage() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { all } = useSearch({ strict: false })
  const [isMaking, setMaking] = useState(false)
  const [first, ...others] = session.regions
  const screen = chosenScreen(session)
  const mayCreate = session.actions.includes('region.create')
  if (!all && session.demo.state !== 'loading') {
    // Those who answer for every region choose one first, unless there is only one.
    const regionId = others.length === 0 ? first?.id : undefined
    const isEveryRegion = screen?.kind === 'region' && screen.regionId === null
    if (screen && !(isEveryRegion && regionId === undefined))
      return <Navigate {...screenLink(screen, regionId)} replace />
    if (!screen && first)
      return <Navigate to="/regions/$regionId/schools" params={{ regionId: String(first.id) }} replace />
  }
  return (
    <>
      <DemoBanner session={session} />
      <main className={styles.start} id="main">
        {first ? (
          <>
            <h1>С каким регионом работаем?</h1>
            <ul className={styles.steps}>
              {session.regions.map((region) => (
                <li key={region.id}>
                  <Link to="/regions/$regionId" params={{ regionId: String(region.id) }}>
                    {region.name}
                  </Link>{' '}
                  <span className="muted">
                    {counted(region.schools, SCHOOLS)}
                    {region.isDemo && ', вымышленные данные'}
                  </span>
                </li>
              ))}
            </ul>
            {mayCreate && (
              <p>
                <Button onClick={() => setMaking(true)}>Завести ещё один регион</Button>
              </p>
            )}
          </>
        ) : !mayCreate ? (
          <>
            <h1>Здесь пока нет ничего вашего</h1>
            <p className="secondary">
              Учётная запись есть, но ни одной роли в ней нет. Попросите координатора региона или
              администратора назначить её: страница откроется сама при следующем входе.
            </p>
          </>
        ) : (
          <FirstSteps isDemoComing={session.demo.state === 'loading'} onMake={() => setMaking(true)} />
        )}
        {isMaking && (
          <Suspense>
            <RegionDialog onClose={() => setMaking(false)} />
          </Suspense>
        )}
      </main>
    </>
  )
}

function FirstSteps({ isDemoComing, onMake }: { isDemoComing: boolean; onMake: () => void }) {
  return (
    <>
      <h1>Здесь пока нет ни одного региона</h1>
      <p className="secondary">
        «Траектория» находит школы, которым нужна поддержка, и объясняет каждое имя в перечне — до файла,
        листа и строки. Начать можно с одного из трёх шагов.
      </p>
      <ol className={styles.steps}>
        <li className={styles.step}>
          <span aria-hidden="true">1</span>
          <div>
            <h2>Посмотреть на вымышленном регионе</h2>
            <p>
              {isDemoComing ? (
                'Он уже загружается: страница откроется сама.'
              ) : (
                <>
                  Наберите в папке программы: <code>npx traektoria demo</code>
                </>
              )}
            </p>
          </div>
        </li>
        <li className={styles.step}>
          <span aria-hidden="true">2</span>
          <div>
            <h2>Завести свой регион</h2>
            <p>Нужны только название и код. Потом загрузите реестр школ или сразу файлы результатов.</p>
            <Button look="primary" onClick={onMake}>
              Завести регион
            </Button>
          </div>
        </li>
        <li className={styles.step}>
          <span aria-hidden="true">3</span>
          <div>
            <h2>Начать сразу с файлов результатов</h2>
            <p>
              Школы заведутся из столбцов самого файла:{' '}
              <code>npx traektoria import файл.xlsx --year 2025 --create-schools</code>
            </p>
          </div>
        </li>
      </ol>
    </>
  )
}
