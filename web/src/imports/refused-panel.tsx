import { ApiProblem, type ImportDetail } from '../api.ts'
import { ButtonLink } from '../ui/button.tsx'
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
  return (
    <ProblemPanel
      problem={new ApiProblem(problem)}
      actions={
        MENDED_BY_MAPPING.has(problem.code) && data.allowedActions.includes('check') ? (
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
