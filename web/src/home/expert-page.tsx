import { useSuspenseQuery } from '@tanstack/react-query'
import { expertQuery } from '../api-home.ts'
import { useScope } from '../scope.ts'
import { Page } from '../ui/page.tsx'
import { ContactsSection } from './contacts-section.tsx'

/** «На экспертизу»: until documents are given to experts, whom they work with. */
export function ExpertPage() {
  const scope = useScope()
  const { data } = useSuspenseQuery(expertQuery(scope.regionId))
  return (
    <Page
      title="На экспертизу"
      above={`На экспертизу · ${scope.region.name}`}
      heading="Документов на экспертизу вам не передавали"
      lead="Документы передаёт координатор региона. Если вы ждёте документ, напишите ему."
      narrow
    >
      <ContactsSection title="С кем вы работаете" contacts={data.contacts} />
    </Page>
  )
}
