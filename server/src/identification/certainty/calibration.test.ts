import { expect, test } from 'vitest'
import { createRandom } from '../../statistics/random.ts'
import { type Bin, calibrate, falseAlarms } from './calibration.ts'

/** scripts/simulate-certainty.ts does the same with 500 regions; here only gross errors can be seen. */
const expectCalibrated = (bins: Bin[]) => {
  const known = bins.filter(({ cases }) => cases >= 30)
  expect(known.length).toBeGreaterThan(1)
  for (const { cases, probability, truth } of known) {
    const error = Math.sqrt((probability * (1 - probability)) / cases)
    expect(Math.abs(truth - probability)).toBeLessThan(0.03 + 4 * error)
  }
}

test('a stated probability is right on planted truth, and the common effect is found where it is planted', () => {
  const planting = { regions: 3, schools: 100, pupilEffect: 0 }
  const none = calibrate(createRandom('none'), { ...planting, schoolEffect: 0 })
  expectCalibrated(none.independent)
  expect(none.correlation).toBeLessThan(0.15)
  const strong = calibrate(createRandom('strong'), { ...planting, schoolEffect: 0.6 })
  expectCalibrated(strong.dependent)
  expect(strong.correlation).toBeGreaterThan(0.4)
}, 120_000)

test('of the changes called more than chance few are false, and more are found with more participants', () => {
  const sizes = falseAlarms(createRandom('alarms'), 1)
  for (const { falseAmongCalled } of sizes) expect(falseAmongCalled ?? 0).toBeLessThan(0.1)
  expect(sizes.at(-1)!.found).toBeGreaterThan(sizes[0]!.found)
})
