import type { Quantile, Quota } from '../criterion.ts'
import type { SchoolInput } from '../model.ts'
import { type Pooled, pool, type Ranking, shareOf } from './reading.ts'
import type { Compiled, Scope } from './scope.ts'

/** Ranks the whole region once; `back` and `years` as in `pool`. */
export const rank = (compiled: Compiled, scope: Scope, back: number, years: number): Ranking => {
  const made = scope.rankings.get(compiled)?.[back]
  if (made) return made
  const criterion = compiled.criterion as Quantile | Quota
  const { schools } = scope.readings
  const size = schools.length
  const ranking: Ranking = {
    states: [],
    missing: new Map(),
    numerators: new Float64Array(size),
    participants: new Float64Array(size),
    of: new Int32Array(size),
    before: new Int32Array(size).fill(-1),
    after: new Int32Array(size),
    group: new Int32Array(size).fill(-1),
    borders: null,
  }
  const places = new Map<string, number>()
  const groups: number[][] = []
  schools.forEach((school, s) => {
    const share = pool(scope.readings, s, compiled.procedures, criterion.statistic, back, years)
    const admitted = admit(criterion, school, share)
    ranking.states.push(admitted.state)
    if (admitted.state === 'unknown') ranking.missing.set(s, admitted.missing)
    if (admitted.state !== 'known') return
    ranking.numerators[s] = admitted.numerator
    ranking.participants[s] = admitted.participants
    const name = groupOf(criterion, school)
    const place = places.get(name) ?? groups.push([]) - 1
    places.set(name, place)
    ranking.group[s] = place
    groups[place]!.push(s)
  })
  for (const group of groups) placeGroup(ranking, group, criterion.side)
  const rankings = scope.rankings.get(compiled) ?? []
  scope.rankings.set(compiled, rankings)
  rankings[back] = ranking
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

/**
 * Shares are compared as quotients: equal fractions give the same one, and different ones different ones while a school has
 * fewer than 600 000 participants.
 */
const placeGroup = (ranking: Ranking, group: number[], side: 'highest' | 'lowest') => {
  const { numerators, participants } = ranking
  const quotient = (school: number) => numerators[school]! / participants[school]!
  const sorted = Float64Array.from(group, quotient).sort()
  /** Of the first of equal shares, where they end. */
  const ends = new Int32Array(sorted.length)
  for (let place = sorted.length - 1, end = sorted.length; place >= 0; place--) {
    ends[place] = end
    if (place > 0 && sorted[place - 1] !== sorted[place]) end = place
  }
  for (const school of group) {
    const below = countUnder(sorted, quotient(school))
    const above = sorted.length - ends[below]!
    ranking.of[school] = group.length
    ranking.before[school] = side === 'highest' ? above : below
    ranking.after[school] = side === 'highest' ? below : above
  }
}

/** Numbers of an ascending list that are smaller than `bound`, by halving. */
const countUnder = (sorted: Float64Array, bound: number): number => {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle]! < bound) from = middle + 1
    else to = middle
  }
  return from
}

/** Schools with exactly the share of this one, itself included. */
export const tiedWith = ({ of, before, after }: Ranking, school: number): number =>
  of[school]! - before[school]! - after[school]!

/** The share of a ranked school, in hundredths of a percent. */
export const rankedShare = ({ numerators, participants }: Ranking, school: number): number =>
  shareOf(numerators[school]!, participants[school]!)
