import type { ProcedureRef } from '../../results/model.ts'
import { describeProcedure } from '../../results/procedures.ts'
import type { ColumnAddress, ColumnGroup, Mapping } from './mapping.ts'
import type { SheetPlan } from './mapping-plan.ts'

/** What each mapped column means, as the preview names it. */
export const mappedRoles = (
  mapping: Mapping,
  procedures: ProcedureRef[],
  plan: SheetPlan,
): Map<number, string> => {
  const roles = new Map<number, string>()
  const name = (source: object | undefined, role: string): void => {
    const address = addressIn(source)
    if (address === undefined) return
    const index = plan.columnOf(address)
    const known = roles.get(index)
    roles.set(index, known === undefined || known === role ? role : `${known}; ${role}`)
  }
  for (const filter of mapping.rows ?? []) name(filter, `отбор строк: ${filter.in.join(', ')}`)
  name(mapping.school.key, 'код школы')
  name(mapping.school.name, 'название школы')
  name(mapping.school.municipality, 'муниципалитет')
  name(mapping.school.municipalityCode, 'код муниципалитета')
  name(mapping.year, 'учебный год')
  mapping.groups.forEach((group, index) => {
    const short = describeProcedure(procedures[index]!).shortName
    for (const [source, role] of groupRoles(group)) name(source, `${role} — ${short}`)
  })
  return roles
}

const groupRoles = (group: ColumnGroup): [object | undefined, string][] => [
  ...(group.rows ?? []).map((filter): [object, string] => [filter, `отбор строк: ${filter.in.join(', ')}`]),
  [group.year, 'учебный год'],
  [group.participants, 'участников'],
  [group.low, 'ниже минимума'],
  [group.lowShare, 'ниже минимума, %'],
  [group.high, 'высокий результат'],
  [group.highShare, 'высокий результат, %'],
  [group.meanScore, 'средний балл'],
  ...Object.entries(group.marks ?? {}).map(([mark, source]): [object, string] => [
    source,
    `отметок «${mark}»`,
  ]),
  ...Object.entries(group.markShares ?? {}).map(([mark, source]): [object, string] => [
    source,
    `отметок «${mark}», %`,
  ]),
]

const addressIn = (source: object | undefined): ColumnAddress | undefined => {
  if (source === undefined) return undefined
  const found = Object.entries(source).find(([name]) =>
    ['column', 'hundredMinus', 'participantsMinus'].includes(name),
  )
  return found?.[1] as ColumnAddress | undefined
}
