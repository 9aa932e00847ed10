import gammaln from '@stdlib/math-base-special-gammaln'
import type { Beta } from './beta.ts'

/** `successes` of `n` in one group (a school); whole numbers, 0 ≤ successes ≤ n. */
export interface Group {
  successes: number
  n: number
}

/** The groups side by side, for those who have tens of thousands of them. */
export interface GroupColumns {
  successes: ArrayLike<number>
  n: ArrayLike<number>
}

const toColumns = (groups: Group[] | GroupColumns): GroupColumns =>
  Array.isArray(groups)
    ? { successes: groups.map(({ successes }) => successes), n: groups.map(({ n }) => n) }
    : groups

/** A fitted distribution of true shares over the groups. */
export interface BetaPrior extends Beta {
  /** Groups it was fitted to. */
  groups: number
}

export type NoPrior = { reason: 'too-few-groups' | 'no-differences' }

/** Natural logarithm of the beta function. */
export const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b)

/** Natural logarithm of the beta-binomial probability of `successes` in `n` (Skellam 1948, JRSS B 10:257–261). */
export function betaBinomialLog({ alpha, beta }: Beta, successes: number, n: number): number {
  const choose = gammaln(n + 1) - gammaln(successes + 1) - gammaln(n - successes + 1)
  return choose + logBeta(alpha + successes, beta + n - successes) - logBeta(alpha, beta)
}

/**
 * Beta prior by the method of moments (Kleinman 1973, JASA 68:46–54). With m = Σf/Σn and ρ = 1/(α + β + 1), the correlation
 * inside a group, the weighted squares Σn(f/n − m)² have the expectation m(1 − m)[(G − 1)(1 − ρ) + (Σn − Σn²/Σn)ρ]; solving
 * for ρ takes away what chance alone makes of the shares.
 * @returns `no-differences` where the shares differ by no more than chance explains, which is common with few small groups.
 */
export function fitByMoments(groups: Group[] | GroupColumns): BetaPrior | NoPrior {
  const columns = toColumns(groups)
  const { count, total, successes: all } = addUp(columns)
  if (count < 2) return { reason: 'too-few-groups' }
  const mean = all / total
  let squares = 0
  let totalOfSquares = 0
  for (let group = 0; group < columns.n.length; group++) {
    const n = columns.n[group]!
    if (n <= 0) continue
    squares += n * (columns.successes[group]! / n - mean) ** 2
    totalOfSquares += n * n
  }
  const spread = total - totalOfSquares / total
  const chance = mean * (1 - mean)
  const correlation = (squares / chance - (count - 1)) / (spread - (count - 1))
  if (!(correlation > 0)) return { reason: 'no-differences' }
  const size = 1 / Math.min(correlation, 0.999) - 1
  return { alpha: mean * size, beta: (1 - mean) * size, groups: count }
}

export interface LikelihoodFit {
  /**
   * Adds half the logarithms of m, 1 − m, ρ and 1 − ρ to the log-likelihood, m the mean and ρ = 1/(α + β + 1). The first three
   * are log τ, τ = √(m(1 − m)ρ) the standard deviation of the true shares (Chung et al. 2013, Psychometrika 78:685–709): it
   * keeps τ off zero where the data cannot tell it from zero and moves it by less than a standard error elsewhere. The last
   * does the same at the other end, and so there is an answer also where nobody (or everybody) succeeded.
   */
  penalised?: boolean
  /** Fewer groups than this are no distribution. */
  leastGroups?: number
}

/**
 * Beta prior by maximum likelihood of the beta-binomial, Newton's method on (log α, log β). With A_j, B_j, C_j the numbers of
 * groups with f > j, n − f > j, n > j, the log-likelihood is Σ A_j log(α + j) + B_j log(β + j) − C_j log(α + β + j)
 * (Griffiths 1973, Biometrics 29:637–648), so a step costs as much as the largest group, however many there are.
 * @returns `too-few-groups` below `leastGroups`; `no-differences` where the unpenalised likelihood has no maximum inside.
 */
export function fitByLikelihood(
  groups: Group[] | GroupColumns,
  { penalised = true, leastGroups = 2 }: LikelihoodFit = {},
): BetaPrior | NoPrior {
  const columns = toColumns(groups)
  const { count, total, successes: all } = addUp(columns)
  if (count < Math.max(2, leastGroups)) return { reason: 'too-few-groups' }
  const terms = countSurvivors(columns)
  const penalty = penalised ? 0.5 : 0
  const start = fitByMoments(columns)
  const mean = (all + 0.5) / (total + 1)
  let at =
    'alpha' in start && start.alpha > 0
      ? { u: Math.log(start.alpha), v: Math.log(start.beta) }
      : { u: Math.log(20 * mean), v: Math.log(20 * (1 - mean)) }
  let here = evaluate(terms, penalty, at.u, at.v)
  for (let step = 0; step < 200; step++) {
    const next = improve(terms, penalty, at, here)
    if (next === null) break
    const moved = Math.abs(next.at.u - at.u) + Math.abs(next.at.v - at.v)
    at = next.at
    here = next.here
    if (moved < 1e-13) break
  }
  const [alpha, beta] = [Math.exp(at.u), Math.exp(at.v)]
  // Without the penalty the likelihood may grow for ever: towards equal shares, or shares of nobody.
  const isInside = penalised || (terms.low.length > 0 && terms.other.length > 0 && alpha + beta < 1e6)
  return isInside ? { alpha, beta, groups: count } : { reason: 'no-differences' }
}

