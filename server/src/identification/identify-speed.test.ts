import { describe, expect, it } from 'vitest'
import { identify } from './identify.ts'
import { count, NINE, region, school } from './test-region.ts'

describe('identify on a large district', () => {
  it('takes 8 000 schools with nine procedures in three years in a fraction of a second', () => {
    const schools = Array.from({ length: 8_000 }, (_, i) => school(i + 1, { schoolType: 'secondary' }))
    const counts = schools.flatMap(({ id }) =>
      [2025, 2024, 2023].flatMap((year) =>
        NINE.map((code, p) =>
          count(id, code, year, (id * 7 + p * 13 + year) % 9, 12 + ((id + p) % 40), { high: 5 }),
        ),
      ),
    )
    const started = process.cpuUsage()
    const { findings } = identify(region(schools, counts))
    const used = process.cpuUsage(started)
    const seconds = (used.user + used.system) / 1e6
    console.info(
      `identify: ${findings.length} schools, ${counts.length} counts in ${seconds.toFixed(2)} s of processor time`,
    )
    expect(findings).toHaveLength(8_000)
    // A fifth of the country, a few tenths of a second; the bound allows for a machine shared with others.
    expect(seconds).toBeLessThan(3)
  })
})
