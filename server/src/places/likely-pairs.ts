import type { MatchCandidate } from './match-candidates.ts'

/** What results say of a name and a school beside their texts. */
export interface YearEvidence {
  /** Years of the name's own results, by source school. */
  sourceYears: Map<number, { firstYear: number; lastYear: number }>
  /** Years of a school's active results. */
  schoolYears: Map<number, { firstYear: number; lastYear: number }>
  /** «sourceSchoolId|schoolId»: one file has a row of both in the same procedure and year. */
  sameFile: Set<string>
}

const SAME_FILE = -0.4
const CONTINUES = 0.1

/** A pair to be looked at: a waiting name and the one school that it most probably means. */
export interface LikelyPair {
  sourceSchoolId: number
  candidate: MatchCandidate
  /** Nothing speaks against it, so it may be accepted together with others. */
  isPlain: boolean
}

const LEAST_SCORE = 0.6
/** How far the best candidate must stand before the second. */
const LEAST_LEAD = 0.1
/** How alike the names must be at least, and to be accepted together with others. */
const LEAST_SIMILARITY = 0.6
const PLAIN_SIMILARITY = 0.75

/**
 * Candidates with the evidence of years: a school whose results ended before the name's began may be the same one under
 * another name or code; one that stands in the same file beside the name cannot be. Best first.
 */
export const weighYears = (
  sourceSchoolId: number,
  candidates: readonly MatchCandidate[],
  { sourceYears, schoolYears, sameFile }: YearEvidence,
): MatchCandidate[] =>
  candidates
    .map((candidate) => {
      const [own, past] = [sourceYears.get(sourceSchoolId), schoolYears.get(candidate.schoolId)]
      if (sameFile.has(`${sourceSchoolId}|${candidate.schoolId}`))
        return {
          ...candidate,
          score: round(candidate.score + SAME_FILE),
          doubts: ['в том же файле у этой школы есть другая строка', ...candidate.doubts],
        }
      if (own === undefined || past === undefined || past.lastYear >= own.firstYear) return candidate
      const reason = `результаты школы — по ${past.lastYear} год, у этого названия — с ${own.firstYear} года`
      return {
        ...candidate,
        score: round(candidate.score + CONTINUES),
        reasons: [...candidate.reasons, reason],
      }
    })
    .sort((a, b) => b.score - a.score || a.schoolId - b.schoolId)

const round = (score: number): number => Math.round(Math.max(0, Math.min(1, score)) * 1000) / 1000

/**
 * Names whose best candidate stands clearly before the others, each school once: a school that two names claim is left
 * to be looked at one by one. Best first.
 */
export function pickLikelyPairs(ranked: ReadonlyMap<number, readonly MatchCandidate[]>): LikelyPair[] {
  const pairs = [...ranked].flatMap(([sourceSchoolId, [best, second]]): LikelyPair[] => {
    if (best === undefined || best.score < LEAST_SCORE || best.similarity < LEAST_SIMILARITY) return []
    if (second !== undefined && best.score - second.score < LEAST_LEAD) return []
    return [
      {
        sourceSchoolId,
        candidate: best,
        isPlain: best.doubts.length === 0 && best.similarity >= PLAIN_SIMILARITY,
      },
    ]
  })
  const claims = new Map<number, number>()
  for (const { candidate } of pairs) claims.set(candidate.schoolId, (claims.get(candidate.schoolId) ?? 0) + 1)
  return pairs
    .filter(({ candidate }) => claims.get(candidate.schoolId) === 1)
    .sort((a, b) => b.candidate.score - a.candidate.score || a.sourceSchoolId - b.sourceSchoolId)
}
