import type { Quantile, Quota } from '../criterion.ts'
import type { SchoolInput } from '../model.ts'
import { type Pooled, pool, type Ranking, shareOf } from './reading.ts'
import type { Compiled, Scope } from './scope.ts'

interface Placed {
  school: number
  numerator: number
  participants: number
}

/** Ranks the whole region once; `back` and `years` as in `pool`. */
export const rank = (compiled: Compiled, scope: Scope, back: number, years: number): Ranking => {
  const made = scope.rankings.get(compiled)?.get(back)
  if (made) return made
  const criterion = compiled.criterion as Quantile | Quota
  const { schools } = scope.readings
  const pooled = schools.map((school, s) =>
    admit(criterion, school, pool(scope.readings, s, compiled.procedures, criterion.statistic, back, years)),
  )
  const ranking: Ranking = {
    pooled,
    of: new Int32Array(schools.length),
    before: new Int32Array(schools.length).fill(-1),
    after: new Int32Array(schools.length),
    group: new Int32Array(schools.length).fill(-1),
    groups: [],
  }
  const groups = new Map<string, Placed[]>()
  pooled.forEach((share, school) => {
    if (share.state !== 'known') return
    const name = groupOf(criterion, schools[school]!)
    const { numerator, participants } = share
    const group = groups.get(name)
    if (group) group.push({ school, numerator, participants })
    else groups.set(name, [{ school, numerator, participants }])
  })
  for (const group of groups.values()) placeGroup(ranking, group, criterion.side)
  if (!scope.rankings.has(compiled)) scope.rankings.set(compiled, new Map())
  scope.rankings.get(compiled)?.set(back, ranking)
  return ranking
}

/** What a quota leaves out of the order: excluded types, and shares over too few participants to be compared. */
const admit = (criterion: Quantile | Quota, school: SchoolInput, share: Pooled): Pooled => {
  if (criterion.kind !== 'quota') return share
  const { excludedTypes, minParticipants, within } = criterion
  if (school.schoolType !== null && excludedTypes.includes(school.schoolType))
    return { state: 'not-applicable' }
  if (share.state !== 'known') return share
  if (share.participants < minParticipants) return { state: 'unknown', missing: 'too-few' }
  return within === 'school-type' && school.schoolType === null
    ? { state: 'unknown', missing: 'not-submitted' }
    : share
}

const groupOf = (criterion: Quantile | Quota, school: SchoolInput): string => {
  if (criterion.kind !== 'quota' || criterion.within === 'region') return ''
  return criterion.within === 'municipality' ? school.municipality : (school.schoolType ?? '')
}

const placeGroup = (ranking: Ranking, group: Placed[], side: 'highest' | 'lowest') => {
  const sign = side === 'highest' ? 1 : -1
  // Cross-multiplied: exact while Σn stays under 900 000 participants a school.
  const byShare = (a: Placed, b: Placed) =>
    sign * (b.numerator * a.participants - a.numerator * b.participants)
  group.sort(byShare)
  const index = ranking.groups.push(group.map(({ school }) => school)) - 1
  let from = 0
  while (from < group.length) {
    let to = from
    while (to < group.length && byShare(group[from]!, group[to]!) === 0) to++
    for (const { school } of group.slice(from, to)) {
      ranking.group[school] = index
      ranking.of[school] = group.length
      ranking.before[school] = from
      ranking.after[school] = group.length - to
    }
    from = to
  }
}

/** Schools with exactly the share of this one, itself included. */
export const tiedWith = ({ of, before, after }: Ranking, school: number): number =>
  of[school]! - before[school]! - after[school]!

/** The share of a school in a ranking, in hundredths of a percent. */
export const rankedShare = (pooled: Pooled): number => (pooled.state === 'known' ? shareOf(pooled) : 0)
