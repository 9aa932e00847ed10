import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiProblem, checkImport, type ImportDetail } from '../api.ts'
import { SchoolFinder } from '../places/school-finder.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'

/** Refusals that a description of the table can mend. */
const MENDED_BY_MAPPING = new Set([
  'import/format-unknown',
  'import/mapping-invalid',
  'import/nothing-accepted',
])

/** Why the file was not taken, in the server's own sentence, and the way on. */
export function RefusedPanel({ data, regionId }: { data: ImportDetail; regionId: number }) {
  const { problem } = data
  if (!problem) return null
  const canCheck = data.allowedActions.includes('check')
  if (problem.code === 'import/school-needed' && canCheck)
    return (
      <>
        <ProblemPanel problem={new ApiProblem(problem)} />
        <SchoolQuestion importId={data.id} regionId={regionId} />
      </>
    )
  return (
    <ProblemPanel
      problem={new ApiProblem(problem)}
      actions={
        MENDED_BY_MAPPING.has(problem.code) && canCheck ? (
          <ButtonLink
            look="primary"
            small
            to="/regions/$regionId/imports/$importId/mapping"
            params={{ regionId: String(regionId), importId: String(data.id) }}
          >
            Описать таблицу
          </ButtonLink>
        ) : undefined
      }
    />
  )
}

/** Whose pupils these are: asked once, and the same file is checked again. */
function SchoolQuestion({ importId, regionId }: { importId: number; regionId: number }) {
  const client = useQueryClient()
  const check = useMutation({
    mutationFn: (code: string) => checkImport(importId, { options: { school: `code:${code}` } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['import', importId] }),
  })
  return (
    <Section title="Чья это форма?" note="Найдите школу в реестре: файл проверится ещё раз.">
      <SchoolFinder
        regionId={regionId}
        purpose="форма этой школы"
        verb="Это она"
        isBusy={check.isPending}
        onChoose={({ code }) => {
          if (code !== undefined) check.mutate(code)
        }}
      />
      {check.error && <ProblemPanel problem={check.error} takesFocus />}
    </Section>
  )
}
