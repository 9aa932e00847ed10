import {
  type Assignment,
  type ColumnAddress,
  type Draft,
  type GroupDraft,
  isResult,
  OWN_PROCEDURE,
  type PlaceRole,
  type ResultRole,
} from './draft.ts'

export type Built = { mapping: Record<string, unknown>; faults: [] } | { mapping: null; faults: string[] }

const isLetter = (address: ColumnAddress) => typeof address === 'object' && 'letter' in address

type Roles = Map<ResultRole, number>

const MARKS = ['2', '3', '4', '5'] as const

/**
 * The mapping that a draft says, in the server's versioned form, or what is still to be said, each as a sentence.
 * The sheet and the header's rows are named only where the columns need them: next year's file has a sheet of another
 * name and one title more.
 * @param addressOf how a column (zero-based) is named so that it is found again in the next file of the kind
 */
export function buildMapping(
  draft: Draft,
  addressOf: (column: number) => ColumnAddress,
  sheetCount = 1,
): Built {
  const faults: string[] = []
  const columns = Object.entries(draft.columns).map(([index, assignment]) => ({
    index: Number(index),
    assignment,
  }))
  const source = (index: number) => ({ column: addressOf(index) })
  const placed = (role: PlaceRole) => columns.find(({ assignment }) => assignment.role === role)?.index
  const optional = (name: string, role: PlaceRole) => {
    const index = placed(role)
    return index === undefined ? {} : { [name]: source(index) }
  }

  const key = placed('school-key') ?? placed('school-name')
  if (key === undefined) faults.push('Отметьте столбец с кодом школы, а если кода нет — с её названием.')
  if (draft.groups.length === 0) faults.push('Добавьте хотя бы одну процедуру.')
  const filters = columns.flatMap(({ index, assignment }) => {
    if (assignment.role !== 'filter') return []
    if (assignment.values.length === 0) faults.push('Укажите, какие значения столбца отбора оставить.')
    return [{ ...source(index), in: assignment.values }]
  })
  const groups = draft.groups.map((group, position) => {
    const roles = rolesOf(columns, position)
    const title = draft.groups.length === 1 ? 'у процедуры' : `у процедуры ${position + 1}`
    faults.push(...groupFaults(group, roles, title))
    return groupMapping(group, roles, addressOf)
  })
  if (draft.name.trim() === '') faults.push('Назовите описание, чтобы его можно было найти.')
  if (faults.length > 0 || key === undefined) return { mapping: null, faults }

  const isByHeader = columns.some(({ index }) => !isLetter(addressOf(index)))
  const missing = Object.fromEntries(draft.missing.map(({ token, reason }) => [token, reason]))
  const hasCode = placed('school-key') !== undefined
  return {
    faults: [],
    mapping: {
      version: 1,
      name: draft.name.trim(),
      ...(sheetCount > 1 ? { sheets: [draft.sheet] } : {}),
      ...(isByHeader ? {} : { headerRows: draft.headerRows }),
      ...(filters.length > 0 ? { rows: filters } : {}),
      school: {
        keyKind: hasCode ? draft.keyKind : 'name',
        key: source(key),
        ...(hasCode ? optional('name', 'school-name') : {}),
        ...optional('municipality', 'municipality'),
        ...optional('municipalityCode', 'municipality-code'),
      },
      ...optional('year', 'year'),
      ...(draft.missing.length > 0 ? { missing } : {}),
      groups,
    },
  }
}

function rolesOf(columns: readonly { index: number; assignment: Assignment }[], group: number): Roles {
  const roles: Roles = new Map()
  for (const { index, assignment } of columns) {
    if (isResult(assignment) && (assignment.group === group || assignment.group === 'every')) {
      roles.set(assignment.role, index)
    }
  }
  return roles
}

const hasAllMarks = (roles: Roles, prefix: 'mark' | 'mark-share') =>
  MARKS.every((mark) => roles.has(`${prefix}-${mark}`))
const hasSomeMarks = (roles: Roles, prefix: 'mark' | 'mark-share') =>
  MARKS.some((mark) => roles.has(`${prefix}-${mark}`))

