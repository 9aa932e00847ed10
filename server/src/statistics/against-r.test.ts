import { expect, test } from 'vitest'
import { betaInterval, betaTail } from './beta.ts'
import { betaBinomialLog, fitByLikelihood, type Group } from './beta-binomial.ts'
import { falseDiscoveryRates } from './false-discovery.ts'
import { atLeastOf, poissonBinomial } from './poisson-binomial.ts'
import reference from './reference.json' with { type: 'json' }
import { fisherExact, twoProportionZ } from './two-proportions.ts'
import { wilsonInterval } from './wilson.ts'

// Made by docs/methods/reference.R; each row as it is laid out there.
const near = (actual: number, expected: number, tolerance = 1e-10) =>
  expect(Math.abs(actual - expected) / Math.max(1e-3, Math.abs(expected))).toBeLessThanOrEqual(tolerance)

const rows = (table: number[][], check: (row: number[]) => void) => {
  expect(table.length).toBeGreaterThan(0)
  for (const row of table) check(row)
}

test('the tail and the quantiles of the beta distribution are those of R', () => {
  rows(reference.beta, ([share, alpha, beta, tail, low, high]) => {
    const at = { alpha: alpha!, beta: beta! }
    near(betaTail(share!, at), tail!)
    near(betaInterval(at).low, low!)
    near(betaInterval(at).high, high!)
  })
})

test("Wilson's interval is that of prop.test", () => {
  rows(reference.wilson, ([successes, n, low, high]) => {
    near(wilsonInterval(successes!, n!).low, low!)
    near(wilsonInterval(successes!, n!).high, high!)
  })
})

test('the probability of the beta-binomial is that of lchoose and lbeta', () => {
  rows(reference.betaBinomial, ([successes, n, alpha, beta, log]) =>
    near(betaBinomialLog({ alpha: alpha!, beta: beta! }, successes!, n!), log!),
  )
})

const groupsOf = ({ f, n }: { f: number[]; n: number[] }): Group[] =>
  f.map((successes, i) => ({ successes, n: n[i]! }))

const logLikelihood = (groups: Group[], alpha: number, beta: number) =>
  groups.reduce((total, { successes, n }) => total + betaBinomialLog({ alpha, beta }, successes, n), 0)

// optim stops where the likelihood is flat to its last digits, which leaves the parameters about half as many: 1e-6.
test('maximum likelihood and its penalised form find the parameters that optim finds, and no smaller likelihood', () => {
  for (const data of reference.fits) {
    const groups = groupsOf(data)
    const plain = fitByLikelihood(groups, { penalised: false })
    const penalised = fitByLikelihood(groups)
    if ('reason' in plain || 'reason' in penalised) throw new Error('not fitted')
    near(plain.alpha, data.likelihood[0]!, 1e-6)
    near(plain.beta, data.likelihood[1]!, 1e-6)
    near(penalised.alpha, data.penalised[0]!, 1e-6)
    near(penalised.beta, data.penalised[1]!, 1e-6)
    near(logLikelihood(groups, plain.alpha, plain.beta), data.likelihood[2]!)
  }
})

test('the penalised fit has an answer where the likelihood has no maximum inside', () => {
  for (const data of reference.penalisedOnly) {
    const groups = groupsOf(data)
    expect(fitByLikelihood(groups, { penalised: false })).toEqual({ reason: 'no-differences' })
    const fit = fitByLikelihood(groups)
    if ('reason' in fit) throw new Error('not fitted')
    near(fit.alpha, data.penalised[0]!, 1e-5)
    near(fit.beta, data.penalised[1]!, 1e-5)
  }
})

test('the Poisson-binomial distribution is that of going through all outcomes', () => {
  for (const { probabilities, distribution } of reference.poissonBinomial) {
    poissonBinomial(probabilities).forEach((p, k) => {
      near(p, distribution[k]!)
    })
    near(
      atLeastOf(2, probabilities),
      distribution.slice(2).reduce((total, p) => total + p, 0),
    )
  }
})

test('both tests of a change are those of prop.test without correction and of fisher.test', () => {
  rows(reference.changes, ([f1, n1, f2, n2, z, fisher]) => {
    const [a, b] = [
      { successes: f1!, n: n1! },
      { successes: f2!, n: n2! },
    ]
    near(twoProportionZ(a, b), z!)
    near(fisherExact(a, b), fisher!)
    near(fisherExact(b, a), fisher!)
  })
})

test('rates of false discovery are those of p.adjust', () => {
  falseDiscoveryRates(reference.falseDiscovery.p).forEach((adjusted, i) => {
    near(adjusted, reference.falseDiscovery.adjusted[i]!)
  })
})

test('the chance of the rule of two in nine for schools of three to a hundred participants is that of pbinom', () => {
  // A school where every tenth pupil is below the minimum is listed by chance: 74.7 % of the time with 3 participants.
  const printed = new Map([
    [3, 0.747],
    [5, 0.163],
    [10, 0.128],
    [20, 0.004],
  ])
  rows(reference.chance, ([n, share, low, listed]) => {
    const each = poissonBinomial(new Array<number>(n!).fill(share!))
    const isLow = each.reduce((total, p, f) => (10 * f >= 3 * n! ? total + p : total), 0)
    near(isLow, low!)
    near(atLeastOf(2, new Array<number>(9).fill(isLow)), listed!)
    if (share === 0.1 && printed.has(n!)) expect(listed).toBeCloseTo(printed.get(n!)!, 3)
  })
})
