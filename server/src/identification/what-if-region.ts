import { dataVersion } from '../platform/data-version.ts'
import type { Db } from '../platform/db.ts'
import type { Methodology } from './methodology.ts'
import { loadIdentificationInput, type SchoolFacts } from './queries.ts'
import { keepReadings, type PrimaryRun, type ReadingsOf, runPrimary } from './what-if.ts'

/** The data of a region and year, laid out once: every change of a rule is then only counted. */
export interface RegionReadings {
  schools: SchoolFacts[]
  run(methodology: Methodology): PrimaryRun
}

/** A few people try rules at once, each on one year. */
const KEPT = 4
const kept = new WeakMap<Db, Map<string, Promise<RegionReadings>>>()

/** A whole region, for those who answer for it. Loaded once for all questions about the same data; loaded anew when anything in the database has changed. */
export async function readRegion(
  db: Db,
  regionId: number,
  schoolYear: number,
  methodology: Methodology,
): Promise<RegionReadings> {
  const answers = kept.get(db) ?? new Map<string, Promise<RegionReadings>>()
  kept.set(db, answers)
  const procedures = methodology.procedures.map(({ code }) => code)
  const key = [await dataVersion(db), regionId, schoolYear, ...procedures].join(' ')
  const known = answers.get(key)
  if (known) return known
  const made = load(db, regionId, schoolYear, methodology)
  // Kept as a promise: the first movements of a slider ask several times before the first answer is there.
  answers.set(key, made)
  made.catch(() => answers.delete(key))
  for (const old of answers.keys()) {
    if (answers.size <= KEPT) break
    answers.delete(old)
  }
  return made
}

async function load(
  db: Db,
  regionId: number,
  schoolYear: number,
  methodology: Methodology,
): Promise<RegionReadings> {
  const input = await loadIdentificationInput(db, regionId, schoolYear, methodology)
  const readingsOf: ReadingsOf = keepReadings(input)
  // A methodology of the product is the same object every time: what it says now need not be asked again.
  const runs = new WeakMap<Methodology, PrimaryRun>()
  return {
    schools: input.schools,
    run: (one) => {
      const run = runs.get(one) ?? runPrimary(readingsOf(one), one)
      runs.set(one, run)
      return run
    },
  }
}
