import { useSuspenseQuery } from '@tanstack/react-query'
import { qualityQuery } from '../api-quality.ts'
import { NoResults } from '../identification/no-results.tsx'
import { useScope } from '../scope.ts'
import { formatSchoolYear } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { CompletenessSection } from './completeness-section.tsx'
import { FindingsSection } from './findings-section.tsx'

/** «Качество данных»: what is odd in the numbers, what is not there, and by which rules we look. */
export function QualityPage() {
  const scope = useScope()
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Качество данных" />
  return <Quality />
}

function Quality() {
  const { regionId, year } = useScope()
  const { data } = useSuspenseQuery(qualityQuery(regionId, year))
  return (
    <Page
      title="Качество данных"
      heading={`${data.sentence}.`}
      above={`${formatSchoolYear(year)} учебный год`}
      lead="Замечание — это вопрос к числам, а не вина школы. Правила проверяют данные заново при каждом открытии страницы, поэтому после загрузки или отмены файла здесь всегда то, что есть сейчас."
    >
      <FindingsSection data={data} regionId={regionId} year={year} />
      <CompletenessSection data={data.completeness} regionId={regionId} year={year} />
    </Page>
  )
}
