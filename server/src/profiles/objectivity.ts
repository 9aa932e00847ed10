import { z } from 'zod'
import { isSmall, withoutRows } from '../accounts/disclosure.ts'
import type { Db } from '../platform/db.ts'
import { counted, formatShare } from '../platform/russian.ts'
import { missing, type Value, valueSchema } from '../platform/value.ts'
import { SourcePlace } from '../results/model.ts'
import type { ProcedureNames } from '../results/procedure-queries.ts'
import {
  type JournalYear,
  listJournalComparisons,
  listObjectivityMarkers,
  type MarkerYear,
} from '../results/school-facts.ts'
import { wilsonInterval } from '../statistics/wilson.ts'
import type { SchoolSight } from './school-queries.ts'

const Share = valueSchema(z.number())

/** Marks against the journal's and published markers of one school: questions to be looked into, never a verdict. */
export const Objectivity = z.object({
  /** What is known of the latest year, in one sentence. */
  sentence: z.string(),
  /** The newest year first. Shares are 0…1 over pupils who have both marks, with 95 % Wilson intervals. */
  journal: z.array(
    z.object({
      procedure: z.string(),
      name: z.string(),
      schoolYear: z.number().int(),
      participants: z.number().int().nullable(),
      withJournalMark: z.number().int(),
      lower: z.number().int(),
      same: z.number().int(),
      higher: z.number().int(),
      lowerShare: Share,
      sameShare: Share,
      higherShare: Share,
      source: SourcePlace,
    }),
  ),
  markerYears: z.array(
    z.object({
      schoolYear: z.number().int(),
      markedCount: z.number().int(),
      /** As the source itself counts them; null where it does not. */
      declaredCount: z.number().int().nullable(),
      procedures: z.array(
        z.object({
          procedure: z.string(),
          name: z.string(),
          isMarked: z.boolean(),
          source: SourcePlace,
        }),
      ),
    }),
  ),
})
export type Objectivity = z.infer<typeof Objectivity>

/**
 * @param hidden procedures and years of the school whose number whoever asks is not shown: nothing else of them is, either
 */
export async function buildObjectivity(
  db: Db,
  { id: schoolId, isExact, seesRows }: SchoolSight,
  procedures: Pick<ProcedureNames, 'code' | 'name'>[],
  hidden: ReadonlySet<string>,
): Promise<Objectivity> {
  const names = new Map(procedures.map(({ code, name }) => [code, name]))
  const nameOf = (code: string) => names.get(code) ?? code
  const isShown = ({ procedure, schoolYear }: { procedure: string; schoolYear: number }) =>
    !hidden.has(`${procedure} ${schoolYear}`)
  const placed = <T extends { source: SourcePlace }>(row: T): T =>
    seesRows ? row : { ...row, source: withoutRows(row.source) }
  const journal = (await listJournalComparisons(db, schoolId))
    .filter((row) => isShown(row) && (isExact || !isSmall(leastOf(row))))
    .map((row) => toJournal(placed(row), nameOf))
  const markerYears = toMarkerYears(
    (await listObjectivityMarkers(db, schoolId))
      .filter(isShown)
      // The source's own count less those shown would tell of the others.
      .map((row) => placed(hidden.size === 0 ? row : { ...row, declaredCount: null })),
    nameOf,
  )
  return { sentence: sentenceOf(journal, markerYears), journal, markerYears }
}

/** The pupils with both marks, or all who sat the work where the source says fewer. */
const leastOf = ({ participants, lower, same, higher }: JournalYear): number =>
  Math.min(participants ?? Number.POSITIVE_INFINITY, lower + same + higher)

function toJournal(row: JournalYear, nameOf: (code: string) => string): Objectivity['journal'][number] {
  const { procedure, lower, same, higher } = row
  const both = lower + same + higher
  const share = (count: number): Value =>
    both === 0
      ? missing('not-applicable')
      : { estimate: count / both, ...wilsonInterval(count, both), n: both }
  return {
    ...row,
    name: nameOf(procedure),
    withJournalMark: both,
    lowerShare: share(lower),
    sameShare: share(same),
    higherShare: share(higher),
  }
}

function toMarkerYears(rows: MarkerYear[], nameOf: (code: string) => string): Objectivity['markerYears'] {
  const years = [...new Set(rows.map((row) => row.schoolYear))]
  return years.map((schoolYear) => {
    const own = rows.filter((row) => row.schoolYear === schoolYear)
    return {
      schoolYear,
      markedCount: own.filter((row) => row.isMarked).length,
      declaredCount: own[0]!.declaredCount,
      procedures: own.map(({ procedure, isMarked, source }) => ({
        procedure,
        name: nameOf(procedure),
        isMarked,
        source,
      })),
    }
  })
}

const MARKERS = ['возможный маркер', 'возможных маркера', 'возможных маркеров'] as const

function sentenceOf(journal: Objectivity['journal'], markerYears: Objectivity['markerYears']): string {
  const sentences = [markerSentence(markerYears[0]), journalSentence(journal)].filter((text) => text !== null)
  return sentences.length === 0
    ? 'Сравнение отметок с журналом и списки маркеров по этой школе не загружены.'
    : sentences.join(' ')
}

function markerSentence(year: Objectivity['markerYears'][number] | undefined): string | null {
  if (year === undefined) return null
  const { schoolYear, markedCount, procedures } = year
  if (markedCount === 0) return `В ${schoolYear} году маркеров необъективности у школы не опубликовано.`
  const marked = procedures.filter(({ isMarked }) => isMarked).map(({ name }) => name)
  const needs = markedCount === 1 ? 'он требует' : 'они требуют'
  return `В ${schoolYear} году у школы ${counted(markedCount, MARKERS)} необъективности (${marked.join('; ')}): ${needs} дополнительного анализа.`
}

/** The latest year's works together: how many got another mark than in the journal. */
function journalSentence(journal: Objectivity['journal']): string | null {
  const latest = journal.filter((row) => row.schoolYear === journal[0]?.schoolYear)
  const sum = (pick: (row: Objectivity['journal'][number]) => number) =>
    latest.reduce((total, row) => total + pick(row), 0)
  const both = sum((row) => row.withJournalMark)
  if (both === 0) return null
  const percent = (count: number) => formatShare(Math.round((count / both) * 100) * 100)
  return `За ${latest[0]!.schoolYear} год отметка за работу ниже журнальной в ${percent(sum((row) => row.lower))} случаев, такая же — в ${percent(sum((row) => row.same))}, выше — в ${percent(sum((row) => row.higher))}.`
}
