import { falseDiscoveryRates } from '../../statistics/false-discovery.ts'
import type { Random } from '../../statistics/random.ts'
import { sampleBeta } from '../../statistics/sample-beta.ts'
import { changeTest } from '../../statistics/two-proportions.ts'
import { identify } from '../identify.ts'
import { assessCertainty } from './assess-region.ts'
import type { AdvisoryWord } from './model.ts'
import { type Planting, plantRegion } from './planted-region.ts'

/** Regions with planted truth against what the certainty says of them: for docs/methods and for tests. */

/** Probabilities of one decile and how often the planted truth was so. */
export interface Bin {
  cases: number
  probability: number
  truth: number
}

export const MODERATE = { schoolEffect: 0.3, pupilEffect: 0 }

type Simulation = Planting & { regions: number }

const makeBins = () => {
  const sums = Array.from({ length: 10 }, () => ({ cases: 0, probability: 0, truth: 0 }))
  return {
    add: (probability: number, isTrue: boolean) => {
      const bin = sums[Math.min(9, Math.floor(probability * 10))]!
      bin.cases += 1
      bin.probability += probability
      bin.truth += Number(isTrue)
    },
    read: (): Bin[] =>
      sums.map(({ cases, probability, truth }) => ({
        cases,
        probability: probability / cases,
        truth: truth / cases,
      })),
  }
}

/** Both probabilities of every school against the planted truth, by deciles. */
export const calibrate = (random: Random, { regions, ...planting }: Simulation) => {
  const [independent, dependent] = [makeBins(), makeBins()]
  let correlation = 0
  for (let i = 0; i < regions; i++) {
    const { input, truth } = plantRegion(random.fork(String(i)), planting)
    const certainty = assessCertainty(input, identify(input))
    correlation += (certainty.correlation() ?? 0) / regions
    truth.forEach((isTrue, school) => {
      const { membershipProbability } = certainty.verdict(school)
      const second = certainty.dependent(school)
      if ('value' in membershipProbability) independent.add(membershipProbability.value, isTrue)
      if ('probability' in second) dependent.add(second.probability, isTrue)
    })
  }
  return { independent: independent.read(), dependent: dependent.read(), correlation }
}

/** What the letter of the rule and the advisory word do to schools of one size; all are shares 0…1. */
export interface BySize {
  size: number
  schools: number
  listed: number
  trueAmongListed: number
  listedAmongTrue: number
  listedAmongOthers: number
  /** Shares of the listed schools. */
  words: Record<AdvisoryWord, number>
  trueAmongFirm: number | null
}

const SIZES = [3, 5, 10, 20, 30, 60, 100]

export const rulesBySize = (random: Random, { regions, ...planting }: Simulation): BySize[] => {
  const seen = SIZES.map((size) => ({
    size,
    schools: 0,
    truly: 0,
    listed: 0,
    both: 0,
    words: { firm: 0, likely: 0, chance: 0 },
    firmAndTrue: 0,
  }))
  for (let i = 0; i < regions; i++) {
    const { input, truth } = plantRegion(random.fork(String(i)), { ...planting, sizes: SIZES })
    const identification = identify(input)
    const certainty = assessCertainty(input, identification)
    input.schools.forEach(({ id }, school) => {
      const of = seen[id % SIZES.length]!
      const isTrue = truth[school]!
      of.schools += 1
      of.truly += Number(isTrue)
      if (identification.findings[school]!.status !== 'listed') return
      of.listed += 1
      of.both += Number(isTrue)
      const { advisory } = certainty.verdict(school)
      if (!('value' in advisory)) return
      of.words[advisory.value] += 1
      if (advisory.value === 'firm') of.firmAndTrue += Number(isTrue)
    })
  }
  return seen.map(({ size, schools, truly, listed, both, words, firmAndTrue }) => ({
    size,
    schools,
    listed: listed / schools,
    trueAmongListed: both / listed,
    listedAmongTrue: both / truly,
    listedAmongOthers: (listed - both) / (schools - truly),
    words: { firm: words.firm / listed, likely: words.likely / listed, chance: words.chance / listed },
    trueAmongFirm: words.firm === 0 ? null : firmAndTrue / words.firm,
  }))
}

/**
 * Two years of 120 schools by 9 procedures: in seven of ten the true share stays, in three it moves by 10 to 30 points. What is
 * called more than chance, how much of that is false, and how much of what is real is found.
 */
export const falseAlarms = (random: Random, regions: number) =>
  [10, 20, 30, 60, 100].map((size) => {
    const sums = { called: 0, wrong: 0, real: 0, found: 0, all: 0 }
    for (let i = 0; i < regions; i++) {
      const changes = Array.from({ length: 120 * 9 }, () => {
        const share = sampleBeta(random, { alpha: 1.5, beta: 10 })
        const isReal = random.chance(0.3)
        const moved = isReal ? Math.min(1, share + 0.1 + 0.2 * random.next()) : share
        const now = { successes: random.binomial(size, moved), n: size }
        const then = { successes: random.binomial(size, share), n: size }
        return { isReal, p: changeTest(now, then, 30) }
      })
      const rates = falseDiscoveryRates(changes.map(({ p }) => p))
      changes.forEach(({ isReal }, at) => {
        const isCalled = rates[at]! <= 0.05
        sums.all += 1
        sums.real += Number(isReal)
        sums.called += Number(isCalled)
        sums.wrong += Number(isCalled && !isReal)
        sums.found += Number(isCalled && isReal)
      })
    }
    return {
      size,
      called: sums.called / sums.all,
      falseAmongCalled: sums.called === 0 ? null : sums.wrong / sums.called,
      found: sums.found / sums.real,
    }
  })
