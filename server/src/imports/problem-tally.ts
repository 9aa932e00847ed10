import type { RowProblem } from './model.ts'
import { ROW_PROBLEM_WORDS } from './problem-words.ts'
import type { ImportPreview } from './schemas.ts'

/** All problems are counted; this many are kept whole, in file order. */
export const KEPT_PROBLEMS = 10_000
const EXAMPLES = 5
const GIVEN_LENGTH = 200

/** Counts every problem of a file and keeps the first of them; groups them by kind for a person. */
export class ProblemTally {
  kept: RowProblem[] = []
  count = 0
  readonly #groups = new Map<
    string,
    { code: RowProblem['code']; severity: RowProblem['severity']; count: number; examples: RowProblem[] }
  >()

  add(problem: RowProblem): void {
    this.count += 1
    const short = { ...problem, given: problem.given === null ? null : problem.given.slice(0, GIVEN_LENGTH) }
    if (this.kept.length < KEPT_PROBLEMS) this.kept.push(short)
    const id = `${problem.severity} ${problem.code}`
    const group = this.#groups.get(id) ?? {
      code: problem.code,
      severity: problem.severity,
      count: 0,
      examples: [],
    }
    group.count += 1
    if (group.examples.length < EXAMPLES) group.examples.push(short)
    this.#groups.set(id, group)
  }

  /**
   * Problems found after all others, of one kind and in file order; they take their places between the others.
   * @param first at least as many as are kept, where there are so many
   */
  insert(first: RowProblem[], count: number): void {
    if (first.length === 0) return
    const before = this.kept
    this.kept = []
    for (const problem of first) this.add(problem)
    this.count += count - first.length
    const group = this.#groups.get(`${first[0]!.severity} ${first[0]!.code}`)!
    group.count += count - first.length
    this.kept = [...before, ...this.kept]
      .sort((left, right) => left.rowNumber - right.rowNumber)
      .slice(0, KEPT_PROBLEMS)
  }

  /** Rejections first, then the most frequent; equals in the order of their codes, however the file was read. */
  groups(): ImportPreview['problems'] {
    const rank = (severity: string) => (severity === 'rejected' ? 0 : 1)
    return [...this.#groups.values()]
      .sort((a, b) => rank(a.severity) - rank(b.severity) || b.count - a.count || (a.code < b.code ? -1 : 1))
      .map((group) => ({ ...group, ...ROW_PROBLEM_WORDS[group.code] }))
  }
}
