import type { Db } from '../platform/db.ts'
import type { FollowUp, FollowUpState, QualityFinding } from './model.ts'

export interface StoredFollowUp {
  state: FollowUpState
  note: string
  sentence: string
  setAt: string
  setBy: string
}

/** What people said of findings, by the finding's key. */
export async function listFollowUps(db: Db, regionId: number): Promise<Map<string, StoredFollowUp>> {
  const rows = await db
    .selectFrom('quality_follow_ups')
    .selectAll()
    .where('region_id', '=', regionId)
    .execute()
  return new Map(
    rows.map((row) => [
      row.finding,
      {
        state: row.state as FollowUpState,
        note: row.note,
        sentence: row.sentence,
        setAt: row.set_at.toISOString(),
        setBy: row.set_by,
      },
    ]),
  )
}

/** Sets or, with null, takes back what is said of a finding. */
export async function setFollowUp(
  db: Db,
  regionId: number,
  finding: QualityFinding,
  mark: { state: FollowUpState; note: string } | null,
  actor: string,
): Promise<void> {
  if (mark === null) {
    await db
      .deleteFrom('quality_follow_ups')
      .where('region_id', '=', regionId)
      .where('finding', '=', finding.key)
      .execute()
    return
  }
  const row = { ...mark, sentence: finding.sentence, set_by: actor }
  await db
    .insertInto('quality_follow_ups')
    .values({ region_id: regionId, finding: finding.key, ...row })
    .onConflict((conflict) =>
      conflict.constraint('quality_follow_ups_pk').doUpdateSet({ ...row, set_at: new Date() }),
    )
    .execute()
}

/** The mark as it is shown: a mark on other numbers than today's is outdated. */
export const showFollowUp = (finding: QualityFinding, stored: StoredFollowUp | undefined): FollowUp | null =>
  stored === undefined
    ? null
    : {
        state: stored.state,
        note: stored.note,
        setAt: stored.setAt,
        setBy: stored.setBy,
        isOutdated: stored.sentence !== finding.sentence,
      }
