import { compareRules } from './compare-rules.ts'
import type { Methodology } from './methodology.ts'
import type { SchoolInput } from './model.ts'
import { explainRule } from './rule-words.ts'
import { compareRuns, countListed, type PrimaryRun } from './what-if.ts'
import { moveSentence } from './what-if-answer.ts'
import type { Comparison } from './what-if-schemas.ts'

export interface Side {
  reference: string
  methodology: Methodology
  run: PrimaryRun
}

const SIZES = [
  { below: 100, name: 'меньше 100 учеников' },
  { below: 300, name: 'от 100 до 299 учеников' },
  { below: 700, name: 'от 300 до 699 учеников' },
  { below: Number.POSITIVE_INFINITY, name: '700 учеников и больше' },
]
const UNKNOWN_SIZE = 'число учеников неизвестно'

const sizeOf = ({ enrolment }: SchoolInput): string =>
  enrolment === null ? UNKNOWN_SIZE : SIZES.find(({ below }) => enrolment < below)!.name

type Move = Comparison['rows'][number]['move']

/** Two methodologies on the same data of a region and year: rules in words, schools with reasons, where and how large they are. Pure. */
export const compareMethodologies = (
  schools: SchoolInput[],
  schoolYear: number,
  before: Side,
  after: Side,
): Comparison => {
  const difference = compareRuns(before.run, after.run)
  const moves = new Map<number, Move>()
  for (const move of ['entered', 'left', 'stayed'] as const)
    for (const school of difference[move]) moves.set(school, move)
  const rows = [...moves]
    .sort(([a], [b]) => a - b)
    .map(([place, move]) => {
      const school = schools[place]!
      return {
        schoolId: school.id,
        code: school.code,
        name: school.name,
        municipality: school.municipality,
        size: sizeOf(school),
        move,
        statusAfter: after.run.statuses[place]!,
        sentenceBefore: before.run.ground(place),
        sentenceAfter: after.run.ground(place),
      }
    })
  return {
    schoolYear,
    schools: schools.length,
    before: toSide(before),
    after: toSide(after),
    differences: compareRules(before.methodology, after.methodology),
    sentence: moveSentence(difference.entered.length, difference.left.length, difference.stayed.length),
    rows,
    byMunicipality: countMoves(
      rows.map(({ municipality, move }) => ({ name: municipality, move })),
      [...new Set(schools.map(({ municipality }) => municipality))],
    ),
    bySize: countMoves(
      rows.map(({ size, move }) => ({ name: size, move })),
      [...SIZES.map(({ name }) => name), UNKNOWN_SIZE],
    ),
  }
}

const toSide = ({ reference, methodology, run }: Side): Comparison['before'] => {
  const { listed, undecided } = countListed(run)
  const { title, version } = methodology
  return { reference, title, version, ruleSentence: explainRule(methodology), listed, undecided }
}

/** Groups in the order of `names`; a group without any listed school is left out. */
const countMoves = (rows: { name: string; move: Move }[], names: string[]): Comparison['bySize'] =>
  names.flatMap((name) => {
    const own = rows.filter((row) => row.name === name)
    if (own.length === 0) return []
    const count = (move: Move) => own.filter((row) => row.move === move).length
    const [entered, left, stayed] = [count('entered'), count('left'), count('stayed')]
    return [{ name, before: left + stayed, after: entered + stayed, entered, left }]
  })