interface Terms {
  low: Float64Array
  other: Float64Array
  all: Float64Array
}

/** Of the successes, of the failures and of both: at [j], how many of the groups count more than j. */
const countSurvivors = ({ successes, n }: GroupColumns): Terms => {
  const greatest = { low: 0, other: 0, all: 0 }
  for (let group = 0; group < n.length; group++) {
    const [low, all] = [successes[group]!, n[group]!]
    if (all <= 0) continue
    if (low > greatest.low) greatest.low = low
    if (all - low > greatest.other) greatest.other = all - low
    if (all > greatest.all) greatest.all = all
  }
  const low = new Float64Array(greatest.low)
  const other = new Float64Array(greatest.other)
  const all = new Float64Array(greatest.all)
  for (let group = 0; group < n.length; group++) {
    const size = n[group]!
    if (size <= 0) continue
    const own = successes[group]!
    if (own > 0) low[own - 1]! += 1
    if (size > own) other[size - own - 1]! += 1
    all[size - 1]! += 1
  }
  for (const column of [low, other, all])
    for (let j = column.length - 2; j >= 0; j--) column[j]! += column[j + 1]!
  return { low, other, all }
}

/** Σ weights_j · (log, 1/x, −1/x²)(x + j). */
const series = (weights: Float64Array, x: number): [number, number, number] => {
  let [value, first, second] = [0, 0, 0]
  weights.forEach((weight, j) => {
    const at = x + j
    value += weight * Math.log(at)
    first += weight / at
    second -= weight / (at * at)
  })
  return [value, first, second]
}

interface Point {
  value: number
  gradient: [number, number]
  /** Second derivatives: uu, uv, vv. */
  hessian: [number, number, number]
}

const evaluate = ({ low, other, all }: Terms, penalty: number, u: number, v: number): Point => {
  const [alpha, beta] = [Math.exp(u), Math.exp(v)]
  const size = alpha + beta
  const a = series(low, alpha)
  const b = series(other, beta)
  const c = series(all, size)
  // log m + log(1 − m) + log ρ + log(1 − ρ) = log α + log β − log(α + β) − 2 log(α + β + 1).
  const [p, s1, s2] = [penalty, 1 / size, 1 / (size + 1)]
  const shared = -p * (s1 + 2 * s2)
  const sharedSecond = p * (s1 * s1 + 2 * s2 * s2)
  const da = a[1] - c[1] + p / alpha + shared
  const db = b[1] - c[1] + p / beta + shared
  const cross = -c[2] + sharedSecond
  return {
    value: a[0] + b[0] - c[0] + p * (u + v - Math.log(size) - 2 * Math.log(size + 1)),
    gradient: [alpha * da, beta * db],
    hessian: [
      alpha * da + alpha * alpha * (a[2] - p / alpha ** 2 + cross),
      alpha * beta * cross,
      beta * db + beta * beta * (b[2] - p / beta ** 2 + cross),
    ],
  }
}

/** A Newton step, damped until the likelihood grows; null where it grows no more. */
const improve = (
  terms: Terms,
  penalty: number,
  at: { u: number; v: number },
  { value, gradient: [gu, gv], hessian: [uu, uv, vv] }: Point,
): { at: { u: number; v: number }; here: Point } | null => {
  for (let damping = 0; damping < 1e12; damping = damping === 0 ? 1e-3 : damping * 10) {
    const [a, b] = [uu - damping, vv - damping]
    const determinant = a * b - uv * uv
    if (!(a < 0 && determinant > 0)) continue
    const du = limit((-gu * b + gv * uv) / determinant)
    const dv = limit((-gv * a + gu * uv) / determinant)
    const next = { u: at.u + du, v: at.v + dv }
    const here = evaluate(terms, penalty, next.u, next.v)
    if (here.value > value) return { at: next, here }
    if (Math.abs(du) + Math.abs(dv) < 1e-14) return null
  }
  return null
}

const limit = (step: number): number => Math.max(-2, Math.min(2, step))

/** Groups of somebody, Σn and Σf. */
const addUp = ({ successes, n }: GroupColumns): { count: number; total: number; successes: number } => {
  const sums = { count: 0, total: 0, successes: 0 }
  for (let group = 0; group < n.length; group++) {
    if (n[group]! <= 0) continue
    sums.count += 1
    sums.total += n[group]!
    sums.successes += successes[group]!
  }
  return sums
}
