import { createRandom } from '../statistics/random.ts'
import type { DemoMunicipality, DemoRegion } from './demo-region.ts'
import { PUPIL_LEVEL_WORKS } from './pupil-works.ts'
import { makeBorders, ringCentre } from './region-borders.ts'
import { addHistory } from './region-history.ts'
import { CITIES, DISTRICTS, REGION } from './region-names.ts'
import { makeResults } from './region-results.ts'
import { makeSchools } from './region-schools.ts'

/** The seed of the region that everybody sees at the first start. */
export const DEMO_SEED = 'Демонстрационная область, 1'

/**
 * Generates «Демонстрационная область»: 26 municipalities, over 600 schools, three school years (2023–2025) of ВПР, ОГЭ
 * and ЕГЭ. Pure: the same seed gives the same region, byte for byte. The true probabilities stand in `truth`.
 */
export const generateRegion = (seed: string = DEMO_SEED): DemoRegion => {
  const random = createRandom(seed)
  const borders = makeBorders(random.fork('borders'))
  const municipalities = [...DISTRICTS, ...CITIES].map(({ forms, centre }, index): DemoMunicipality => {
    const isCity = index >= DISTRICTS.length
    const number = String(index + 1).padStart(3, '0')
    const border = borders[index]!
    return {
      code: `reg${REGION.code}_m${number}`,
      kind: isCity ? 'city' : 'district',
      name: forms[0],
      nameGenitive: forms[1],
      namePrepositional: forms[2],
      oktmo: `99${isCity ? 7 : 6}${String(index + 1).padStart(2, '0')}000`,
      centre: { name: centre[0], genitive: centre[1], at: ringCentre(border) },
      border,
    }
  })
  const made = makeSchools(municipalities, random.fork('schools'))
  const { schools, waiting, successors } = addHistory(made, municipalities, random.fork('history'))
  const { results, truth } = makeResults(schools, random.fork('results'))
  return {
    seed,
    region: REGION,
    municipalities,
    schools,
    results,
    markScales: PUPIL_LEVEL_WORKS.map(({ procedure, schoolYear, max, bounds }) => ({
      procedure,
      schoolYear,
      max,
      bounds,
    })),
    truth: { ...truth, waiting, successors },
  }
}