function groupFaults(group: GroupDraft, roles: Roles, title: string): string[] {
  const faults: string[] = []
  if (group.code === '') faults.push(`Выберите, что это за процедура${title.replace('у процедуры', '')}.`)
  if (group.code === OWN_PROCEDURE && group.name.trim() === '') faults.push(`Напишите название ${title}.`)
  if (group.year !== '' && !/^(19|20)\d\d$/.test(group.year)) {
    faults.push(`Год ${title} напишите четырьмя цифрами, например 2025.`)
  }
  if (!roles.has('participants')) faults.push(`Отметьте столбец с числом участников ${title}.`)
  for (const prefix of ['mark', 'mark-share'] as const) {
    if (hasSomeMarks(roles, prefix) && !hasAllMarks(roles, prefix)) {
      faults.push(`Отметьте все четыре столбца отметок ${title}: «2», «3», «4» и «5».`)
    }
  }
  const ways = [
    roles.has('low') || roles.has('low-rest'),
    roles.has('low-share') || roles.has('low-share-rest'),
    hasSomeMarks(roles, 'mark'),
    hasSomeMarks(roles, 'mark-share'),
  ].filter(Boolean).length
  if (ways > 1) faults.push(`Низкий результат ${title} назван двумя способами: оставьте один.`)
  if (ways === 0 && !roles.has('mean-score')) {
    faults.push(`Отметьте, где результат ${title}: число или доля ниже минимума, отметки или средний балл.`)
  }
  return faults
}

function groupMapping(group: GroupDraft, roles: Roles, addressOf: (column: number) => ColumnAddress) {
  const has = (role: ResultRole) => roles.get(role)
  const column = (role: ResultRole) => {
    const index = has(role)
    return index === undefined ? undefined : addressOf(index)
  }
  const one = (name: string, role: ResultRole, operator: string) => {
    const address = column(role)
    return address === undefined ? {} : { [name]: { [operator]: address } }
  }
  const four = (name: string, prefix: 'mark' | 'mark-share') =>
    hasAllMarks(roles, prefix)
      ? { [name]: Object.fromEntries(MARKS.map((mark) => [mark, { column: column(`${prefix}-${mark}`) }])) }
      : {}
  return {
    procedure:
      group.code === OWN_PROCEDURE
        ? { code: ownCode(group), ...group.described, name: group.name.trim(), kind: group.kind }
        : group.code,
    ...(group.year === '' ? {} : { year: { constant: Number(group.year) } }),
    ...one('participants', 'participants', 'column'),
    ...one('low', 'low', 'column'),
    ...one('low', 'low-rest', 'participantsMinus'),
    ...one('lowShare', 'low-share', 'column'),
    ...one('lowShare', 'low-share-rest', 'hundredMinus'),
    ...four('marks', 'mark'),
    ...four('markShares', 'mark-share'),
    ...one('high', 'high', 'column'),
    ...one('high', 'high-rest', 'participantsMinus'),
    ...one('highShare', 'high-share', 'column'),
    ...one('highShare', 'high-share-rest', 'hundredMinus'),
    ...one('meanScore', 'mean-score', 'column'),
  }
}

const LATIN: Record<string, string> = Object.fromEntries(
  'а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х h ц ts ч ch ш sh щ sch ы y э e ю yu я ya ъ - ь -'
    .split(' ')
    .map((letter, index, all) => [letter, all[index + 1] ?? ''] as const)
    .filter((_, index) => index % 2 === 0)
    .map(([letter, latin]) => [letter, latin === '-' ? '' : latin]),
)

/** A stable code of a person's own procedure, from its kind and name: «Читательская грамотность, 4» → kdr-chitatelskaya-gramotnost-4. */
export function ownCode(group: Pick<GroupDraft, 'kind' | 'name'>): string {
  const name = [...group.name.toLocaleLowerCase('ru')]
    .map((letter) => LATIN[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `${group.kind}-${name || 'own'}`
}
