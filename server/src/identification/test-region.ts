import type { SchoolProcedureCount } from '../results/model.ts'
import { getMethodology } from './load-methodology.ts'
import type { IdentificationInput, SchoolInput } from './model.ts'

/** Builders for tests: a school, one count of it, a region. */

export const school = (id: number, rest: Partial<SchoolInput> = {}): SchoolInput => ({
  id,
  code: `edu${String(id).padStart(6, '0')}`,
  name: `Школа № ${id}`,
  municipality: 'Заречный район',
  schoolType: 'basic',
  distanceKm: null,
  hardToReach: null,
  enrolment: null,
  staffCount: null,
  ...rest,
})

/** `low` of `participants` below the minimum, counted exactly. */
export const count = (
  schoolId: number,
  procedure: string,
  schoolYear: number,
  low: number | null,
  participants: number,
  rest: Partial<SchoolProcedureCount> = {},
): SchoolProcedureCount => ({
  schoolId,
  procedure,
  schoolYear,
  participants,
  low,
  high: null,
  lowShare: null,
  highShare: null,
  marks: null,
  meanScore: null,
  countBasis: 'exact',
  source: { importId: 1, file: 'results.xlsx', sheet: 'Лист1', row: 7, lastRow: null },
  ...rest,
})

export const region = (
  schools: SchoolInput[],
  counts: SchoolProcedureCount[],
  rest: Partial<IdentificationInput> = {},
): IdentificationInput => ({
  schools,
  counts,
  comparabilityBreaks: [],
  predecessors: [],
  methodology: getMethodology(),
  schoolYear: 2025,
  ...rest,
})

/** What a basic school holds under the order. */
export const SIX = ['vpr-ma-5', 'vpr-ma-6', 'vpr-ru-5', 'vpr-ru-6', 'oge-ma', 'oge-ru']
export const NINE = [...SIX, 'ege-ma-base', 'ege-ma-prof', 'ege-ru']

/** The six procedures of a basic school in one year: `lows[i]` of `participants`; null = the school did not hold it. */
export const sixCounts = (schoolId: number, schoolYear: number, lows: (number | null)[], participants = 20) =>
  lows.flatMap((low, i) => (low === null ? [] : [count(schoolId, SIX[i]!, schoolYear, low, participants)]))

/** A school that holds everything well in both years, so that no procedure is "not loaded in the region". */
export const anchor = (id = 999, years = [2025, 2024, 2023, 2022]) => ({
  schools: [school(id, { schoolType: 'secondary' })],
  counts: years.flatMap((year) => NINE.map((procedure) => count(id, procedure, year, 0, 40))),
})
