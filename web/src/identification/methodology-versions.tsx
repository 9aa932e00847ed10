import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MethodologyVersion } from '../api.ts'
import { moveVersion, versionsQuery } from '../api-rules.ts'
import type { Scope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './methodology-page.module.css'

/** Who made each version, by which act and why; an unused one can be withdrawn and brought back. */
export function MethodologyVersions({ reference, scope }: { reference: string; scope: Scope }) {
  const { data: versions } = useQuery(versionsQuery(scope.regionId, reference))
  const client = useQueryClient()
  const move = useMutation({
    mutationFn: ({ id, action }: { id: number; action: 'withdraw' | 'restore' }) =>
      moveVersion(scope.regionId, id, action),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['methodologies', scope.regionId] })
      void client.invalidateQueries({ queryKey: ['session'] })
    },
  })
  if (!versions || versions.every(({ id }) => id === null)) return null
  return (
    <section className={styles.paper} aria-label="История версий">
      <h2>История версий</h2>
      {move.error && <ProblemPanel problem={move.error} takesFocus />}
      <ol className={styles.versions}>
        {versions.map((version, i) => (
          <li key={version.id ?? version.version} data-withdrawn={version.isWithdrawn || undefined}>
            <Version version={version} regionId={scope.regionId} />
            <div className={`${styles.versionActions} no-print`}>
              {scope.may('what-if.read') &&
                versions[i + 1] &&
                !version.isWithdrawn &&
                !versions[i + 1]!.isWithdrawn && (
                  <Link
                    to="/regions/$regionId/comparison"
                    params={{ regionId: String(scope.regionId) }}
                    search={{
                      year: scope.year,
                      before: versions[i + 1]!.reference,
                      after: version.reference,
                    }}
                  >
                    Чем отличается от прежней
                  </Link>
                )}
              {version.allowedActions.map((action) => (
                <Button
                  small
                  key={action}
                  busy={move.isPending}
                  onClick={() => version.id !== null && move.mutate({ id: version.id, action })}
                >
                  {action === 'withdraw' ? 'Отозвать версию' : 'Вернуть версию'}
                </Button>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Version({ version, regionId }: { version: MethodologyVersion; regionId: number }) {
  const { title, act, note, basedOn, createdAt, createdBy, unreadable, lists } = version
  return (
    <div>
      <p className={styles.versionHead}>
        <Link
          to="/regions/$regionId/methodology"
          params={{ regionId: String(regionId) }}
          search={(old) => ({ ...old, read: version.reference })}
          resetScroll={false}
        >
          Версия {version.version}
        </Link>
        : {title} {version.isWithdrawn && <Tag>отозвана</Tag>}
        {act === null && <Tag tone="caution">черновик</Tag>}
      </p>
      <p className="small secondary">
        {act ?? 'Приказом не утверждена'}
        {basedOn && `. По методике ${basedOn}`}
        {createdAt && `. Составлена ${formatMoment(createdAt)}, ${createdBy}`}
      </p>
      {note && <p className="small">{note}</p>}
      {lists.length > 0 && (
        <p className="small secondary">Составлены перечни: {lists.join('; ')}. Версию уже нельзя отозвать.</p>
      )}
      {unreadable && <p className="small">Эта версия не читается: {unreadable}</p>}
    </div>
  )
}
