import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Save } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { MethodologyControls, RuleChanges } from '../api.ts'
import { controlsQuery, methodologiesQuery, sensitivityQuery, whatIfQuery } from '../api-rules.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { formatNumber } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import { NoResults } from './no-results.tsx'
import styles from './what-if.module.css'
import { DraftDialog } from './what-if-draft-dialog.tsx'
import { WhatIfResults } from './what-if-results.tsx'
import { WhatIfRule } from './what-if-rule.tsx'
import { readChanges, withChange, writeChanges } from './what-if-search.ts'
import { SensitivityTable } from './what-if-sensitivity.tsx'

/** «Что, если»: a rule with its numbers as controls, and what it would do, at once. Nothing is saved by itself. */
export function WhatIfPage() {
  const scope = useScope()
  const { data: controls } = useSuspenseQuery(controlsQuery(scope.regionId, scope.methodology))
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Что, если" />
  // Another methodology has other settings: what was tried on the first means nothing there.
  return <WhatIf key={controls.reference} controls={controls} />
}

function WhatIf({ controls }: { controls: MethodologyControls }) {
  const scope = useScope()
  const [changes, setChanges] = useChangesInAddress(controls)
  const [asked] = useDebouncedValue(changes, 40)
  const body = { schoolYear: scope.year, methodology: scope.methodology, changes: asked }
  const answer = useQuery(whatIfQuery(scope.regionId, body))
  const [settled] = useDebouncedValue(changes, 250)
  const sensitivity = useQuery(sensitivityQuery(scope.regionId, { ...body, changes: settled }))
  const [isSaving, setSaving] = useState(false)
  const isChanged = Object.keys(changes).length > 0
  return (
    <Page
      title="Что, если"
      heading="Что, если правило было бы другим"
      lead="Меняйте числа правила и смотрите, какие школы вошли бы в перечень и какие вышли. Ничего не сохраняется, пока вы не дадите правилу имя; ссылка на страницу показывает то же самое."
      actions={
        <Button look="primary" icon={<Save />} onClick={() => setSaving(true)}>
          Сохранить правило
        </Button>
      }
    >
      <div className={styles.desk}>
        <div className={styles.left}>
          <BasePicker />
          <WhatIfRule controls={controls} changes={changes} onChanges={setChanges} />
        </div>
        {answer.data && (
          <p className={styles.peek} aria-hidden="true">
            <span>вошли {formatNumber(answer.data.entered.length, 0)}</span>
            <span>вышли {formatNumber(answer.data.left.length, 0)}</span>
            <span>остались {formatNumber(answer.data.stayed, 0)}</span>
          </p>
        )}
        <div className={styles.right}>
          {answer.error && <ProblemPanel problem={answer.error} />}
          {answer.data ? (
            <>
              <p className={styles.sentence}>{isChanged ? `${answer.data.sentence}.` : UNCHANGED}</p>
              <WhatIfResults
                answer={answer.data}
                regionId={scope.regionId}
                isStale={answer.isPlaceholderData}
              />
              <p className={styles.ruleSentence}>{answer.data.ruleSentence}</p>
            </>
          ) : (
            !answer.error && <LinesSkeleton lines={6} />
          )}
        </div>
      </div>
      {sensitivity.data && (
        <SensitivityTable
          table={sensitivity.data}
          onChoose={(threshold, k) => setChanges(chooseCell(controls, changes, threshold, k))}
        />
      )}
      {isSaving && (
        <DraftDialog scope={scope} controls={controls} changes={changes} onClose={() => setSaving(false)} />
      )}
    </Page>
  )
}

const UNCHANGED = 'Пока правило такое же, как в методике: перечень не меняется.'

/** The two settings of the table are the same that the server takes: the first threshold and the first number of procedures. */
function chooseCell(
  { settings }: MethodologyControls,
  changes: RuleChanges,
  threshold: number,
  k: number,
): RuleChanges {
  const first = settings.find(({ id }) => id === 'threshold' || id.endsWith('.threshold'))
  const second = settings.find(({ id, part }) => part === 'rule' && id.endsWith('.k'))
  const changed = first ? withChange(changes, first, threshold) : changes
  return second ? withChange(changed, second, k) : changed
}

/** The changes live here while a slider moves and in the address once it rests; a link opened again brings them back. */
function useChangesInAddress(controls: MethodologyControls) {
  const { set } = useSearch({ from: '/regions/$regionId/what-if' })
  const navigate = useNavigate()
  const [changes, setChanges] = useState(() => readChanges(set, controls.settings))
  const [settled] = useDebouncedValue(changes, 300)
  const written = useRef(set)
  useEffect(() => {
    const next = writeChanges(settled)
    if (next === written.current) return
    written.current = next
    void navigate({
      to: '.',
      search: (old) => ({ ...old, set: next }),
      replace: true,
      resetScroll: false,
    })
  }, [settled, navigate])
  useEffect(() => {
    // Written by somebody else: the way back, a link followed on the page.
    if (set === written.current) return
    written.current = set
    setChanges(readChanges(set, controls.settings))
  }, [set, controls.settings])
  return [changes, setChanges] as const
}

/** From which methodology to start. */
function BasePicker() {
  const scope = useScope()
  const navigate = useNavigate()
  const { data: methodologies } = useSuspenseQuery(methodologiesQuery(scope.regionId))
  return (
    <div className={styles.base}>
      <Select
        label="За основу взята методика"
        value={scope.methodology}
        onValue={(methodology) =>
          void navigate({
            to: '.',
            search: (old) => ({ ...old, methodology, set: undefined }),
            replace: true,
            resetScroll: false,
          })
        }
        choices={methodologies.map(({ reference, title, version, isDraft, isOwn }) => ({
          value: reference,
          label: isOwn ? `${title}, версия ${version}${isDraft ? ' (черновик)' : ''}` : title,
        }))}
      />
      <p className="small">
        <Link to="/regions/$regionId/methodology" params={{ regionId: String(scope.regionId) }}>
          Прочитать методику целиком
        </Link>
      </p>
    </div>
  )
}
