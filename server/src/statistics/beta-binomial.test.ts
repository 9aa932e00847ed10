import { expect, test } from 'vitest'
import { betaMean, betaPosterior } from './beta.ts'
import { fitByLikelihood, fitByMoments, type Group } from './beta-binomial.ts'
import { createRandom } from './random.ts'
import { sampleBeta } from './sample-beta.ts'

const draw = (seed: string, groups: number, alpha: number, beta: number): Group[] => {
  const random = createRandom(seed)
  return Array.from({ length: groups }, () => {
    const n = random.integer(4, 90)
    return { successes: random.binomial(n, sampleBeta(random, { alpha, beta })), n }
  })
}

test('both methods find the distribution that the shares were drawn from', () => {
  const groups = draw('many', 4_000, 1.5, 8)
  for (const fit of [fitByMoments(groups), fitByLikelihood(groups)]) {
    if ('reason' in fit) throw new Error('not fitted')
    expect(betaMean(fit)).toBeCloseTo(1.5 / 9.5, 2)
    expect(fit.alpha + fit.beta).toBeGreaterThan(8.5)
    expect(fit.alpha + fit.beta).toBeLessThan(10.5)
  }
})

test('a draw of a beta distribution has its mean and variance, also with parameters below one', () => {
  for (const [alpha, beta] of [
    [0.3, 1.1],
    [2, 14],
  ] as const) {
    const random = createRandom(`${alpha}`)
    const shares = Array.from({ length: 40_000 }, () => sampleBeta(random, { alpha, beta }))
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length
    const variance = shares.reduce((a, b) => a + (b - mean) ** 2, 0) / shares.length
    const [m, size] = [alpha / (alpha + beta), alpha + beta]
    expect(mean).toBeCloseTo(m, 2)
    expect(variance / ((m * (1 - m)) / (size + 1))).toBeCloseTo(1, 1)
  }
})

test('schools that all have the same share differ by nothing, and one school is no distribution', () => {
  const same = Array.from({ length: 30 }, () => ({ successes: 3, n: 20 }))
  expect(fitByMoments(same)).toEqual({ reason: 'no-differences' })
  expect(fitByLikelihood(same, { penalised: false })).toEqual({ reason: 'no-differences' })
  expect(fitByLikelihood([{ successes: 3, n: 20 }])).toEqual({ reason: 'too-few-groups' })
  expect(fitByLikelihood(same, { leastGroups: 31 })).toEqual({ reason: 'too-few-groups' })
  const penalised = fitByLikelihood(same)
  if ('reason' in penalised) throw new Error('not fitted')
  expect(betaMean(penalised)).toBeCloseTo(0.15, 2)
})

test('where everybody is below the minimum the prior leans there and stays proper', () => {
  const fit = fitByLikelihood(Array.from({ length: 20 }, () => ({ successes: 12, n: 12 })))
  if ('reason' in fit) throw new Error('not fitted')
  expect(fit.beta).toBeGreaterThan(0)
  expect(betaMean(fit)).toBeGreaterThan(0.9)
})

test('the shrunk share lies between the share seen and the mean of all, nearer to the mean the fewer participants', () => {
  const prior = { alpha: 1.5, beta: 8.5 }
  const few = betaMean(betaPosterior(prior, 3, 6))
  const many = betaMean(betaPosterior(prior, 30, 60))
  expect(few).toBeCloseTo((3 + 1.5) / (6 + 10), 12)
  expect(few).toBeGreaterThan(0.15)
  expect(many).toBeGreaterThan(few)
  expect(many).toBeLessThan(0.5)
})
