import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { type SealHeader, sealHash, signedText } from './chain.ts'
import { lockChain, readCluster, readTip, type Tip } from './chain-queries.ts'
import { writeHead } from './head-file.ts'
import { hashOf, rowsOf, type Source } from './rows.ts'
import { loadSigningKey, type SigningKey } from './signing-key.ts'

const BATCH_ROWS = 1_000
/** Rows taken by one statement; more of them are sealed by the next one of the same run. */
const STEP_ROWS = 100_000

export interface SealedNow {
  batches: number
  rows: number
}

/**
 * Seals every committed row that has no seal yet. Whoever writes never waits for it: only sealing itself takes turns.
 * A row whose transaction commits late is found by the next run, because the last seal says below which transaction all
 * is sealed; in a database that was moved to another cluster, where transactions are numbered anew, all rows are looked at.
 */
export async function sealAudit(db: Db, dataDir: string, now: Date): Promise<SealedNow> {
  const key = await loadSigningKey(dataDir, now)
  const { tip, ...sealed } = await db.transaction().execute(async (tx) => {
    await lockChain(tx)
    const { cluster, below } = await readCluster(tx)
    let tip = await readTip(tx)
    const from = tip.cluster === cluster ? tip.sealedBelow : '0'
    const sealed = { batches: 0, rows: 0 }
    for (;;) {
      const batches = await linkRows(tx, tip, from)
      if (batches.length === 0) return { ...sealed, tip }
      for (const batch of batches) {
        const header = {
          ...{ batch: batch.batch, sealedAt: now, firstSeq: batch.firstSeq, lastSeq: batch.lastSeq },
          ...{ firstAt: batch.firstAt, lastAt: batch.lastAt },
          ...{ sealedBelow: below, cluster, previousHash: tip.hash },
        }
        const hash = await writeSeal(tx, key, header, batch.rowHashes)
        tip = { ...tip, batch: batch.batch, seq: batch.lastSeq, hash }
        sealed.batches += 1
        sealed.rows += batch.lastSeq - batch.firstSeq + 1
      }
    }
  })
  if (sealed.batches > 0) await writeHead(dataDir, { batch: tip.batch, hash: tip.hash })
  return sealed
}

interface NewBatch {
  batch: number
  firstSeq: number
  lastSeq: number
  firstAt: Date
  lastAt: Date
  rowHashes: Buffer
}

/** Numbers rows that have no link and links them; what their batches are made of comes back in order. */
async function linkRows(tx: Db, tip: Tip, from: string): Promise<NewBatch[]> {
  const unsealed = (source: Source) => sql`
    select ${source}::text as source, r.row_id, r.at, r.text from ${rowsOf(source, sql`transaction_id >= ${from}::xid8`)} r
    where not exists (select from audit_links l where l.source = ${source} and l.row_id = r.row_id)`
  const { rows } = await sql<NewBatch>`
    with found as (
      select * from (${unsealed('change')} union all ${unsealed('access')}) both_logs
      order by at, source, row_id limit ${STEP_ROWS}),
    numbered as (
      select source, row_id, at, ${hashOf(sql.ref('text'))} as row_hash,
        ${tip.seq}::bigint + row_number() over (order by at, source, row_id) as seq
      from found),
    batched as (
      select *, (${tip.batch}::bigint + 1 + (seq - ${tip.seq}::bigint - 1) / ${BATCH_ROWS})::integer as batch from numbered),
    linked as (
      insert into audit_links (seq, batch, source, row_id, row_hash)
      select seq, batch, source, row_id, row_hash from batched)
    select batch, min(seq) as "firstSeq", max(seq) as "lastSeq", min(at) as "firstAt", max(at) as "lastAt",
      string_agg(row_hash, ''::bytea order by seq) as "rowHashes"
    from batched group by batch order by batch`.execute(tx)
  return rows
}

async function writeSeal(tx: Db, key: SigningKey, header: SealHeader, rowHashes: Buffer): Promise<string> {
  const hash = sealHash(header, rowHashes)
  await tx
    .insertInto('audit_seals')
    .values({
      batch: header.batch,
      sealed_at: header.sealedAt,
      first_seq: header.firstSeq,
      last_seq: header.lastSeq,
      first_at: header.firstAt,
      last_at: header.lastAt,
      sealed_below: header.sealedBelow,
      cluster: header.cluster,
      previous_hash: Buffer.from(header.previousHash, 'hex'),
      hash: Buffer.from(hash, 'hex'),
      public_key: key.publicKey,
      signature: key.sign(signedText(header, hash)),
    })
    .execute()
  return hash
}
