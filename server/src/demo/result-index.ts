import type { DemoRegion, DemoResult } from './demo-region.ts'

/** Results of one procedure and year in the order of municipalities and schools. */
export const resultsOf = (region: DemoRegion, procedure: string, schoolYear: number): DemoResult[] =>
  region.results
    .filter((result) => result.procedure === procedure && result.schoolYear === schoolYear)
    .sort((a, b) => municipalityOf(region, a) - municipalityOf(region, b) || a.school - b.school)

export const municipalityOf = (region: DemoRegion, result: DemoResult): number =>
  region.schools[result.school]!.municipality

/** Groups of results by municipality index, in order. */
export const byMunicipality = (region: DemoRegion, results: DemoResult[]): [number, DemoResult[]][] => {
  const groups = new Map<number, DemoResult[]>()
  for (const result of results) {
    const index = municipalityOf(region, result)
    const group = groups.get(index)
    if (group) group.push(result)
    else groups.set(index, [result])
  }
  return [...groups].sort((a, b) => a[0] - b[0])
}

/** Percent with two decimals, as printed: rounded half up. */
export const percent = (count: number, participants: number): number =>
  Math.round((10000 * count) / participants) / 100

export const sumMarks = (results: DemoResult[]): [number, number, number, number] => {
  const sum = (mark: 2 | 3 | 4 | 5) => results.reduce((total, result) => total + result.marks![mark], 0)
  return [sum(2), sum(3), sum(4), sum(5)]
}

export const sumParticipants = (results: DemoResult[]): number =>
  results.reduce((sum, result) => sum + result.participants, 0)

/** The name a school had when a file of that year was made. */
export const nameInYear = (region: DemoRegion, school: number, schoolYear: number): string => {
  const { name, formerName } = region.schools[school]!
  return formerName && schoolYear <= Number(formerName.until.slice(0, 4)) ? formerName.name : name
}
