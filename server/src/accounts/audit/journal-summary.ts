import { sql } from 'kysely'
import type { z } from 'zod'
import type { Db } from '../../platform/db.ts'
import { readCheckpoints, readTip } from './chain-queries.ts'
import { type Fault, faultSentence } from './faults.ts'
import type { Check, JournalSummary } from './journal-schemas.ts'
import { type JournalScope, ofRegions, peopleOf } from './journal-scope.ts'
import { ACTION_CHOICES, ACTORS_WITHOUT_ACCOUNT } from './journal-words.ts'
import type { Source } from './rows.ts'
import { fingerprint, loadSigningKey } from './signing-key.ts'

const WEEK_MS = 7 * 86_400_000

/** What stands above the journal: how much there was in a week, when the chain was verified and by which key it is sealed. */
export async function readSummary(
  db: Db,
  dataDir: string,
  now: Date,
  scope: JournalScope,
): Promise<z.infer<typeof JournalSummary>> {
  const since = new Date(now.getTime() - WEEK_MS)
  const within = (source: Source) => (scope === null ? sql`true` : ofRegions(source, scope))
  const { rows } = await sql<{ kind: 'write' | 'read' | 'export' | 'sign-in'; n: number }>`
    select 'write' as kind, count(*) as n from changes t where changed_at >= ${since} and ${within('change')}
    union all select kind, count(*) from accesses t where accessed_at >= ${since} and ${within('access')} group by kind`.execute(
    db,
  )
  const week = { write: 0, read: 0, export: 0, 'sign-in': 0 }
  for (const { kind, n } of rows) week[kind] += n
  const { rows: users } = await sql<{ id: string; name: string }>`
    select id, name from users where ${scope === null ? sql`true` : sql`id in ${peopleOf(scope)}`} order by name`.execute(
    db,
  )
  const others = Object.entries(ACTORS_WITHOUT_ACCOUNT).map(([id, name]) => ({ id, name }))
  const [tip, checkpoints, key] = [
    await readTip(db),
    await readCheckpoints(db),
    await loadSigningKey(dataDir, now),
  ]
  return {
    week,
    mayCheck: scope === null,
    lastCheck: scope === null ? await readLastCheck(db) : null,
    sealedAt: tip.sealedAt?.toISOString() ?? null,
    fingerprint: fingerprint(key.publicKey),
    archives: (scope === null ? checkpoints : []).map(({ archiveName, lastAt, madeAt }) => ({
      ...{ name: archiveName, lastAt: lastAt.toISOString(), madeAt: madeAt.toISOString() },
    })),
    actors: [...others, ...users],
    actions: ACTION_CHOICES,
  }
}

export async function readLastCheck(db: Db): Promise<Check | null> {
  const row = await db
    .selectFrom('audit_checks')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const user = await db.selectFrom('users').select('name').where('id', '=', row.checked_by).executeTakeFirst()
  return {
    checkedAt: row.checked_at.toISOString(),
    checkedBy: user?.name ?? ACTORS_WITHOUT_ACCOUNT[row.checked_by] ?? row.checked_by,
    batchCount: row.batch_count,
    rowCount: row.row_count,
    headHash: row.head_hash,
    faultCount: row.fault_count,
    faults: (row.faults as unknown as Fault[]).map((one) => ({ ...one, sentence: faultSentence(one) })),
  }
}
