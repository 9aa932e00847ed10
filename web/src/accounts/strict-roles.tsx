import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { saveStrictRoles, strictRolesQuery } from '../api-accounts.ts'
import { ROLE_LABELS } from '../generated/roles.ts'
import { Tick } from '../ui/field.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { isRole } from './people-search.ts'

/** Which roles must have a second factor; for those who answer for the whole installation. */
export function StrictRoles() {
  const client = useQueryClient()
  const { data } = useSuspenseQuery(strictRolesQuery)
  const save = useMutation({
    mutationFn: saveStrictRoles,
    onSuccess: (saved) => client.setQueryData(strictRolesQuery.queryKey, saved),
  })
  return (
    <Section
      title="Кому второй шаг входа обязателен"
      note="Без кода из приложения такая роль увидит только страницу, на которой его настраивают. Если отметить свою роль, это коснётся и вас."
    >
      {save.error && <ProblemPanel problem={save.error} takesFocus />}
      {Object.entries(ROLE_LABELS).map(([role, label]) => (
        <Tick
          key={role}
          checked={data.roles.some((strict) => strict === role)}
          onChange={(checked) =>
            isRole(role) &&
            !save.isPending &&
            save.mutate(checked ? [...data.roles, role] : data.roles.filter((strict) => strict !== role))
          }
        >
          {label}
        </Tick>
      ))}
    </Section>
  )
}
